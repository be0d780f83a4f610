// Output of the Hugging Face Trainer: `trainer_state.json` with its log, and checkpoint folders as versions with their metrics.
import { absoluteFolder, below, folderOf, nameOf, textOf } from './folder.js';
import { ROWS_ALONE, type FolderView, type ImportArtifact, type ImportFile, type Importer, type ImportRow, type ImportRun, type Tell } from './types.js';
import { cleanName, jsonObject, pythonJson, runKey } from './values.js';
import type { JsonObject } from '../../../shared/contract/primitives.js';

const STATE = 'trainer_state.json';

function logOf(state: JsonObject): ImportRow[] {
  const log = state['log_history'];
  if (!Array.isArray(log)) return [];
  return log.flatMap((entry): ImportRow[] => {
    if (typeof entry !== 'object' || entry === null || Array.isArray(entry)) return [];
    const { step, ...values } = entry;
    const kept = Object.fromEntries(Object.entries(values).filter(([, value]) => value !== null && typeof value !== 'object'));
    return Object.keys(kept).length === 0 ? [] : [{ step: typeof step === 'number' ? step : null, time: null, values: kept }];
  });
}

/** What was measured at the step of a checkpoint. */
function metricsAt(rows: readonly ImportRow[], step: number): Record<string, number> {
  const own = rows.filter((row) => row.step === step).flatMap((row) => Object.entries(row.values));
  return Object.fromEntries(own.filter((pair): pair is [string, number] => typeof pair[1] === 'number'));
}

interface StateFile {
  readonly file: ImportFile;
  readonly state: JsonObject;
}

async function readState(file: ImportFile, tell: Tell): Promise<StateFile | undefined> {
  const text = await textOf(file, tell);
  if (text === undefined) return undefined;
  try {
    return { file, state: jsonObject(pythonJson(text)) };
  } catch (error) {
    tell(file.path, `It is no JSON: ${error instanceof Error ? error.message : String(error)}.`);
    return undefined;
  }
}

function runOf(view: FolderView, folder: string, newest: StateFile): ImportRun {
  const { state } = newest;
  const rows = logOf(state);
  const steps = [...new Set(below(view, folder).flatMap(({ path }) => /^checkpoint-(\d+)$/.exec(path.slice(folder === '' ? 0 : folder.length + 1).split('/')[0] ?? '')?.[1] ?? []))].map(Number).sort((a, b) => a - b);
  const best = typeof state['best_model_checkpoint'] === 'string' ? Number(/checkpoint-(\d+)\/?$/.exec(state['best_model_checkpoint'])?.[1] ?? Number.NaN) : Number.NaN;
  const name = cleanName(nameOf(folder) || nameOf(view.root.replaceAll('\\', '/')), 'trainer');
  const artifacts = steps.map((step): ImportArtifact => ({
    id: `checkpoint-${step}`, name, type: 'model',
    paths: [absoluteFolder(view, folder === '' ? `checkpoint-${step}` : `${folder}/checkpoint-${step}`)],
    aliases: step === best ? ['best'] : [],
    metrics: metricsAt(rows, step), description: `checkpoint-${step}`, step,
  }));
  for (const { path } of below(view, folder)) if (steps.some((step) => path.startsWith(`${folder === '' ? '' : `${folder}/`}checkpoint-${step}/`)) || path === newest.file.path) view.taken.add(path);
  const { log_history: _, ...rest } = state;
  const config = Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== null && typeof value !== 'object'));
  return {
    ...ROWS_ALONE,
    key: runKey('hf-trainer', JSON.stringify(Array.isArray(state['log_history']) ? state['log_history'][0] : null), name),
    name, config,
    source: newest.file.path,
    async *rows() {
      yield* rows;
    },
    artifacts,
  };
}

export const hfTrainer: Importer = {
  id: 'hf-trainer',
  title: 'Hugging Face Trainer',
  async find(view, tell) {
    const byRun = new Map<string, StateFile>();
    for (const file of view.files) {
      if (view.taken.has(file.path) || nameOf(file.path) !== STATE) continue;
      const inside = folderOf(file.path);
      const folder = /^checkpoint-\d+$/.test(nameOf(inside)) ? folderOf(inside) : inside;
      const read = await readState(file, tell);
      const step = (state: JsonObject | undefined): number => (typeof state?.['global_step'] === 'number' ? state['global_step'] : -1);
      if (read && step(read.state) >= step(byRun.get(folder)?.state)) byRun.set(folder, read);
    }
    return { runs: [...byRun].map(([folder, newest]) => runOf(view, folder, newest)), models: [] };
  },
};
