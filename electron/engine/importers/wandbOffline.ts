// Runs of W&B, offline or kept after a crash: everything from the transaction log, and artifacts whose files are still there.
import type { JsonObject, JsonValue } from '../../../shared/contract/primitives.js';
import { folderOf, nameOf } from './folder.js';
import { fieldsOf, signed, textIn, type WireField } from './protobuf.js';
import type { FolderView, ImportArtifact, ImportFile, Importer, ImportRow, ImportRun, Tell } from './types.js';
import { cleanName, jsonValue, pythonJson, runKey } from './values.js';
import { importArtifacts, joinArtifacts, wandbArtifact, type WandbArtifact } from './wandbArtifacts.js';
import { wandbRecords } from './wandbLog.js';

const LOG = /^run-[\w-]+\.wandb$/;
/** Rows that the client adds for itself. */
const OWN = new Set(['_step', '_runtime', '_timestamp', '_wandb']);

interface Collected {
  id: string;
  name: string;
  project: string;
  group: string;
  jobType: string;
  notes: string;
  readonly tags: string[];
  readonly config: Record<string, JsonValue>;
  readonly summary: Record<string, JsonValue>;
  readonly environment: Record<string, JsonValue>;
  git: { remote?: string; commit?: string };
  started: number | null;
  exit: number | null;
  /** Of history so far. */
  rows: number;
  readonly artifacts: Map<string, WandbArtifact>;
}

interface Item {
  readonly path: readonly string[];
  readonly value: JsonValue;
}

function itemOf(field: WireField, valueField = 16): Item {
  const nested: string[] = [];
  let key = '';
  let text = 'null';
  for (const part of fieldsOf(field.bytes)) {
    if (part.number === 1) key = textIn(part);
    if (part.number === 2) nested.push(textIn(part));
    if (part.number === valueField) text = textIn(part);
  }
  let value: JsonValue = null;
  try {
    value = jsonValue(pythonJson(text));
  } catch {
    value = text; // not JSON: kept as it was written
  }
  return { path: nested.length > 0 ? nested : [key], value };
}

const isTree = (value: JsonValue | undefined): value is JsonObject => typeof value === 'object' && value !== null && !Array.isArray(value);

function setAt(tree: Record<string, JsonValue>, path: readonly string[], value: JsonValue | undefined): void {
  const [head = '', ...rest] = path;
  if (head === '' || head === '__proto__') return;
  if (rest.length > 0) {
    const own = tree[head];
    const inner: Record<string, JsonValue> = isTree(own) ? own : {};
    setAt(inner, rest, value);
    tree[head] = inner;
  } else if (value === undefined) delete tree[head];
  else tree[head] = value;
}

/** Config and summary records: 1 updates, 2 removes. */
function applyChanges(tree: Record<string, JsonValue>, bytes: Uint8Array): void {
  for (const field of fieldsOf(bytes)) {
    if (field.number !== 1 && field.number !== 2) continue;
    const { path, value } = itemOf(field);
    if (path[0] !== undefined && OWN.has(path[0])) continue;
    setAt(tree, path, field.number === 1 ? value : undefined);
  }
}

function applyRun(found: Collected, bytes: Uint8Array): void {
  for (const field of fieldsOf(bytes)) {
    const text = field.wire === 2 ? textIn(field) : '';
    if (field.number === 1) found.id = text;
    if (field.number === 3) found.project = text;
    if (field.number === 4) applyChanges(found.config, field.bytes);
    if (field.number === 6) found.group = text;
    if (field.number === 7) found.jobType = text;
    if (field.number === 8) found.name = text;
    if (field.number === 9) found.notes = text;
    if (field.number === 10 && !found.tags.includes(text)) found.tags.push(text);
    if (field.number === 17) found.started = [...fieldsOf(field.bytes)].reduce((sum, part) => sum + (part.number === 1 ? signed(part) * 1000 : part.number === 2 ? Math.floor(signed(part) / 1e6) : 0), 0);
    if (field.number === 21) {
      for (const part of fieldsOf(field.bytes)) {
        if (part.number === 1) found.git = { ...found.git, remote: textIn(part) };
        if (part.number === 2) found.git = { ...found.git, commit: textIn(part) };
      }
    }
  }
}

