// What a DVC project says of itself at one moment: its stages' parameters, metrics and outputs, data that is tracked, artifacts that have names.
import { posix } from 'node:path';
import type { JsonObject, JsonValue } from '../../../shared/contract/primitives.js';
import { folderOf, nameOf } from './folder.js';
import type { ImportRow, Tell } from './types.js';
import { plainValue, pythonJson, jsonValue, yamlValue } from './values.js';

/** The files of a project: those in its folder, or those of a commit. */
export interface DvcTree {
  /** From the root of the project, with `/`. */
  readonly paths: readonly string[];
  /** Undefined for what is not there, too large or no text. */
  text(path: string): Promise<string | undefined>;
}

export interface DvcOut {
  readonly path: string;
  /** Ends in `.dir` for a folder. */
  readonly md5: string;
  readonly size: number | null;
  /** From before DVC 3, which keeps its files elsewhere. */
  readonly legacy: boolean;
  /** `data` was added by a person, `output` made by a stage. */
  readonly kind: 'data' | 'output';
}

export interface DvcArtifact {
  readonly name: string;
  /** Null where only the name is known. */
  readonly path: string | null;
  readonly type: string;
  readonly description: string;
}

export interface DvcProject {
  readonly config: JsonObject;
  readonly rows: readonly ImportRow[];
  readonly outs: readonly DvcOut[];
  readonly artifacts: readonly DvcArtifact[];
  /** Files that were read. */
  readonly read: readonly string[];
}

const MAX_SERIES = 1000;
const isObject = (value: JsonValue | undefined): value is JsonObject => typeof value === 'object' && value !== null && !Array.isArray(value);
const objectsIn = (value: JsonValue | undefined): JsonObject[] => (Array.isArray(value) ? value.filter(isObject) : isObject(value) ? Object.values(value).filter(isObject) : []);
const textAt = (value: JsonObject, key: string): string => (typeof value[key] === 'string' ? value[key] : '');

/** A path that a file of the project names, from the project's root; undefined where it leads out of it. */
function placeOf(file: string, path: string): string | undefined {
  const place = posix.normalize(posix.join(folderOf(file), path));
  return path === '' || place.startsWith('../') || place === '..' || posix.isAbsolute(path) ? undefined : place;
}

/** `[a.json, {b.json: {cache: false}}]`: the paths. */
function pathsIn(value: JsonValue | undefined): string[] {
  if (!Array.isArray(value)) return [];
  return value.flatMap((item) => (typeof item === 'string' ? [item] : isObject(item) ? Object.keys(item) : []));
}

function outOf(file: string, out: JsonObject, kind: DvcOut['kind']): DvcOut[] {
  const [path, md5] = [placeOf(file, textAt(out, 'path')), textAt(out, 'md5')];
  if (path === undefined || !/^[0-9a-f]{32}(\.dir)?$/.test(md5)) return [];
  return [{ path, md5, size: typeof out['size'] === 'number' ? out['size'] : null, legacy: out['hash'] !== 'md5', kind }];
}

interface Reader {
  readonly tree: DvcTree;
  readonly tell: Tell;
  readonly read: Set<string>;
  document(path: string): Promise<JsonValue | undefined>;
}

function reader(tree: DvcTree, tell: Tell): Reader {
  const read = new Set<string>();
  return {
    tree, tell, read,
    async document(path) {
      const text = await tree.text(path);
      if (text === undefined) return undefined;
      read.add(path);
      try {
        return /\.json$/i.test(path) ? jsonValue(pythonJson(text)) : yamlValue(text);
      } catch (error) {
        tell(path, `It cannot be read: ${error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error)}.`);
        return undefined;
      }
    },
  };
}

interface Named {
  readonly params: Set<string>;
  readonly metrics: Set<string>;
  readonly outs: DvcOut[];
  readonly artifacts: DvcArtifact[];
}

