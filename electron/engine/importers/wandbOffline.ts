// Runs of W&B, offline or kept after a crash: everything from the transaction log, and artifacts whose files are still there.
import { existsSync } from 'node:fs';
import type { JsonObject, JsonValue } from '../../../shared/contract/primitives.js';
import { folderOf, nameOf } from './folder.js';
import { fieldsOf, signed, textIn, type WireField } from './protobuf.js';
import type { FolderView, ImportArtifact, ImportFile, Importer, ImportRow, ImportRun, Tell } from './types.js';
import { cleanName, jsonValue, pythonJson } from './values.js';
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
  readonly artifacts: Map<string, ImportArtifact & { readonly missing: number }>;
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

/** What an artifact is made of; files that the client kept elsewhere may be gone. */
function applyArtifact(found: Collected, bytes: Uint8Array): void {
  let [type, name, digest, description] = ['', '', '', ''];
  const aliases: string[] = [];
  const files: { path: string; local: string }[] = [];
  for (const field of fieldsOf(bytes)) {
    if (field.number === 4) type = textIn(field);
    if (field.number === 5) name = textIn(field);
    if (field.number === 6) digest = textIn(field);
    if (field.number === 7) description = textIn(field);
    if (field.number === 11) aliases.push(textIn(field));
    if (field.number !== 12) continue;
    for (const entry of fieldsOf(field.bytes)) {
      if (entry.number !== 4) continue;
      let [path, local] = ['', ''];
      for (const part of fieldsOf(entry.bytes)) {
        if (part.number === 1) path = textIn(part);
        if (part.number === 6) local = textIn(part);
      }
      files.push({ path, local });
    }
  }
  const id = `${name} ${digest}`;
  const here = files.filter(({ local }) => local !== '' && existsSync(local));
  const before = found.artifacts.get(id);
  const wanted = [...new Set([...(before?.aliases ?? []), ...aliases.filter((alias) => !/^(latest|v\d+)$/.test(alias))])];
  found.artifacts.set(id, { id, name: cleanName(name, 'artifact'), type: type === '' ? 'model' : type, paths: here.map(({ local }) => local), aliases: wanted, metrics: {}, description, missing: files.length - here.length });
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
  const found: Collected = { id: '', name: '', project: '', group: '', jobType: '', notes: '', tags: [], config: {}, summary: {}, environment: {}, git: {}, started: null, exit: null, artifacts: new Map() };
  for await (const record of wandbRecords(file, tell)) {
    try {
      for (const field of fieldsOf(record)) {
        if (field.wire !== 2) continue;
        if (field.number === RUN) applyRun(found, field.bytes);
        if (field.number === CONFIG) applyChanges(found.config, field.bytes);
        if (field.number === SUMMARY) applyChanges(found.summary, field.bytes);
        if (field.number === ARTIFACT) applyArtifact(found, field.bytes);
        if (field.number === ENVIRONMENT) applyEnvironment(found, field.bytes);
        if (field.number === EXIT) found.exit = Number([...fieldsOf(field.bytes)].find((part) => part.number === 1)?.value ?? 0n);
      }
    } catch (error) {
      tell(file.path, `A record is damaged and is left out: ${error instanceof Error ? error.message : String(error)}.`);
    }
  }
  return found;
}

async function* rows(file: ImportFile, tell: Tell): AsyncGenerator<ImportRow> {
  for await (const record of wandbRecords(file, tell)) {
    try {
      for (const field of fieldsOf(record)) {
        const row = field.number === HISTORY && field.wire === 2 ? rowOf(field.bytes) : undefined;
        if (row) yield row;
      }
    } catch {
      continue; // told while the run was collected
    }
  }
}

async function findRun(view: FolderView, file: ImportFile, tell: Tell): Promise<ImportRun | undefined> {
  const found = await collect(file, tell);
  if (found.id === '') {
    tell(file.path, 'It holds no run.');
    return undefined;
  }
  const folder = folderOf(file.path);
  for (const { path } of view.files) if (path === file.path || (folder !== '' && path.startsWith(`${folder}/`))) view.taken.add(path);
  for (const { name, missing } of found.artifacts.values()) if (missing > 0) tell(file.path, `Of the artifact ${name}, ${missing} ${missing === 1 ? 'file is' : 'files are'} no longer where the client kept them.`);
  const { remote, commit } = found.git;
  return {
    key: found.id,
    keyIs: 'id',
    name: found.name === '' ? found.id : cleanName(found.name, found.id),
    project: found.project === '' ? null : cleanName(found.project, 'default'),
    jobType: found.jobType === '' ? 'train' : found.jobType.slice(0, 64),
    state: found.exit === null ? 'crashed' : found.exit === 0 ? 'finished' : 'failed',
    config: found.config, summary: found.summary, environment: found.environment,
    notes: found.notes, tags: found.tags.map((tag) => tag.slice(0, 64)).filter(Boolean),
    git: remote === undefined && commit === undefined ? null : found.git,
    group: found.group === '' ? null : found.group,
    started: found.started,
    ended: null,
    source: folder === '' ? file.path : folder,
    rows: () => rows(file, () => undefined),
    artifacts: [...found.artifacts.values()].filter(({ paths }) => paths.length > 0),
  };
}

export const wandbOffline: Importer = {
  id: 'wandb',
  title: 'Weights & Biases',
  async find(view, tell) {
    const runs: ImportRun[] = [];
    for (const file of view.files) {
      if (view.taken.has(file.path) || !LOG.test(nameOf(file.path))) continue;
      const run = await findRun(view, file, tell);
      if (run) runs.push(run);
    }
    return { runs, models: [] };
  },
};
