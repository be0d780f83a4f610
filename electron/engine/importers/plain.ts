// Metrics or parameters in plain JSON, YAML or CSV beside a model file: one run, its rows, its parameters, the models as versions.
import type { JsonObject, JsonValue } from '../../../shared/contract/primitives.js';
import { documentOf, inFolder, isModelName, modelsIn, settingsIn } from './beside.js';
import { folderOf, nameOf, textOf } from './folder.js';
import { ROWS_ALONE, type FolderView, type ImportFile, type Importer, type ImportRow, type ImportRun, type Tell } from './types.js';
import { cleanName, jsonValue, pythonJson, runKey } from './values.js';

const METRICS = /(^|[._-])(metrics?|results?|scores?|eval(uation)?|history|log)\.(json|jsonl|ndjson|ya?ml|[ct]sv)$/i;
/** Columns that count, the first of them is the step. */
const COUNTERS = ['step', 'global_step', '_step', 'epoch', 'iteration', 'iter'];
/** Rows of one file; a training log of JSON lines may be long, and is read line by line into memory. */
const MAX_ROWS = 1_000_000;

const isObject = (value: JsonValue | undefined): value is JsonObject => typeof value === 'object' && value !== null && !Array.isArray(value);

function rowOf(values: JsonObject): ImportRow | undefined {
  const counter = COUNTERS.find((name) => typeof values[name] === 'number');
  const kept = Object.fromEntries(Object.entries(values).filter(([, value]) => value !== null && !Array.isArray(value)));
  return Object.keys(kept).length === 0 ? undefined : { step: counter === undefined ? null : (values[counter] as number), time: null, values: kept };
}

/** `{loss: [1, 0.5], acc: [0.1, 0.2]}`: lists of one length are series, a row a place. */
function rowsOfLists(values: JsonObject): ImportRow[] | undefined {
  const lists = Object.entries(values).filter((entry): entry is [string, JsonValue[]] => Array.isArray(entry[1]) && entry[1].length > 0 && entry[1].every((item) => typeof item === 'number' || item === 'NaN' || item === 'Infinity' || item === '-Infinity'));
  const [first] = lists;
  if (!first || lists.some(([, list]) => list.length !== first[1].length)) return undefined;
  return first[1].slice(0, MAX_ROWS).map((_, index) => ({ step: index, time: null, values: Object.fromEntries(lists.map(([name, list]) => [name, list[index] ?? null])) }));
}

/** What a file of metrics holds: one object is one row, a list of objects a row each, an object of lists series. */
function rowsOfDocument(value: JsonValue | undefined): ImportRow[] {
  if (Array.isArray(value)) return value.slice(0, MAX_ROWS).flatMap((item) => (isObject(item) ? (rowOf(item) ?? []) : []));
  if (!isObject(value)) return [];
  return rowsOfLists(value) ?? [rowOf(value) ?? []].flat();
}

async function rowsOfLines(file: ImportFile, tell: Tell): Promise<ImportRow[]> {
  const rows: ImportRow[] = [];
  let damaged = 0;
  for (const line of ((await textOf(file, tell)) ?? '').split('\n')) {
    if (line.trim() === '' || rows.length >= MAX_ROWS) continue;
    try {
      const value = jsonValue(pythonJson(line));
      const row = isObject(value) ? rowOf(value) : undefined;
      if (row) rows.push(row);
    } catch {
      damaged += 1;
    }
  }
  if (damaged > 0) tell(file.path, `${damaged} ${damaged === 1 ? 'line is' : 'lines are'} no JSON and left out.`);
  return rows;
}

const rowsIn = async (file: ImportFile, tell: Tell): Promise<ImportRow[]> => (/\.(jsonl|ndjson)$/i.test(file.path) ? rowsOfLines(file, tell) : rowsOfDocument(await documentOf(file, tell)));

async function findRun(view: FolderView, folder: string, tell: Tell): Promise<ImportRun | undefined> {
  const files = inFolder(view, folder);
  const measured = files.filter(({ path }) => METRICS.test(nameOf(path)));
  const settings = await settingsIn(files, tell);
  if (measured.length + settings.files.length === 0) return undefined;
  const title = nameOf(folder) || nameOf(view.root.replaceAll('\\', '/'));
  const models = modelsIn(files, title, undefined);
  const first = measured[0] && (await rowsIn(measured[0], () => undefined))[0];
  for (const { path } of [...measured, ...settings.files, ...models.files]) view.taken.add(path);
  return {
    ...ROWS_ALONE,
    key: runKey('plain', title, JSON.stringify(settings.config), JSON.stringify(first?.values ?? null)),
    name: cleanName(folder === '' ? title : folder, 'results'),
    config: settings.config,
    source: folder === '' ? (measured[0] ?? settings.files[0])?.path ?? '' : folder,
    async *rows(say) {
      for (const file of measured) yield* await rowsIn(file, say);
    },
    artifacts: models.artifacts,
  };
}

export const plain: Importer = {
  id: 'plain',
  title: 'JSON, YAML or CSV beside a model',
  async find(view, tell) {
    const folders = new Set(view.files.filter(({ path }) => !view.taken.has(path) && isModelName(nameOf(path))).map(({ path }) => folderOf(path)));
    const runs: ImportRun[] = [];
    for (const folder of folders) {
      const run = await findRun(view, folder, tell);
      if (run) runs.push(run);
    }
    return { runs, models: [] };
  },
};
