// The file store of MLflow, 2 and 3: `mlruns/<experiment>/<run>` with parameters, metrics, tags and artifacts, models, and the registry.
import type { JsonObject } from '../../../shared/contract/primitives.js';
import { below, folderOf, nameOf, textOf } from './folder.js';
import { artifactOf, artifactsIn, loggedArtifact, plainTags } from './mlflowArtifacts.js';
import { importedRun, rowsOfPoints, stageAlias, type MlflowRun } from './mlflowRun.js';
import { readFile } from 'node:fs/promises';
import type { FolderView, ImportArtifact, ImportFile, Importer, ImportModel, ImportRow, ImportRun, Tell } from './types.js';
import { cleanName, numberValue, plainValue, yamlObject } from './values.js';

async function metaOf(file: ImportFile, tell: Tell): Promise<JsonObject> {
  const text = await textOf(file, tell, 1024 * 1024);
  try {
    return text === undefined ? {} : yamlObject(text);
  } catch (error) {
    tell(file.path, `It is no YAML: ${error instanceof Error ? error.message : String(error)}.`);
    return {};
  }
}

const textAt = (meta: JsonObject, key: string): string => (typeof meta[key] === 'string' ? meta[key] : typeof meta[key] === 'number' ? String(meta[key]) : '');
const numberAt = (meta: JsonObject, key: string): number | null => (typeof meta[key] === 'number' && Number.isFinite(meta[key]) ? meta[key] : null);

/** Files of one value each, below `folder`: name -> text. A name may have slashes. */
async function valuesIn(files: readonly ImportFile[], folder: string, tell: Tell): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  for (const file of files) {
    if (!file.path.startsWith(`${folder}/`)) continue;
    const text = await textOf(file, tell, 1024 * 1024);
    if (text !== undefined) found.set(file.path.slice(folder.length + 1), text);
  }
  return found;
}

/** `<time> <value> <step>` a line. */
async function pointsOf(file: ImportFile, key: string, tell: Tell): Promise<{ key: string; step: number; time: number; value: ReturnType<typeof numberValue> }[]> {
  const text = await textOf(file, tell);
  let damaged = 0;
  const points = (text ?? '').split('\n').filter((line) => line.trim() !== '').flatMap((line) => {
    const [time, value, step = '0'] = line.trim().split(/\s+/);
    const number = plainValue(value ?? '');
    if (!Number.isFinite(Number(time)) || !Number.isFinite(Number(step)) || (typeof number !== 'number' && !/^(NaN|-?Infinity)$/.test(String(number)))) {
      damaged += 1;
      return [];
    }
    return [{ key, step: Number(step), time: Number(time), value: number }];
  });
  if (damaged > 0) tell(file.path, `${damaged} ${damaged === 1 ? 'line is' : 'lines are'} damaged and left out.`);
  return points;
}

interface Store {
  readonly view: FolderView;
  readonly tell: Tell;
  /** experiment id -> name. */
  readonly experiments: Map<string, string>;
}

async function readRun({ view, tell, experiments }: Store, file: ImportFile, meta: JsonObject): Promise<ImportRun> {
  const folder = folderOf(file.path);
  const files = below(view, folder);
  const id = textAt(meta, 'run_id') || textAt(meta, 'run_uuid') || nameOf(folder);
  const params = await valuesIn(files, `${folder}/params`, tell);
  const tags = await valuesIn(files, `${folder}/tags`, tell);
  const metricFiles = files.filter(({ path }) => path.startsWith(`${folder}/metrics/`));
  const name = textAt(meta, 'run_name') || tags.get('mlflow.runName') || id;
  for (const { path } of files) view.taken.add(path);
  const read = async (say: Tell): Promise<ImportRow[]> => {
    const points = [];
    for (const metric of metricFiles) points.push(...(await pointsOf(metric, metric.path.slice(folder.length + '/metrics/'.length), say)));
    return rowsOfPoints(points);
  };
  const run: MlflowRun = {
    id, name,
    experiment: experiments.get(textAt(meta, 'experiment_id')) ?? 'Default',
    status: textAt(meta, 'status'),
    started: numberAt(meta, 'start_time'), ended: numberAt(meta, 'end_time'),
    params, tags, last: {},
    source: folder,
    artifacts: artifactsIn(view, { folder: `${folder}/artifacts`, files: files.filter(({ path }) => path.startsWith(`${folder}/artifacts/`)) }, name),
    async *rows(say) {
      yield* await read(say);
    },
  };
  return importedRun(run);
}

