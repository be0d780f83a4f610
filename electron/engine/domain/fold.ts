// What each op kind does to the registry, as a few commutative effects. Pure: the store applies them in any order, any number
// of times, and rows are computed from what they left. FORMAT.md beside the store tells the whole of it.
import type { JsonObject, JsonValue } from '../../../shared/contract/primitives.js';
import { assertNever } from '../../../shared/util/assertNever.js';
import { linkId, versionId } from './ids.js';
import { carriedBy, holdsRecord, isGenuine, moveHash, recordIn, type MoveRecord } from './moveRecord.js';
import { OP_BODIES, type FactsBrief, type Op, type OpBody, type OpKind, type Subject } from './ops.js';

/** What the fold may look at besides the body. Tests replace these to show that each is needed. */
export interface FoldRules {
  /** The ops that this op replaces. */
  observed(op: Op): readonly string[];
  /** Sorts concurrent ops: 16 hex digits. `arrival` counts the ops this store folded before. */
  rank(op: Op, arrival: number): string;
}

export const standardRules: FoldRules = { observed: (op) => op.observed, rank: (op) => op.hlc };

export type Effect =
  /** Writes fields of a subject, each a multi-value register. With `over`, the op's observed writes of those fields are replaced. */
  | { readonly do: 'write'; readonly subject: string; readonly fields: JsonObject; readonly over: boolean }
  /** Replaces observed writes of a field without writing. */
  | { readonly do: 'see'; readonly subject: string; readonly field: string }
  /** A log edge or a link; the op's observed edges are no longer latest while this one lives. */
  | { readonly do: 'edge'; readonly form: 'log' | 'link'; readonly collection: string; readonly target: string; readonly version: string; readonly run: string | null; readonly history?: JsonObject | undefined }
  | { readonly do: 'use'; readonly run: string; readonly version: string; readonly collection: string; readonly as: string | null }
  /** A move holds place k of a protected alias's sequence. */
  | { readonly do: 'sequence'; readonly collection: string; readonly alias: string; readonly k: number }
  | { readonly do: 'number'; readonly collection: string; readonly target: string; readonly number: number }
  /** A name that resolves to the thing for ever. */
  | { readonly do: 'name'; readonly kind: 'entity' | 'project' | 'collection'; readonly id: string; readonly name: string }
  /** A project (or entity) in which the collection's (or project's) names resolve for ever. */
  | { readonly do: 'place'; readonly kind: 'project' | 'collection'; readonly id: string; readonly within: string }
  /** The op is about the target: a delete of it has to observe the op. */
  | { readonly do: 'attach'; readonly target: string; readonly collection: string }
  | { readonly do: 'facts'; readonly blob: string; readonly parser: string; readonly parserVersion: number; readonly facts: string; readonly brief: FactsBrief | null };

/** Key of a thing in the fold: `version:<id>`. */
export function subjectKey(subject: Subject): string {
  return `${subject.kind}:${subject.id}`;
}

export function aliasKey(collection: string, alias: string): string {
  return `alias:${collection}:${alias}`;
}

export function tagsKey(subject: Subject): string {
  return `tags:${subjectKey(subject)}`;
}

/** Fields people describe live apart from the fields that make a thing what it is. */
export function describedField(field: string): string {
  return `text.${field}`;
}

const write = (subject: string, fields: JsonObject): Effect => ({ do: 'write', subject, fields, over: true });

/** Leaves out what is undefined; JSON has no such thing. */
function present(fields: Record<string, JsonValue | undefined>): JsonObject {
  return Object.fromEntries(Object.entries(fields).filter((entry): entry is [string, JsonValue] => entry[1] !== undefined));
}

/** Every entry as its own register: `config.lr`, `config.epochs`, ... */
function spread(prefix: string, values: JsonObject | undefined): JsonObject {
  return Object.fromEntries(Object.entries(values ?? {}).map(([key, value]) => [`${prefix}.${key}`, value]));
}

/** What binds an edge's metrics; undefined for an edge without a run that has rows. */
function edgeHistory(body: OpBody<'log'>): JsonObject | undefined {
  if (body.historyRows === undefined && body.given === undefined) return undefined;
  return present({ rows: body.historyRows, from: body.historyFrom, given: body.given });
}