async function readPipeline(from: Reader, file: string, named: Named): Promise<void> {
  const value = await from.document(file);
  if (!isObject(value)) return;
  const add = (set: Set<string>, paths: readonly string[]): void => paths.forEach((path) => {
    const place = placeOf(file, path);
    if (place !== undefined) set.add(place);
  });
  const stages = isObject(value['stages']) ? Object.values(value['stages']).filter(isObject) : [];
  for (const stage of [value, ...stages, ...objectsIn(value['stages']).flatMap((each) => (isObject(each['do']) ? [each['do']] : []))]) {
    add(named.metrics, pathsIn(stage['metrics']));
    add(named.params, [...(stage === value ? pathsIn(stage['params']) : pathsIn(stage['params']).filter((path) => /\.(json|ya?ml)$/i.test(path))), 'params.yaml']);
  }
  for (const [name, artifact] of Object.entries(isObject(value['artifacts']) ? value['artifacts'] : {})) {
    if (!isObject(artifact)) continue;
    const place = placeOf(file, textAt(artifact, 'path'));
    named.artifacts.push({ name: folderOf(file) === '' ? name : `${folderOf(file)}:${name}`, path: place ?? null, type: textAt(artifact, 'type') || 'model', description: textAt(artifact, 'desc') });
  }
}

async function readLock(from: Reader, file: string, named: Named): Promise<void> {
  const value = await from.document(file);
  const stages = isObject(value) ? (isObject(value['stages']) ? value['stages'] : value) : {};
  for (const stage of Object.values(stages).filter(isObject)) for (const out of objectsIn(stage['outs'])) named.outs.push(...outOf(file, out, 'output'));
}

/** DVCLive keeps each series in a file of its own: `plots/metrics/train/loss.tsv`, a line a step. */
async function seriesOf(from: Reader): Promise<ImportRow[]> {
  const bySteps = new Map<number, Record<string, JsonValue>>();
  for (const path of from.tree.paths.filter((one) => /(^|\/)plots\/metrics\/.+\.tsv$/.test(one)).slice(0, MAX_SERIES)) {
    const name = path.replace(/^.*?(?:^|\/)plots\/metrics\//, '').replace(/\.tsv$/, '');
    const lines = ((await from.tree.text(path)) ?? '').split(/\r?\n/);
    from.read.add(path);
    const columns = (lines[0] ?? '').split('\t');
    const [step, value] = [columns.indexOf('step'), columns.findIndex((column) => column !== 'step' && column !== 'timestamp')];
    let damaged = 0;
    for (const line of lines.slice(1).filter((one) => one.trim() !== '')) {
      const cells = line.split('\t');
      const [at, number] = [Number(cells[step]), plainValue(cells[value] ?? '')];
      if (step < 0 || value < 0 || !Number.isSafeInteger(at) || (typeof number === 'string' && !/^(NaN|-?Infinity)$/.test(number))) damaged += 1;
      else bySteps.set(at, { ...bySteps.get(at), [name]: number });
    }
    if (damaged > 0) from.tell(path, `${damaged} ${damaged === 1 ? 'line is' : 'lines are'} damaged and left out.`);
  }
  return [...bySteps].sort(([a], [b]) => a - b).map(([step, values]) => ({ step, time: null, values }));
}

/** Everything that the project says. What cannot be read is told, and the rest stands. */
export async function readProject(tree: DvcTree, tell: Tell): Promise<DvcProject> {
  const from = reader(tree, tell);
  const named: Named = { params: new Set(), metrics: new Set(), outs: [], artifacts: [] };
  for (const path of tree.paths) {
    if (nameOf(path) === 'dvc.yaml') await readPipeline(from, path, named);
    else if (nameOf(path) === 'dvc.lock') await readLock(from, path, named);
    else if (path.endsWith('.dvc')) {
      const value = await from.document(path);
      if (isObject(value)) for (const out of objectsIn(value['outs'])) named.outs.push(...outOf(path, out, 'data'));
    }
  }
  let config: JsonObject = {};
  for (const path of named.params) {
    const value = await from.document(path);
    if (isObject(value)) config = { ...config, ...value };
  }
  let last: JsonObject = {};
  for (const path of named.metrics) {
    const value = await from.document(path);
    if (isObject(value)) last = { ...last, ...value };
  }
  const series = await seriesOf(from);
  const rows = Object.keys(last).length === 0 ? series : [...series, { step: series.at(-1)?.step ?? null, time: null, values: last }];
  return { config, rows, outs: named.outs.filter(({ path }) => !named.metrics.has(path)), artifacts: named.artifacts, read: [...from.read] };
}