function applyEnvironment(found: Collected, bytes: Uint8Array): void {
  const names: Readonly<Record<number, string>> = { 1: 'os', 2: 'python', 6: 'program', 12: 'host', 14: 'executable', 18: 'gpu' };
  for (const field of fieldsOf(bytes)) {
    const name = names[field.number];
    if (name !== undefined && field.wire === 2) found.environment[name] = textIn(field);
  }
}

function rowOf(bytes: Uint8Array): ImportRow | undefined {
  const values: Record<string, JsonValue> = {};
  let step: number | null = null;
  let time: number | null = null;
  for (const field of fieldsOf(bytes)) {
    if (field.number === 1) {
      const { path, value } = itemOf(field);
      const key = path.join('.');
      if (key === '_timestamp' && typeof value === 'number') time = Math.round(value * 1000);
      else if (key === '_step' && typeof value === 'number') step = value;
      else if (!OWN.has(key) && value !== null) values[key.slice(0, 500)] = value;
    }
    if (field.number === 2) for (const part of fieldsOf(field.bytes)) if (part.number === 1) step = signed(part);
  }
  return Object.keys(values).length === 0 ? undefined : { step: step ?? 0, time, values };
}

/** Field numbers of a record. */
const HISTORY = 2;
const SUMMARY = 3;
const CONFIG = 5;
const ARTIFACT = 8;
const RUN = 17;
const EXIT = 18;
const ENVIRONMENT = 26;

async function collect(file: ImportFile, tell: Tell): Promise<Collected> {
  const found: Collected = { id: '', name: '', project: '', group: '', jobType: '', notes: '', tags: [], config: {}, summary: {}, environment: {}, git: {}, started: null, exit: null, rows: 0, artifacts: new Map() };
  for await (const record of wandbRecords(file, tell)) {
    try {
      for (const field of fieldsOf(record)) {
        if (field.wire !== 2) continue;
        if (field.number === HISTORY && rowOf(field.bytes)) found.rows += 1;
        if (field.number === RUN) applyRun(found, field.bytes);
        if (field.number === CONFIG) applyChanges(found.config, field.bytes);
        if (field.number === SUMMARY) applyChanges(found.summary, field.bytes);
        if (field.number === ARTIFACT) {
          const artifact = wandbArtifact(field.bytes, found.rows);
          const id = `${artifact.name} ${artifact.digest}`;
          found.artifacts.set(id, joinArtifacts(found.artifacts.get(id), artifact));
        }
        if (field.number === ENVIRONMENT) applyEnvironment(found, field.bytes);
        if (field.number === EXIT) found.exit = Number([...fieldsOf(field.bytes)].find((part) => part.number === 1)?.value ?? 0n);
      }
    } catch (error) {
      tell(file.path, `A record is damaged and is left out: ${error instanceof Error ? error.message : String(error)}.`);
    }
  }
  return found;
}

async function* rows(file: ImportFile): AsyncGenerator<ImportRow> {
  // What is damaged was told while the run was collected.
  for await (const record of wandbRecords(file, () => undefined)) {
    try {
      for (const field of fieldsOf(record)) {
        const row = field.number === HISTORY && field.wire === 2 ? rowOf(field.bytes) : undefined;
        if (row) yield row;
      }
    } catch {
      continue;
    }
  }
}

/** Media, the diff, requirements: a version of their own, as the W&B door keeps them, by which media in the history are found. */
function runFiles(run: string, view: FolderView, folders: readonly string[], writers: readonly string[]): { artifacts: ImportArtifact[]; patch?: string } {
  const names = new Map<string, [string, string]>();
  // Of files that a run wrote again after it was resumed, the last stands.
  for (const folder of folders) for (const { path, absolute } of view.files) if (path.startsWith(`${folder}/files/`)) names.set(path.slice(`${folder}/files/`.length), [absolute, path]);
  if (names.size === 0) return { artifacts: [] };
  const byFile = new Map([...names].map(([name, [absolute]]) => [absolute, [name]]));
  const patch = names.get('diff.patch')?.[0];
  // Of one log, and of several: each is a thing of its own, whichever comes in first.
  return { artifacts: [{ id: runKey('files', ...writers), title: 'files', name: cleanName(`run-${run}-files`, 'files'), type: 'run-files', paths: [...byFile.keys()], names: byFile, aliases: [], metrics: {}, description: '' }], ...(patch === undefined ? {} : { patch }) };
}