/** A move that counts, at its place in the sequence or as a challenge. */
function carriedMove(record: MoveRecord | undefined, k: number | null | undefined): readonly Effect[] {
  if (!record) return [];
  const { collection, alias, target } = record;
  const place = k === null || k === undefined ? [] : [{ do: 'sequence', collection, alias, k } as const];
  return [write(aliasKey(collection, alias), { target }), ...attached(record), ...place];
}

/** Keeps the target of a move from being deleted by who does not know of it. */
function attached(record: MoveRecord | undefined): readonly Effect[] {
  return record?.target == null ? [] : [{ do: 'attach', target: record.target, collection: record.collection }];
}

type Readers = { readonly [K in OpKind]: (body: OpBody<K>, op: Op) => readonly Effect[] };

const READERS: Readers = {
  'entity.create': (b) => [write(`entity:${b.entity}`, { name: b.name, form: b.form }), { do: 'name', kind: 'entity', id: b.entity, name: b.name }],
  'entity.rename': (b) => [write(`entity:${b.entity}`, { name: b.name }), { do: 'name', kind: 'entity', id: b.entity, name: b.name }],
  'entity.move': (b) => [write(`entity:${b.entity}`, { movedTo: b.to })],
  'project.create': (b) => [
    write(`project:${b.project}`, { name: b.name, entity: b.entity }),
    { do: 'name', kind: 'project', id: b.project, name: b.name },
    { do: 'place', kind: 'project', id: b.project, within: b.entity },
  ],
  'project.rename': (b) => [write(`project:${b.project}`, { name: b.name }), { do: 'name', kind: 'project', id: b.project, name: b.name }],
  'project.move': (b) => [write(`project:${b.project}`, { entity: b.entity }), { do: 'place', kind: 'project', id: b.project, within: b.entity }],
  'collection.create': (b) => [
    write(`collection:${b.collection}`, { name: b.name, project: b.project, type: b.type, form: b.form }),
    { do: 'name', kind: 'collection', id: b.collection, name: b.name },
    { do: 'place', kind: 'collection', id: b.collection, within: b.project },
  ],
  'collection.rename': (b) => [write(`collection:${b.collection}`, { name: b.name }), { do: 'name', kind: 'collection', id: b.collection, name: b.name }],
  'collection.move': (b) => [write(`collection:${b.collection}`, { project: b.project }), { do: 'place', kind: 'collection', id: b.collection, within: b.project }],
  'collection.synonym': (b) => [{ do: 'place', kind: 'collection', id: b.collection, within: b.project }],

  'run.start': (b, op) => [
    write(`run:${b.run}`, {
      ...present({ project: b.project, key: b.key, name: b.name, jobType: b.jobType, oneShot: b.oneShot, git: b.git as JsonValue | undefined, environment: b.environment, group: b.group, notes: b.notes }),
      started: { at: b.began ?? op.at, actor: op.actor as JsonObject, ...(b.began === null ? { timeless: true } : {}) },
      ...spread('config', b.config),
    }),
  ],
  'run.update': (b) => [write(`run:${b.run}`, b.set)],
  'run.finish': (b, op) => [write(`run:${b.run}`, { state: { state: b.state, at: b.ended ?? op.at } })],
  'run.resume': (b, op) => [write(`run:${b.run}`, { state: { state: 'running', at: op.at } })],

  // An id that is not its content's says nothing: else another device's op could change which bytes a version means.
  version: (b) => (b.version === versionId(b.collection, b.digest) ? [write(`version:${b.version}`, { collection: b.collection, digest: b.digest, bytes: b.bytes, files: b.files })] : []),
  log: (b) => [{ do: 'edge', form: 'log', collection: b.collection, target: b.version, version: b.version, run: b.run, history: edgeHistory(b) }],
  use: (b) => [{ do: 'use', run: b.run, version: b.version, collection: b.collection, as: b.as ?? null }],
  number: (b) => [{ do: 'number', collection: b.collection, target: b.version, number: b.number }],
  link: (b) =>
    b.link === linkId(b.model, b.version)
      ? [
          { do: 'write', subject: `link:${b.link}`, fields: { model: b.model, version: b.version, live: true }, over: false },
          { do: 'edge', form: 'link', collection: b.model, target: b.link, version: b.version, run: b.run ?? null },
        ]
      : [],
  unlink: (b) => [{ do: 'see', subject: `link:${b.link}`, field: 'live' }],

  'alias.move': (b) => [write(aliasKey(b.collection, b.alias), { target: b.target }), { do: 'attach', target: b.target, collection: b.collection }],
  'alias.remove': (b) => [write(aliasKey(b.collection, b.alias), { target: null })],
  'alias.sequence': (_, op) => carriedMove(carriedBy(op), carriedBy(op)?.k),
  'alias.propose': (_, op) => attached(recordIn(op)),
  'alias.place': (b, op) => carriedMove(carriedBy(op), b.k),
  'tag.add': (b) => [{ do: 'write', subject: tagsKey(b.subject), fields: { [b.tag]: true }, over: false }],
  'tag.remove': (b) => [{ do: 'see', subject: tagsKey(b.subject), field: b.tag }],
  describe: (b) => [write(subjectKey(b.subject), { [describedField(b.field)]: b.value })],
  delete: (b, op) => [{ do: 'write', subject: subjectKey(b.subject), fields: { deleted: { seen: [...op.observed] } }, over: false }],
  restore: (b) => [{ do: 'see', subject: subjectKey(b.subject), field: 'deleted' }],

  'history.part': (b) => [write(`history:${b.run}`, { [`${b.writer}:${b.from}`]: { to: b.to, blob: b.blob } })],
  metrics: (b) => [write(`edge:${b.edge}`, { metrics: b.values })],
  facts: (b) => [{ do: 'facts', blob: b.blob, parser: b.parser, parserVersion: b.parserVersion, facts: b.facts, brief: b.brief ?? null }],

  signature: (b) => [{ do: 'write', subject: `signatures:${b.version}`, fields: { [b.bundle]: b.publicKey ?? null }, over: false }],

  setting: (b) => [write(`setting:${b.scope}`, { [b.key]: b.value })],
  role: (b) => [{ do: 'write', subject: `role:${b.role}`, fields: { [String(b.epoch)]: b.device }, over: false }],
  device: (b) => [write(`device:${b.device}`, { key: b.key, name: b.name })],
  'device.remove': (b) => [write(`device:${b.device}`, { removed: b.lastSeq })],
  policy: (b) => [write(`policy:${b.policy}`, { value: b.value })],
  report: (b) => [write(`report:${b.report}`, { [b.field]: b.value })],
  view: (b) => [write(`view:${b.view}`, { value: b.value })],
};

