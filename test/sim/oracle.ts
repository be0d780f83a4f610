// The naive reading of a set of ops: what design and PROTOCOL.md say, computed from scratch over the whole set, sharing no code
// with the fold. Slow on purpose; the store has to show the same.
import type { JsonObject, JsonValue } from '../../shared/contract/primitives.js';
import type { Op } from '../../electron/engine/domain/ops.js';
import type { StoredOp } from '../../electron/engine/store/readTypes.js';

export interface OracleHead {
  readonly id: string;
  readonly hlc: string;
  readonly hash: string;
  readonly value: JsonValue;
}

interface Edge {
  readonly id: string;
  readonly hlc: string;
  readonly hash: string;
  readonly observed: ReadonlySet<string>;
  readonly collection: string;
  readonly target: string;
}

export interface Oracle {
  /** What no other op replaces, the shown one first. */
  heads(register: string): readonly OracleHead[];
  shown(register: string): JsonValue | undefined;
  /** Registers that start with a prefix and have a head: rest of the name -> shown value. */
  under(prefix: string): Record<string, JsonValue>;
  isDeleted(kind: 'version' | 'link' | 'collection' | 'run', id: string): boolean;
  /** Id of the edge that is latest. */
  latest(collection: string): string | undefined;
  numberOf(collection: string, target: string): number | undefined;
  logged(version: string): number;
}

type Touch = readonly [register: string, value: JsonValue];

const text = (value: JsonValue | undefined): string => (typeof value === 'string' ? value : '');
const object = (value: JsonValue | undefined): JsonObject => (value !== null && typeof value === 'object' && !Array.isArray(value) ? value : {});
const spread = (prefix: string, value: JsonValue | undefined): Touch[] => Object.entries(object(value)).map(([key, each]) => [`${prefix}${key}`, each]);

/** What an op overwrites, adds beside others, and takes away. */
function touches(op: Op): { readonly over?: readonly Touch[]; readonly beside?: readonly Touch[]; readonly takes?: readonly string[] } {
  const b = op.body;
  const subject = object(b['subject']);
  const about = `${text(subject['kind'])}/${text(subject['id'])}`;
  const fields = (base: string, ...names: string[]): Touch[] => names.flatMap((name) => (b[name] === undefined ? [] : [[`${base}/${name}`, b[name]] as const]));
  switch (op.kind) {
    case 'entity.create': return { over: fields(`entity/${text(b['entity'])}`, 'name', 'form') };
    case 'entity.rename': return { over: fields(`entity/${text(b['entity'])}`, 'name') };
    case 'project.create': return { over: fields(`project/${text(b['project'])}`, 'name', 'entity') };
    case 'project.rename': return { over: fields(`project/${text(b['project'])}`, 'name') };
    case 'project.move': return { over: fields(`project/${text(b['project'])}`, 'entity') };
    case 'collection.create': return { over: fields(`collection/${text(b['collection'])}`, 'name', 'project', 'type', 'form') };
    case 'collection.rename': return { over: fields(`collection/${text(b['collection'])}`, 'name') };
    case 'collection.move': return { over: fields(`collection/${text(b['collection'])}`, 'project') };
    case 'run.start': return { over: [...fields(`run/${text(b['run'])}`, 'name', 'project', 'jobType'), ...spread(`run/${text(b['run'])}/config.`, b['config'])] };
    case 'run.update': return { over: spread(`run/${text(b['run'])}/`, b['set']) };
    case 'run.resume': return { over: [[`run/${text(b['run'])}/state`, 'running']] };
    case 'run.finish': return { over: fields(`run/${text(b['run'])}`, 'state') };
    case 'alias.move': return { over: [[`alias/${text(b['collection'])}/${text(b['alias'])}`, b['target'] ?? null]] };
    case 'alias.remove': return { over: [[`alias/${text(b['collection'])}/${text(b['alias'])}`, null]] };
    case 'tag.add': return { beside: [[`tag/${about}/${text(b['tag'])}`, true]] };
    case 'tag.remove': return { takes: [`tag/${about}/${text(b['tag'])}`] };
    case 'describe': return { over: [[`text/${about}/${text(b['field'])}`, b['value'] ?? null]] };
    case 'delete': return { beside: [[`delete/${about}`, [...op.observed]]] };
    case 'restore': return { takes: [`delete/${about}`] };
    case 'link': return { beside: [[`live/${text(b['link'])}`, true]] };
    case 'unlink': return { takes: [`live/${text(b['link'])}`] };
    case 'setting': return { over: [[`setting/${text(b['scope'])}/${text(b['key'])}`, b['value'] ?? null]] };
    case 'metrics': return { over: [[`metrics/${text(b['edge'])}`, b['values'] ?? null]] };
    default: return {};
  }
}

interface Placed {
  readonly id: string;
  readonly hlc: string;
  readonly hash: string;
}

const tieOf = ({ id, hash }: Placed): string => `${id}${hash}`;
const later = (a: Placed, b: Placed): boolean => (a.hlc === b.hlc ? tieOf(a) > tieOf(b) : a.hlc > b.hlc);

/** Ops that re-issue another are the same op; the earlier of the copies gives its place. */
function identities(ops: readonly StoredOp[]): (hash: string) => string {
  const before = new Map(ops.flatMap(({ hash, op }) => (op.replaces === undefined ? [] : [[hash, op.replaces] as const])));
  return (hash) => {
    let at = hash;
    for (let next = before.get(at); next !== undefined; next = before.get(at)) at = next;
    return at;
  };
}

