// CSV logs of training: a line an epoch or step, as Keras' CSVLogger and Lightning's CSVLogger write them.
import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { parse } from 'csv-parse';
import { inFolder, modelsIn, settingsIn } from './beside.js';
import { separatorOf } from './csv.js';
import { folderOf, nameOf } from './folder.js';
import { ROWS_ALONE, type FolderView, type ImportFile, type Importer, type ImportRow, type ImportRun, type Tell } from './types.js';
import { cleanName, plainValue, runKey } from './values.js';

/** Columns that count, the first of them is the step. */
const COUNTERS = ['step', 'global_step', 'epoch', 'iteration', 'iter', 'batch'];
const MAX_HEAD = 64 * 1024;
const MAX_LINE = 1024 * 1024;

export interface LogColumns {
  readonly separator: string;
  /** The column that counts. */
  readonly counter: string;
  /** The values of its first row by their names, in the order of those: the same when rows are added, and columns with them. */
  readonly beginning: string;
}

/** What the first two lines say, where they are those of a log of training. */
export async function logColumns({ absolute, size }: ImportFile): Promise<LogColumns | undefined> {
  const file = await open(absolute, 'r');
  try {
    const bytes = Buffer.alloc(Math.min(MAX_HEAD, size));
    await file.read(bytes, 0, bytes.length, 0);
    const [first = '', second = ''] = bytes.toString('utf8').replace(/^\uFEFF/, '').split(/\r?\n/);
    const separator = separatorOf(first);
    const columns = first.split(separator).map((name) => name.trim().replace(/^"|"$/g, ''));
    const counter = COUNTERS.find((name) => columns.includes(name));
    const cells = second.split(separator).map((cell) => cell.trim());
    const numbers = cells.filter((cell) => typeof plainValue(cell) === 'number').length;
    if (counter === undefined || columns.length < 2 || columns.length > 10_000 || numbers < 2) return undefined;
    return { counter, separator, beginning: columns.flatMap((name, index) => (cells[index] ? [`${name}=${cells[index]}`] : [])).sort().join('\n') };
  } finally {
    await file.close();
  }
}

/** Rows of a log; empty cells are no values. A line that is damaged is told, and ends it. */
export async function* csvRows(file: ImportFile, { counter, separator }: Pick<LogColumns, 'counter' | 'separator'>, tell: Tell): AsyncGenerator<ImportRow> {
  const stream = createReadStream(file.absolute).pipe(parse({ columns: true, relax_column_count: true, skip_empty_lines: true, max_record_size: MAX_LINE, bom: true, delimiter: separator }));
  try {
    for await (const line of stream as AsyncIterable<Record<string, string>>) {
      const cells = Object.entries(line).filter(([name, text]) => name !== '' && typeof text === 'string' && text.trim() !== '');
      const values = Object.fromEntries(cells.map(([name, text]) => [name.slice(0, 500), plainValue(text)]));
      const step = values[counter];
      if (Object.keys(values).length > 0) yield { step: typeof step === 'number' ? step : null, time: null, values };
    }
  } catch (error) {
    tell(file.path, `A line cannot be read: ${error instanceof Error ? error.message : String(error)}. What stands before is taken in.`);
  }
}

const counterOf = (column: string): 'epoch' | 'step' => (column === 'epoch' ? 'epoch' : 'step');

/** Models and parameters that lie with the only log of a folder are its own. */
async function ownOf(view: FolderView, folder: string, counter: string, tell: Tell): Promise<Pick<ImportRun, 'config' | 'artifacts'>> {
  const files = inFolder(view, folder);
  const settings = await settingsIn(files, tell);
  const models = modelsIn(files, nameOf(folder) || nameOf(view.root.replaceAll('\\', '/')), counterOf(counter));
  for (const { path } of [...settings.files, ...models.files]) view.taken.add(path);
  return { config: settings.config, artifacts: models.artifacts };
}

async function find(view: FolderView, tell: Tell): Promise<ImportRun[]> {
  const runs: ImportRun[] = [];
  const logs: { file: ImportFile; found: LogColumns }[] = [];
  for (const file of view.files) {
    if (view.taken.has(file.path) || !/\.(csv|tsv|log)$/i.test(file.path)) continue;
    const found = await logColumns(file).catch(() => undefined);
    if (!found) continue;
    view.taken.add(file.path);
    logs.push({ file, found });
  }
  for (const { file, found } of logs) {
    const folder = folderOf(file.path);
    const name = nameOf(file.path).replace(/\.\w+$/, '');
    const alone = logs.every((other) => other.file === file || folderOf(other.file.path) !== folder);
    runs.push({
      ...ROWS_ALONE,
      ...(alone ? await ownOf(view, folder, found.counter, tell) : {}),
      key: runKey('csv', nameOf(file.path), found.beginning),
      name: cleanName(folderOf(file.path) === '' ? name : `${folderOf(file.path)}/${name}`, 'log'),
      source: file.path,
      counts: counterOf(found.counter),
      rows: (tell) => csvRows(file, found, tell),
    });
  }
  return runs;
}

export const csvLog: Importer = { id: 'csv', title: 'CSV logs', find: async (view, tell) => ({ runs: await find(view, tell), models: [] }) };