/** Newest shape of every body that this build reads. A higher `v` is kept unread, like an unknown kind. */
const NEWEST_SHAPE = 1;

export function isKnownKind(kind: string): kind is OpKind {
  return Object.hasOwn(OP_BODIES, kind);
}

/** A move that an op carries stands for itself: its own hash, clock and what it observed, whoever carries it. */
export interface Carried {
  readonly id: string;
  readonly hlc: string;
  readonly observed: readonly string[];
}

function carried(op: Op): Carried | undefined {
  const record = carriedBy(op);
  return record && { id: moveHash(record), hlc: record.hlc, observed: record.observed };
}

/** Only what its device signed, for this registry, is a move. */
function isForged(op: Op): boolean {
  if (!holdsRecord(op.kind)) return false;
  const record = recordIn(op);
  return !record || record.registry !== op.registry || !isGenuine(record);
}

/** `later`: kept for a newer build. `unreadable`: a known kind whose body is not in form; kept, chained, without effect. */
export type Folded = { readonly state: 'effects'; readonly effects: readonly Effect[]; readonly carried?: Carried } | { readonly state: 'later' } | { readonly state: 'unreadable' };

/** The effects of an op. Never throws, whatever the body holds. */
export function foldOp(op: Op, rules: FoldRules): Folded {
  if (!isKnownKind(op.kind) || op.v > NEWEST_SHAPE) return { state: 'later' };
  const body = OP_BODIES[op.kind].safeParse(op.body);
  if (!body.success) return { state: 'unreadable' };
  if (isForged(op)) return { state: 'unreadable' };
  const read = READERS[op.kind] as (body: unknown, op: Op) => readonly Effect[];
  const effects = read(body.data, { ...op, observed: [...rules.observed(op)] });
  const as = carried(op);
  return { state: 'effects', effects, ...(as ? { carried: as } : {}) };
}

/** The field names an effect may replace, for the store's bookkeeping. */
export function replacedFields(effect: Effect): readonly string[] {
  switch (effect.do) {
    case 'write':
      return effect.over ? Object.keys(effect.fields) : [];
    case 'see':
      return [effect.field];
    case 'edge':
    case 'use':
    case 'sequence':
    case 'number':
    case 'name':
    case 'place':
    case 'attach':
    case 'facts':
      return [];
    default:
      return assertNever(effect, 'effect');
  }
}
