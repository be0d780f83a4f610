// Projects of DVC: parameters, metrics and tracked files of the folder and of every commit that GTO registered a version on.
import type { JsonObject } from '../../../shared/contract/primitives.js';
import { isModelName } from './beside.js';
import { bytesOf, remoteOf, type DvcPlaces } from './dvcBytes.js';
import { readProject, type DvcArtifact, type DvcOut, type DvcProject, type DvcTree } from './dvcProject.js';
import { absoluteFolder, nameOf, textOf } from './folder.js';
import { commitTree, type CommitTree } from './gitTree.js';
import { readTags, type GtoTags, type GtoVersion } from './gtoTags.js';
import type { Found, FolderView, ImportArtifact, ImportFile, Importer, ImportModel, ImportRun, Tell } from './types.js';
import { cleanName, runKey } from './values.js';

const MAX_TEXT = 4 * 1024 * 1024;
/** Commits that are looked into; each costs a few calls of git. */
const MAX_COMMITS = 500;
const MARK = /(?:^|\/)(?:\.dvc\/(?:config|\.gitignore|tmp\/|cache\/)|\.git\/HEAD$)/;
const INTERNAL = /^\.(?:dvc|git)\//;

interface Moment {
  readonly key: string;
  readonly name: string;
  readonly commit: string | null;
  readonly at: number | null;
  readonly project: DvcProject;
  /** Null: the folder as it is now. */
  readonly tree: CommitTree | null;
}

/** Folders that are projects, as paths that end in `/`, or `` for the one given. */
function rootsOf({ files }: FolderView): string[] {
  const roots = new Set(files.flatMap(({ path }) => {
    const at = MARK.exec(path);
    return at ? [path.slice(0, at.index === 0 && !path.startsWith('/') ? at.index : at.index + 1)] : [];
  }));
  if (roots.size === 0 && files.some(({ path }) => nameOf(path) === 'dvc.yaml' || nameOf(path) === 'dvc.lock' || path.endsWith('.dvc'))) roots.add('');
  return [...roots];
}

function folderTree(byPath: ReadonlyMap<string, ImportFile>, root: string, tell: Tell): DvcTree {
  return {
    paths: [...byPath.keys()].filter((path) => path.startsWith(root)).map((path) => path.slice(root.length)).filter((path) => !INTERNAL.test(path)),
    text: async (path) => {
      const file = byPath.get(`${root}${path}`);
      return file && textOf(file, tell, MAX_TEXT);
    },
  };
}

const signature = ({ config, rows, outs, artifacts }: DvcProject): string => JSON.stringify([config, rows, outs, artifacts]);

async function momentsOf(root: string, folder: string, own: DvcTree, tags: GtoTags | undefined, tell: Tell): Promise<Moment[]> {
  const project = await readProject(own, tell);
  const titles = new Map<string, string[]>();
  for (const { name, version, commit } of tags?.versions ?? []) titles.set(commit, [...(titles.get(commit) ?? []), `${name} ${version}`]);
  const moments: Moment[] = [];
  let current: Moment = { key: runKey('dvc', signature(project)), name: cleanName(nameOf(root.replace(/\/$/, '')) || nameOf(folder.replaceAll('\\', '/')), 'dvc'), commit: null, at: null, project, tree: null };
  for (const commit of new Set([...titles.keys()].slice(-MAX_COMMITS).concat(tags?.head ?? []))) {
    const tree = await commitTree(folder, commit);
    if (!tree) {
      tell(`${root}.git`, `The commit ${commit.slice(0, 8)} is not in it; the versions on it stay out.`);
      continue;
    }
    const there = await readProject(tree, () => undefined);
    const moment: Moment = { key: runKey('dvc', commit), name: cleanName(titles.get(commit)?.join(', ') ?? `${current.name} ${commit.slice(0, 8)}`, commit), commit, at: tree.at, project: there, tree };
    if (commit === tags?.head && signature(there) === signature(project)) current = { ...moment, tree: null };
    else if (titles.has(commit)) moments.push(moment);
  }
  moments.sort((a, b) => (a.at ?? 0) - (b.at ?? 0));
  const says = project.outs.length + project.rows.length + Object.keys(project.config).length > 0;
  return says || (current.commit !== null && titles.has(current.commit)) ? [...moments, current] : moments;
}

function typeOf(out: DvcOut, named: DvcArtifact | undefined): string {
  if (named) return named.type;
  if (isModelName(nameOf(out.path))) return 'model';
  return out.kind === 'data' ? 'dataset' : 'artifact';
}

/** By its file; with the extension where GTO calls a model by the bare name, since a model and what it is made of cannot share one. */
function collectionName(path: string, { artifacts }: DvcProject): string {
  const bare = nameOf(path).replace(/\.[A-Za-z0-9]{1,12}$/, '');
  const taken = artifacts.some(({ name }) => name.slice(name.indexOf(':') + 1).toLowerCase() === bare.toLowerCase());
  return cleanName(!taken ? bare : bare === nameOf(path) ? `${bare}-files` : nameOf(path), 'data');
}

