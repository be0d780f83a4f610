// Files of MLflow's runs, whichever store their rows are in: artifacts by run, and the models that version 3 keeps beside runs.
import { absoluteFolder, folderOf, nameOf } from './folder.js';
import type { FolderView, ImportArtifact, ImportFile } from './types.js';
import { cleanName, plainValue } from './values.js';

/** An artifact folder: its path below what was given, and the files in it. */
export interface ArtifactFolder {
  readonly folder: string;
  readonly files: readonly ImportFile[];
}

/** Id of a run, or of a model as version 3 logs them, -> its `artifacts` folder. */
export function artifactFolders({ files }: FolderView): ReadonlyMap<string, ArtifactFolder> {
  const found = new Map<string, { folder: string; files: ImportFile[] }>();
  for (const file of files) {
    const [, folder = '', id = ''] = /^((?:.*?\/)?((?:m-)?[0-9a-f]{32})\/artifacts)\/./.exec(file.path) ?? [];
    if (id === '') continue;
    const known = found.get(id);
    if (known) known.files.push(file);
    else found.set(id, { folder, files: [file] });
  }
  return found;
}

/** Each folder that is a model by its `MLmodel`; what lies loose beside them is one artifact. */
export function artifactsIn(view: FolderView, { folder, files }: ArtifactFolder, run: string): ImportArtifact[] {
  const models = files.filter(({ path }) => nameOf(path) === 'MLmodel').map(({ path }) => folderOf(path));
  const outer = models.filter((model) => !models.some((other) => model.startsWith(`${other}/`)));
  const loose = files.filter(({ path }) => !outer.some((model) => path.startsWith(`${model}/`)));
  const artifacts = outer.map((model): ImportArtifact => ({
    id: model.slice(folder.length + 1) || 'model', name: cleanName(model === folder ? run : nameOf(model), 'model'), type: 'model', paths: [absoluteFolder(view, model)], aliases: [], metrics: {}, description: '',
  }));
  if (loose.length > 0) {
    const names = new Map(loose.map(({ absolute, path }) => [absolute, [path.slice(folder.length + 1)]]));
    artifacts.push({ id: 'files', name: cleanName(`${run}-files`, 'files'), type: 'files', paths: [...names.keys()], names, aliases: [], metrics: {}, description: '' });
  }
  return artifacts;
}

export interface LoggedModel {
  readonly id: string;
  readonly name: string;
  readonly params: ReadonlyMap<string, string>;
  /** What was measured on it, the last of each. */
  readonly metrics: Readonly<Record<string, number>>;
}

/** A model as version 3 logs it; `folder` is that of its files. */
export function loggedArtifact(view: FolderView, { folder }: ArtifactFolder, { id, name, params, metrics }: LoggedModel): ImportArtifact {
  return {
    id, title: name || id, name: cleanName(name || id, 'model'), type: 'model', paths: [absoluteFolder(view, folder)], aliases: [], metrics, description: '',
    metadata: Object.fromEntries([...params].map(([key, value]) => [key.slice(0, 500), plainValue(value)])),
  };
}

/** MLflow's tags in our words: what it puts there itself is none. */
export function plainTags(tags: ReadonlyMap<string, string>): string[] {
  const own = [...tags].filter(([key]) => !key.startsWith('mlflow.')).map(([key, value]) => (value === '' || value === 'true' ? key : `${key}=${value}`));
  return own.map((tag) => [...tag].slice(0, 64).join('').trim()).filter(Boolean).slice(0, 100);
}

/** The artifact of a run that a registered version was made from: `models:/m-...`, or the path of a folder of its artifacts. */
export function artifactOf(artifacts: readonly ImportArtifact[], source: string): ImportArtifact | undefined {
  const path = source.replace(/\/+$/, '');
  return artifacts.find(({ id }) => path.endsWith(`/${id}`)) ?? artifacts.find(({ type }) => type === 'model');
}