interface Log {
  readonly file: ImportFile;
  readonly found: Collected;
}

/** Who wrote the rows of a log: any log of a run can come in first, so each counts its own. Names in the order of their beginnings. */
const writerOf = ({ found: { started } }: Log): string => `import ${String(started ?? 0).padStart(15, '0')}`;

/** One run of all logs that are its own: a client that goes on with a run begins another log. */
function runOf(view: FolderView, logs: readonly [Log, ...Log[]], tell: Tell): ImportRun {
  const found = logs.map((log) => log.found);
  const [first] = logs;
  const said = (value: (one: Collected) => string): string => found.map(value).filter(Boolean).at(-1) ?? '';
  const id = first.found.id;
  const folders = logs.map(({ file }) => folderOf(file.path));
  for (const { path } of view.files) if (logs.some(({ file }) => path === file.path) || folders.some((folder) => folder !== '' && path.startsWith(`${folder}/`))) view.taken.add(path);
  const files = runFiles(id, view, folders.filter((folder) => folder !== ''), logs.map(writerOf));
  const artifacts = new Map<string, WandbArtifact>();
  for (const log of logs) for (const [key, artifact] of log.found.artifacts) artifacts.set(key, joinArtifacts(artifacts.get(key), { ...artifact, seen: { ...artifact.seen, writer: writerOf(log) } }));
  const git: Collected['git'] = Object.assign({}, ...found.map((one) => one.git));
  const [project, name, exit] = [said((one) => one.project), said((one) => one.name), found.at(-1)?.exit ?? null];
  return {
    key: id,
    keyIs: 'id',
    name: name === '' ? id : cleanName(name, id),
    project: project === '' ? null : cleanName(project, 'default'),
    jobType: said((one) => one.jobType).slice(0, 64) || 'train',
    state: exit === null ? 'crashed' : exit === 0 ? 'finished' : 'failed',
    config: Object.assign({}, ...found.map((one) => one.config)),
    summary: Object.assign({}, ...found.map((one) => one.summary)),
    environment: Object.assign({}, ...found.map((one) => one.environment)),
    notes: said((one) => one.notes),
    tags: [...new Set(found.flatMap(({ tags }) => tags.map((tag) => tag.slice(0, 64)).filter(Boolean)))],
    git: git.remote === undefined && git.commit === undefined && files.patch === undefined ? null : { ...git, ...(files.patch === undefined ? {} : { patch: files.patch }) },
    group: said((one) => one.group) || null,
    started: first.found.started,
    ended: null,
    source: folders.at(-1) || first.file.path,
    writers: logs.map(writerOf),
    async *rows() {
      for (const log of logs) for await (const row of rows(log.file)) yield { ...row, writer: writerOf(log) };
    },
    artifacts: [...importArtifacts(artifacts.values(), view, first.file.path, tell), ...files.artifacts],
  };
}

export const wandbOffline: Importer = {
  id: 'wandb',
  title: 'Weights & Biases',
  async find(view, tell) {
    const runs = new Map<string, [Log, ...Log[]]>();
    for (const file of view.files) {
      if (view.taken.has(file.path) || !LOG.test(nameOf(file.path))) continue;
      const found = await collect(file, tell);
      const logs = runs.get(found.id);
      if (found.id === '') tell(file.path, 'It holds no run.');
      else if (!logs) runs.set(found.id, [{ file, found }]);
      else {
        // Of two copies of one log the longer one stands: the other was made while the run went on, or is cut off.
        const at = logs.findIndex((log) => log.found.started === found.started);
        if (at < 0) logs.push({ file, found });
        else if (found.rows > (logs[at]?.found.rows ?? 0)) logs[at] = { file, found };
      }
    }
    for (const logs of runs.values()) logs.sort((a, b) => (a.found.started ?? 0) - (b.found.started ?? 0));
    return { runs: [...runs.values()].map((logs) => runOf(view, logs, tell)), models: [] };
  },
};