async function artifactsOf(places: DvcPlaces, { project, tree, commit }: Moment, tell: Tell): Promise<ImportArtifact[]> {
  const artifacts: ImportArtifact[] = [];
  for (const out of new Map(project.outs.map((each) => [each.path, each])).values()) {
    const named = project.artifacts.find(({ path }) => path === out.path);
    const bytes = await bytesOf(places, out, tree === null, tell);
    if (!bytes) {
      tell(`${places.root}${out.path}`, `Its files (MD5 ${out.md5}) are neither in the cache of DVC nor in a remote that has an address.`);
      continue;
    }
    artifacts.push({ id: out.path, name: collectionName(out.path, project), type: typeOf(out, named), paths: [...bytes.names.keys()], names: bytes.names, references: bytes.references, aliases: [], metrics: {}, description: named?.description ?? '' });
  }
  for (const { path, type, description } of project.artifacts) {
    if (path === null || artifacts.some(({ id }) => id === path)) continue;
    const base = { id: path, name: collectionName(path, project), type, aliases: [], metrics: {}, description };
    const file = tree === null ? places.byPath.get(`${places.root}${path}`) : undefined;
    const blob = tree?.blobs.get(path);
    // Kept by git itself, so the bytes of another commit lie packed in it.
    if (file) artifacts.push({ ...base, paths: [file.absolute] });
    else if (blob && commit !== null) artifacts.push({ ...base, paths: [], references: [{ uri: `git:${commit}:${path}`, path: nameOf(path), size: blob.size, etag: blob.id }] });
  }
  // Rows bind to the version that is logged next: what was measured is the model.
  return [...artifacts.filter(({ type }) => type === 'model'), ...artifacts.filter(({ type }) => type !== 'model')];
}

function artifactFor({ artifacts: named }: DvcProject, { name }: GtoVersion, artifacts: readonly ImportArtifact[]): ImportArtifact | undefined {
  const path = named.find((each) => each.name === name)?.path;
  if (path !== undefined && path !== null) return artifacts.find(({ id }) => id === path);
  const bare = name.slice(name.indexOf(':') + 1);
  const models = artifacts.filter(({ type }) => type === 'model');
  return artifacts.find(({ id }) => nameOf(id).replace(/\.[A-Za-z0-9]{1,12}$/, '') === bare) ?? (models.length === 1 ? models[0] : undefined);
}

function modelsOf(versions: readonly GtoVersion[], moments: readonly { moment: Moment; run: ImportRun }[], root: string, tell: Tell): ImportModel[] {
  const models = new Map<string, ImportModel['versions'][number][]>();
  for (const each of versions) {
    const at = moments.find(({ moment }) => moment.commit === each.commit);
    const artifact = at && artifactFor(at.moment.project, each, at.run.artifacts);
    if (!artifact) {
      if (at) tell(`${root}.git`, `The tag ${each.name}@${each.version} names no file that was tracked then.`);
      continue;
    }
    models.set(each.name, [...(models.get(each.name) ?? []), { run: at.run.key, artifact: artifact.id, label: each.version, description: '', tags: [], aliases: [each.version, ...each.stages] }]);
  }
  return [...models].map(([name, own]) => ({ name: cleanName(name.replace(':', '-'), 'model'), description: moments.flatMap(({ moment }) => moment.project.artifacts).filter((each) => each.name === name).at(-1)?.description ?? '', tags: [], versions: own }));
}

async function findIn(view: FolderView, byPath: ReadonlyMap<string, ImportFile>, root: string, tell: Tell): Promise<Found> {
  const folder = absoluteFolder(view, root.replace(/\/$/, ''));
  const tags = byPath.has(`${root}.git/HEAD`) ? await readTags(folder, tell) : undefined;
  const own = folderTree(byPath, root, tell);
  if (!own.paths.some((path) => /(^|\/)dvc\.(yaml|lock)$|\.dvc$/.test(path)) && (tags?.versions.length ?? 0) === 0) return { runs: [], models: [] };
  const places: DvcPlaces = { view, byPath, root, remote: await remoteOf(byPath, root, tell) };
  const made: { moment: Moment; run: ImportRun }[] = [];
  for (const moment of await momentsOf(root, folder, own, tags, tell)) {
    const { key, name, commit, at, project } = moment;
    const config: JsonObject = project.config;
    made.push({
      moment,
      run: {
        key, keyIs: 'id', name, project: null, jobType: 'train', state: 'finished', config, summary: {}, environment: {}, notes: '', tags: [], group: null,
        git: commit === null ? null : { commit, ...(tags?.branch && tags.branch !== 'HEAD' && commit === tags.head ? { branch: tags.branch } : {}) },
        started: at, ended: at,
        source: commit === null || moment.tree === null ? root || (project.read[0] ?? '') : `${root}${commit.slice(0, 8)}`,
        async *rows() {
          yield* project.rows;
        },
        artifacts: await artifactsOf(places, moment, tell),
      },
    });
  }
  const current = made.find(({ moment }) => moment.tree === null)?.moment.project;
  const outs = current?.outs.map(({ path }) => path) ?? [];
  for (const path of own.paths) if (current?.read.includes(path) || outs.some((out) => path === out || path.startsWith(`${out}/`))) view.taken.add(`${root}${path}`);
  for (const path of byPath.keys()) if (path.startsWith(root) && INTERNAL.test(path.slice(root.length))) view.taken.add(path);
  return { runs: made.map(({ run }) => run), models: modelsOf(tags?.versions ?? [], made, root, tell) };
}

export const dvc: Importer = {
  id: 'dvc',
  title: 'DVC and GTO',
  async find(view, tell) {
    const byPath = new Map(view.files.map((file) => [file.path, file]));
    const found: Found[] = [];
    for (const root of rootsOf(view)) found.push(await findIn(view, byPath, root, tell));
    return { runs: found.flatMap(({ runs }) => runs), models: found.flatMap(({ models }) => models) };
  },
};