/** MLflow 3 keeps logged models beside runs: `<experiment>/models/m-...`, each saying which run made it. */
async function loggedModel({ view, tell }: Store, file: ImportFile): Promise<{ run: string; artifact: ImportArtifact; id: string } | undefined> {
  const meta = await metaOf(file, tell);
  const run = textAt(meta, 'source_run_id');
  const id = textAt(meta, 'model_id');
  const folder = folderOf(file.path);
  const files = below(view, `${folder}/artifacts`);
  if (id === '' || files.length === 0) return undefined;
  const own = below(view, folder);
  for (const { path } of own) view.taken.add(path);
  const metrics: Record<string, number> = {};
  for (const each of own.filter(({ path }) => path.startsWith(`${folder}/metrics/`))) {
    const key = each.path.slice(`${folder}/metrics/`.length);
    for (const { value } of rowsOfPoints(await pointsOf(each, key, tell)).map(({ values }) => ({ value: values[key] }))) if (typeof value === 'number') metrics[key] = value;
  }
  const params = await valuesIn(own, `${folder}/params`, tell);
  return { run, id, artifact: loggedArtifact(view, { folder: `${folder}/artifacts`, files }, { id, name: textAt(meta, 'name'), params, metrics }) };
}

/** `models/<name>/{meta.yaml, version-N/meta.yaml, aliases/<alias>}` */
async function readRegistry({ view, tell }: Store, file: ImportFile, runs: readonly ImportRun[]): Promise<ImportModel | undefined> {
  const folder = folderOf(file.path);
  const meta = await metaOf(file, tell);
  const files = below(view, folder);
  const aliases = await valuesIn(files, `${folder}/aliases`, tell);
  const versions: ImportModel['versions'][number][] = [];
  for (const each of files) {
    if (!/\/version-\d+\/meta\.yaml$/.test(each.path)) continue;
    const version = await metaOf(each, tell);
    const label = textAt(version, 'version');
    const run = textAt(version, 'run_id');
    const source = textAt(version, 'source') || textAt(version, 'storage_location');
    const owner = runs.find((one) => one.key === run);
    const artifact = owner && artifactOf(owner.artifacts, source);
    if (!artifact) tell(each.path, `The files of version ${label} are not among what was given.`);
    else versions.push({ run, artifact: artifact.id, label, description: textAt(version, 'description'), tags: plainTags(await valuesIn(files, `${folderOf(each.path)}/tags`, tell)), aliases: [...[...aliases].filter(([, value]) => value.trim() === label).map(([alias]) => alias), ...stageAlias(textAt(version, 'current_stage'))] });
  }
  for (const { path } of files) view.taken.add(path);
  versions.sort((a, b) => Number(a.label) - Number(b.label));
  return { name: cleanName(textAt(meta, 'name') || nameOf(folder), 'model'), description: textAt(meta, 'description'), tags: plainTags(await valuesIn(files, `${folder}/tags`, tell)), versions };
}

export const mlflowFiles: Importer = {
  id: 'mlflow',
  title: 'MLflow',
  async find(view, tell) {
    const store: Store = { view, tell, experiments: new Map() };
    const metas = view.files.filter(({ path }) => nameOf(path) === 'meta.yaml');
    const read: { file: ImportFile; meta: JsonObject }[] = [];
    for (const file of metas) {
      const head = (await readFile(file.absolute, 'utf8').catch(() => '')).slice(0, 4096);
      if (!/^(artifact_location|artifact_uri|run_id|run_uuid|model_id|name|aliases|creation_time|creation_timestamp|experiment_id)\s*:/m.test(head)) continue;
      read.push({ file, meta: await metaOf(file, tell) });
    }
    for (const { meta } of read) if (textAt(meta, 'experiment_id') !== '' && textAt(meta, 'run_id') === '' && textAt(meta, 'model_id') === '' && meta['lifecycle_stage'] !== undefined) store.experiments.set(textAt(meta, 'experiment_id'), textAt(meta, 'name'));
    const runs: ImportRun[] = [];
    for (const { file, meta } of read) if ((textAt(meta, 'run_id') !== '' || textAt(meta, 'run_uuid') !== '') && meta['artifact_uri'] !== undefined && textAt(meta, 'lifecycle_stage') !== 'deleted') runs.push(await readRun(store, file, meta));
    for (const { file } of read) {
      if (!/(^|\/)models\/m-[^/]+\/meta\.yaml$/.test(file.path)) continue;
      const found = await loggedModel(store, file);
      const at = found ? runs.findIndex((run) => run.key === found.run) : -1;
      const owner = runs[at];
      if (found && owner) runs[at] = { ...owner, artifacts: [...owner.artifacts.filter(({ name }) => name !== found.artifact.name), found.artifact] };
    }
    const models: ImportModel[] = [];
    for (const { file } of read) {
      if (view.taken.has(file.path) || !/(^|\/)models\/[^/]+\/meta\.yaml$/.test(file.path)) continue;
      const model = await readRegistry(store, file, runs);
      if (model) models.push(model);
    }
    for (const { file } of read) view.taken.add(file.path);
    return { runs, models };
  },
};
