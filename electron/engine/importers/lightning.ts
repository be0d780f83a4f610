// Folders of PyTorch Lightning: `hparams.yaml`, `metrics.csv` or event files, and checkpoints as versions in their order.
import { below, folderOf, nameOf, textOf } from './folder.js';
import { csvRows, logColumns, type LogColumns } from './csvLog.js';
import { firstEventAt, isEventFile, scalarRows } from './tensorboard.js';
import { ROWS_ALONE, type FolderView, type ImportArtifact, type ImportFile, type Importer, type ImportRow, type ImportRun, type Tell } from './types.js';
import { cleanName, runKey, yamlObject } from './values.js';

/** `epoch=4-step=500.ckpt`, `best-epoch=04-val_loss=0.12.ckpt`: what the name says in numbers. */
function numbersIn(name: string): Record<string, number> {
  const pairs = [...name.replace(/\.ckpt$/, '').matchAll(/([A-Za-z_][\w/]*)=(-?\d+(?:\.\d+)?(?:e-?\d+)?)/g)];
  return Object.fromEntries(pairs.map(([, key, value]) => [key ?? '', Number(value)]));
}

function checkpoints(files: readonly ImportFile[], name: string): ImportArtifact[] {
  const own = files.filter(({ path }) => path.endsWith('.ckpt')).map((file) => ({ file, numbers: numbersIn(nameOf(file.path)) }));
  const order = ({ file, numbers }: (typeof own)[number]): number => (nameOf(file.path).startsWith('last') ? Number.MAX_SAFE_INTEGER : (numbers['step'] ?? numbers['epoch'] ?? 0));
  own.sort((a, b) => order(a) - order(b) || (a.file.path < b.file.path ? -1 : 1));
  return own.map(({ file, numbers }) => ({
    id: nameOf(file.path),
    name,
    type: 'model',
    paths: [file.absolute],
    aliases: nameOf(file.path).startsWith('best') ? ['best'] : [],
    metrics: Object.fromEntries(Object.entries(numbers).filter(([key]) => key !== 'step' && key !== 'epoch')),
    description: nameOf(file.path),
    // Logs count steps from 0, names of checkpoints say how many were done.
    step: numbers['step'] === undefined ? undefined : numbers['step'] - 1,
  }));
}

async function* rowsOf(events: readonly ImportFile[], csv: { file: ImportFile; columns: LogColumns } | undefined, tell: Tell): AsyncGenerator<ImportRow> {
  if (csv) yield* csvRows(csv.file, csv.columns, tell);
  else yield* scalarRows(events, tell);
}

/** Folders that Lightning makes in every project. */
const BOILERPLATE = /^(version_\d+|lightning_logs|checkpoints|logs|csv_logs)$/;

async function findRun(view: FolderView, hparams: ImportFile, tell: Tell): Promise<ImportRun | undefined> {
  const folder = folderOf(hparams.path);
  const files = below(view, folder).filter(({ path }) => !view.taken.has(path));
  const events = files.filter(({ path }) => folderOf(path) === folder && isEventFile(path));
  const metrics = files.find(({ path }) => folderOf(path) === folder && nameOf(path) === 'metrics.csv');
  const columns = metrics && (await logColumns(metrics));
  const own = files.filter(({ path }) => path.endsWith('.ckpt'));
  if (events.length === 0 && !columns && own.length === 0) return undefined;
  const text = await textOf(hparams, tell);
  let config = {};
  try {
    config = text === undefined ? {} : yamlObject(text);
  } catch (error) {
    tell(hparams.path, `It is no YAML: ${error instanceof Error ? error.message : String(error)}. The run comes in without hyper-parameters.`);
  }
  for (const { path } of [hparams, ...events, ...(metrics ? [metrics] : []), ...own]) view.taken.add(path);
  const parts = [...view.root.split(/[\\/]/), ...folder.split('/')].filter(Boolean);
  const project = parts.filter((part) => !BOILERPLATE.test(part)).at(-1) ?? 'lightning';
  const last = parts.at(-1) ?? project;
  const title = last === project ? project : `${project} ${last}`;
  const [first] = events;
  return {
    ...ROWS_ALONE,
    ...(first ? { key: runKey('lightning', nameOf(first.path)), keyIs: 'id', started: await firstEventAt(first) } : { key: runKey('lightning', text ?? '', columns?.beginning ?? title) }),
    name: cleanName(title, 'lightning'),
    config,
    source: folder === '' ? hparams.path : folder,
    counts: 'step',
    rows: (say) => rowsOf(events, columns && metrics ? { file: metrics, columns } : undefined, say),
    artifacts: checkpoints(own, cleanName(project, 'checkpoints')),
  };
}

export const lightning: Importer = {
  id: 'lightning',
  title: 'PyTorch Lightning',
  async find(view, tell) {
    const runs: ImportRun[] = [];
    for (const file of view.files) {
      if (view.taken.has(file.path) || nameOf(file.path) !== 'hparams.yaml') continue;
      const run = await findRun(view, file, tell);
      if (run) runs.push(run);
    }
    return { runs, models: [] };
  },
};
