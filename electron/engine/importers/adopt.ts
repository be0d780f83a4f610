// Models that no log names: they are the versions of the run that lies nearest, where only one can be meant.
import { isModelName, modelsIn } from './beside.js';
import { folderOf, nameOf } from './folder.js';
import type { FolderView, ImportFile, ImportRun } from './types.js';
import { cleanName } from './values.js';

/** Folders that hold a run's checkpoints, and say nothing of what it is called. */
const KEEPS = /^(checkpoints?|ckpts?|models?|weights|saved_models?|snapshots|outputs?|logs?|runs|events|tb|tensorboard)$/i;

/** Where a run was read from: a file's folder, or the folder itself. */
const placeOf = (view: FolderView, { source }: ImportRun): string => (view.files.some(({ path }) => path === source) ? folderOf(source) : source);

/** `runs/exp1/events` is `runs/exp1`'s: models lie beside the folder of the log as often as in it. */
function homeOf(place: string): string {
  const parts = place === '' ? [] : place.split('/');
  while (parts.length > 0 && KEEPS.test(parts.at(-1) ?? '')) parts.pop();
  return parts.join('/');
}

/** The run whose home is the innermost folder around a model; undefined where two have it, or none. */
function ownerOf(runs: readonly { run: ImportRun; home: string }[], folder: string): ImportRun | undefined {
  const around = runs.filter(({ home }) => home === '' || folder === home || folder.startsWith(`${home}/`));
  const depth = Math.max(-1, ...around.map(({ home }) => home.length));
  const nearest = around.filter(({ home }) => home.length === depth);
  return nearest.length === 1 ? nearest[0]?.run : undefined;
}

/** Runs of logs that say nothing but rows, with the models that lie with them and that nobody has taken. Marks those as taken. */
export function adoptModels(view: FolderView, runs: readonly ImportRun[], rowsAlone: (run: ImportRun) => boolean): ImportRun[] {
  const free = view.files.filter(({ path }) => !view.taken.has(path) && isModelName(nameOf(path)));
  if (free.length === 0) return [...runs];
  const homes = runs.map((run) => ({ run, home: homeOf(placeOf(view, run)) }));
  const byRun = new Map<ImportRun, ImportFile[]>();
  for (const file of free) {
    const owner = ownerOf(homes, folderOf(file.path));
    if (owner && rowsAlone(owner)) byRun.set(owner, [...(byRun.get(owner) ?? []), file]);
  }
  return runs.map((run) => {
    const own = byRun.get(run);
    if (!own) return run;
    for (const { path } of own) view.taken.add(path);
    const named = [...view.root.split(/[\\/]/), ...placeOf(view, run).split('/')].filter((part) => part !== '' && !KEEPS.test(part)).at(-1);
    return { ...run, artifacts: [...run.artifacts, ...modelsIn(own, cleanName(named ?? run.name, 'model'), run.counts).artifacts] };
  });
}