export function readOps(all: readonly StoredOp[]): Oracle {
  const identity = identities(all);
  const known = all.filter(({ op }) => op.v === 1);
  const writes = new Map<string, Map<string, OracleHead>>();
  const gone = new Set<string>();
  for (const { hash, op } of known) {
    const id = identity(hash);
    const { over = [], beside = [], takes = [] } = touches(op);
    for (const [register, value] of [...over, ...beside]) {
      const list = writes.get(register) ?? new Map<string, OracleHead>();
      const write = { id, hlc: op.hlc, hash, value };
      const other = list.get(id);
      if (!other || later(other, write)) list.set(id, write);
      writes.set(register, list);
    }
    for (const register of [...over.map(([name]) => name), ...takes]) {
      for (const seen of op.observed) if (identity(seen) !== id) gone.add(`${register} ${identity(seen)}`);
    }
  }
  const heads = (register: string): OracleHead[] => [...(writes.get(register)?.values() ?? [])].filter(({ id }) => !gone.has(`${register} ${id}`)).sort((a, b) => (later(a, b) ? -1 : 1));

  const ofKind = (kind: string): { readonly id: string; readonly stored: StoredOp }[] => known.filter(({ op }) => op.kind === kind).map((stored) => ({ id: identity(stored.hash), stored }));
  const edges = new Map<string, Edge>();
  for (const kind of ['log', 'link']) {
    for (const { id, stored } of ofKind(kind)) {
      const { op, hash } = stored;
      const edge = { id, hlc: op.hlc, hash, observed: new Set([...(edges.get(id)?.observed ?? []), ...op.observed.map(identity)]), collection: text(op.body[kind === 'log' ? 'collection' : 'model']), target: text(op.body[kind === 'log' ? 'version' : 'link']) };
      const other = edges.get(id);
      edges.set(id, other && later(edge, other) ? { ...other, observed: edge.observed } : edge);
    }
  }
  const attachments = (kind: string, id: string): string[] => {
    const inCollection = new Set(ofKind('log').filter(({ stored }) => stored.op.body['collection'] === id).map(({ stored }) => stored.op.body['version']));
    const hangs = (op: Op): boolean => {
      const b = op.body;
      if (kind === 'run') return (op.kind === 'log' || op.kind === 'use' || op.kind === 'link') && b['run'] === id;
      if (kind === 'link') return (op.kind === 'link' && b['link'] === id) || (op.kind === 'alias.move' && b['target'] === id);
      if (kind === 'version') return ((op.kind === 'log' || op.kind === 'link' || op.kind === 'use') && b['version'] === id) || (op.kind === 'alias.move' && b['target'] === id);
      const target = op.kind === 'alias.move' ? b['target'] : b['version'];
      const own = (op.kind === 'log' || op.kind === 'use') && b['collection'] === id;
      return own || (op.kind === 'link' && (b['model'] === id || inCollection.has(target))) || (op.kind === 'alias.move' && (inCollection.has(target) || ofKind('link').some(({ stored }) => stored.op.body['model'] === id && stored.op.body['link'] === target)));
    };
    return known.filter(({ op }) => hangs(op)).map(({ hash }) => identity(hash));
  };
  const isDeleted = (kind: string, id: string): boolean => {
    const hanging = attachments(kind, id);
    return heads(`delete/${kind}/${id}`).some(({ value }) => {
      const seen = new Set((value as string[]).map(identity));
      return hanging.every((each) => seen.has(each));
    });
  };
  const isLive = (edge: Edge): boolean => {
    const isLink = ofKind('link').some(({ id }) => id === edge.id);
    if (!isLink) return !isDeleted('version', edge.target);
    return heads(`live/${edge.target}`).some(({ id }) => id === edge.id) && !isDeleted('link', edge.target);
  };
  const numbers = ofKind('number').map(({ id, stored: { op } }) => ({ id, collection: text(op.body['collection']), target: text(op.body['version']), number: Number(op.body['number']) }));
  return {
    heads,
    shown: (register) => heads(register)[0]?.value,
    under: (prefix) => Object.fromEntries([...writes.keys()].filter((name) => name.startsWith(prefix)).flatMap((name) => heads(name).slice(0, 1).map(({ value }) => [name.slice(prefix.length), value]))),
    isDeleted,
    latest(collection) {
      const live = [...edges.values()].filter((edge) => edge.collection === collection && isLive(edge));
      const passed = new Set(live.flatMap((edge) => [...edge.observed].filter((id) => id !== edge.id)));
      return live.filter(({ id }) => !passed.has(id)).sort((a, b) => (later(a, b) ? -1 : 1))[0]?.id;
    },
    numberOf(collection, target) {
      const holds = (number: number): boolean => numbers.filter((each) => each.collection === collection && each.number === number).sort((a, b) => (a.id < b.id ? -1 : 1))[0]?.target === target;
      const own = numbers.filter((each) => each.collection === collection && each.target === target && holds(each.number)).map(({ number }) => number);
      return own.length === 0 ? undefined : Math.min(...own);
    },
    logged: (version) => new Set(ofKind('log').filter(({ stored }) => stored.op.body['version'] === version).map(({ id }) => id)).size,
  };
}
