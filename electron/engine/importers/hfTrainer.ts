// Output of the Hugging Face Trainer: `trainer_state.json` with its log, and checkpoint folders as versions with their metrics.
import { inFolder, isModelName } from './beside.js';
import { absoluteFolder, below, folderOf, nameOf, textOf } from './folder.js';
import { eventHead, isEventFile, scalarRows } from './tensorboard.js';
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

interface EventLog {
  readonly files: readonly ImportFile[];
  /** Step -> when it was written. */
  readonly times: ReadonlyMap<number, number>;
  readonly started: number | null;
  readonly config: JsonObject;
}

/** Points that are compared to tell whether two logs are of one training. */
const COMPARED = 200;

/** As its callback for TensorBoard calls them: `eval_loss` is `eval/loss`, `loss` is `train/loss`. */
const eventKey = (key: string): string => (/^(eval|test)_/.test(key) ? key.replace('_', '/') : `train/${key}`);

/** Event files in `runs/` that hold what the state holds: the Trainer wrote them beside it, and they say when. */
async function eventLog(view: FolderView, folder: string, rows: readonly ImportRow[]): Promise<EventLog> {
  const said = new Map(rows.flatMap(({ step, values }) => Object.entries(values).map(([key, value]) => [`${step} ${eventKey(key)}`, value] as const)));
  const times = new Map<number, number>();
  const files: ImportFile[] = [];
  let started: number | null = null;
  let config: JsonObject = {};
  for (const file of below(view, folder === '' ? 'runs' : `${folder}/runs`)) {
    if (view.taken.has(file.path) || !isEventFile(file.path)) continue;
    const own = new Map<number, number>();
    let [same, other] = [0, 0];
    for await (const { step, time, values } of scalarRows([file], () => undefined)) {
      if (step === null || other > 0) break;
      if (time !== null) own.set(step, time);
      for (const [key, value] of same < COMPARED ? Object.entries(values) : []) {
        const known = said.get(`${step} ${key}`);
        if (typeof known === 'number' && typeof value === 'number') same += 1;
        if (typeof known === 'number' && typeof value === 'number' && Math.abs(known - value) > 1e-5 * Math.max(1, Math.abs(known))) other += 1;
      }
    }
    if (same === 0 || other > 0) continue;
    const head = await eventHead(file);
    files.push(file);
    for (const [step, time] of own) times.set(step, time);
    started = head.started !== null && (started === null || head.started < started) ? head.started : started;
    config = { ...config, ...argumentsIn(head.texts.get('args/text_summary') ?? head.texts.get('args')) };
  }
  return { files, times, started, config };
}

/** Arguments of the training, as the callback writes them: a text of JSON. */
function argumentsIn(text: string | undefined): JsonObject {
  try {
    return text === undefined ? {} : Object.fromEntries(Object.entries(jsonObject(pythonJson(text))).filter(([, value]) => value !== null));
  } catch {
    return {}; // another program's text under that name
  }
}

/** Rows with the time of their step; one whose step no event names has that of the one before. */
function timed(rows: readonly ImportRow[], { times, started }: EventLog): ImportRow[] {
  if (times.size === 0) return [...rows];
  let last = started ?? [...times.values()][0] ?? 0;
  return rows.map((row) => {
    last = Math.max(last, (row.step === null ? undefined : times.get(row.step)) ?? last);
    return { ...row, time: last };
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

/** What `save_model` leaves beside the checkpoints, where it was called. */
function finalModel(view: FolderView, folder: string, name: string, step: number): readonly [readonly ImportArtifact[], readonly ImportFile[]] {
  const files = inFolder(view, folder).filter(({ path }) => nameOf(path) !== STATE && !/^(runs|events\.out)/.test(nameOf(path)));
  if (!files.some(({ path }) => isModelName(nameOf(path)))) return [[], []];
  return [[{ id: 'final', name, type: 'model', paths: files.map(({ absolute }) => absolute), aliases: [], metrics: {}, description: 'saved at the end', step: Number.isFinite(step) ? step : undefined }], files];
}

async function runOf(view: FolderView, folder: string, newest: StateFile): Promise<ImportRun> {
  const { state } = newest;
  const logged = logOf(state);
  const events = await eventLog(view, folder, logged);
  const rows = timed(logged, events);
  for (const { path } of events.files) view.taken.add(path);
  const steps = [...new Set(below(view, folder).flatMap(({ path }) => /^checkpoint-(\d+)$/.exec(path.slice(folder === '' ? 0 : folder.length + 1).split('/')[0] ?? '')?.[1] ?? []))].map(Number).sort((a, b) => a - b);
  const best = typeof state['best_model_checkpoint'] === 'string' ? Number(/checkpoint-(\d+)\/?$/.exec(state['best_model_checkpoint'])?.[1] ?? Number.NaN) : Number.NaN;
  const name = cleanName(nameOf(folder) || nameOf(view.root.replaceAll('\\', '/')), 'trainer');
  const artifacts = steps.map((step): ImportArtifact => ({
    id: `checkpoint-${step}`, name, type: 'model',
    paths: [absoluteFolder(view, folder === '' ? `checkpoint-${step}` : `${folder}/checkpoint-${step}`)],
    aliases: step === best ? ['best'] : [],
    metrics: metricsAt(rows, step), description: `checkpoint-${step}`, step,
  }));
  const [final, finalFiles] = finalModel(view, folder, name, Number(state['global_step']));
  artifacts.push(...final);
  for (const { path } of finalFiles) view.taken.add(path);
  for (const { path } of below(view, folder)) if (steps.some((step) => path.startsWith(`${folder === '' ? '' : `${folder}/`}checkpoint-${step}/`)) || path === newest.file.path) view.taken.add(path);
  const { log_history: _, ...rest } = state;
  const config = Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== null && typeof value !== 'object'));
  return {
    ...ROWS_ALONE,
    key: runKey('hf-trainer', JSON.stringify(Array.isArray(state['log_history']) ? state['log_history'][0] : null), name),
    name, config: { ...events.config, ...config }, started: events.started,
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
    const runs: ImportRun[] = [];
    for (const [folder, newest] of byRun) runs.push(await runOf(view, folder, newest));
    return { runs, models: [] };
  },
};
