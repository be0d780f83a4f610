// Issues ops of one registry again in another: the ids made with the target's, each with where it came from.
import { CairnError } from '../../../../shared/contract/errors.js';
import type { JsonObject, JsonValue } from '../../../../shared/contract/primitives.js';
import { collectionId, entityId, linkId, projectId, runId, versionId } from '../../domain/ids.js';
import { OP_BODIES, type OpDraft, type OpKind } from '../../domain/ops.js';
import type { Past } from '../../store/append.js';
import type { StoredOp } from '../../store/readTypes.js';
import type { RegistryStore, WriteTx } from '../../store/types.js';
import { filesIn } from '../../sync/manifests.js';
import { moveAlias } from '../registry/moveAlias.js';

/** What belongs to the registry or the device, and is not a thing of an entity. */
const STAYS: ReadonlySet<string> = new Set<OpKind>(['device', 'device.remove', 'role', 'number', 'setting', 'policy', 'alias.sequence', 'alias.propose', 'alias.place', 'entity.move', 'report', 'view']);

const text = (value: JsonValue | undefined): string => (typeof value === 'string' ? value : '');

/** The id that an op makes in the source, and the one it has in the target; undefined for ops that make nothing. */
function made(op: StoredOp['op'], registry: string, to: (id: string) => string | undefined): { readonly old: string; readonly new: string | undefined } | undefined {
  const { body } = op;
  const under = (key: string, make: (parent: string) => string): string | undefined => {
    const parent = to(text(body[key]));
    return parent === undefined ? undefined : make(parent);
  };
  switch (op.kind) {
    case 'entity.create':
      return { old: text(body['entity']), new: entityId(registry, text(body['name'])) };
    case 'project.create':
      return { old: text(body['project']), new: under('entity', (entity) => projectId(entity, text(body['name']))) };
    case 'collection.create':
      return { old: text(body['collection']), new: under('project', (project) => collectionId(project, text(body['name']))) };
    case 'run.start':
      return { old: text(body['run']), new: under('project', (project) => runId(project, text(body['key']))) };
    case 'version':
      return { old: text(body['version']), new: under('collection', (collection) => versionId(collection, text(body['digest']))) };
    case 'link': {
      const [model, version] = [to(text(body['model'])), to(text(body['version']))];
      return { old: text(body['link']), new: model && version ? linkId(model, version) : undefined };
    }
    default:
      return undefined;
  }
}

export interface Plan {
  /** In the order in which they were made. */
  readonly ops: readonly StoredOp[];
  /** Ids of the source -> ids of the target. */
  readonly ids: ReadonlyMap<string, string>;
  readonly entities: readonly string[];
  readonly versions: readonly { readonly old: string; readonly collection: string; readonly digest: string; readonly bytes: number }[];
  readonly links: readonly { readonly old: string; readonly model: string }[];
  /** Operations of kinds this build does not know. */
  readonly unknown: number;
}

function everyString(value: JsonValue | undefined, visit: (text: string) => void): void {
  if (typeof value === 'string') visit(value);
  else if (typeof value === 'object' && value !== null) for (const each of Object.values(value)) everyString(each, visit);
}

/** What names the op, whichever device issued it again. */
const identityOf = ({ op, hash }: StoredOp): string => op.replaces ?? hash;

/** The ops in the order in which they were made, each once. */
function everyOp(source: RegistryStore): StoredOp[] {
  const sorted = [...source.allOps()].sort((a, b) => (a.op.hlc < b.op.hlc ? -1 : a.op.hlc > b.op.hlc ? 1 : a.hash < b.hash ? -1 : 1));
  const seen = new Set<string>();
  return sorted.filter((stored) => seen.size < seen.add(identityOf(stored)).size);
}

/** @param entity its id; all entities if undefined */
export function planReissue(source: RegistryStore, registry: string, entity: string | undefined): Plan {
  const all = everyOp(source);
  const created = new Set(all.flatMap(({ op }) => made(op, registry, () => undefined)?.old ?? []));
  const ids = new Map<string, string>();
  const ops: StoredOp[] = [];
  const blobs = new Set<string>();
  const versions: Plan['versions'][number][] = [];
  const links: Plan['links'][number][] = [];
  const entities: string[] = [];
  let unknown = 0;
  const facts: StoredOp[] = [];
  for (const stored of all) {
    const { op } = stored;
    if (STAYS.has(op.kind)) continue;
    if (!(op.kind in OP_BODIES) || op.v !== 1 || !OP_BODIES[op.kind as OpKind].safeParse(op.body).success) {
      unknown += 1;
      continue;
    }
    if (op.kind === 'facts') {
      facts.push(stored);
      continue;
    }
    const thing = made(op, registry, (id) => ids.get(id));
    if (thing) {
      if (thing.new === undefined || (op.kind === 'entity.create' && entity !== undefined && thing.old !== entity)) continue;
      // What is deleted stays behind, and with it all that names it.
      if (op.kind === 'version' && source.read.version(thing.old)?.deleted) continue;
      if (op.kind === 'entity.create' && !ids.has(thing.old)) entities.push(thing.old);
      ids.set(thing.old, thing.new);
    }
    let [some, strange] = [false, false];
    everyString(op.body, (each) => {
      if (ids.has(each)) some = true;
      else if (created.has(each)) strange = true;
    });
    if (!some || strange) continue;
    ops.push(stored);
    if (op.kind === 'version') {
      const digest = text(op.body['digest']);
      versions.push({ old: text(op.body['version']), collection: text(op.body['collection']), digest, bytes: Number(op.body['bytes'] ?? 0) });
      for (const { blob } of filesIn(source.read.manifest(digest) ?? '{"files":[]}')) blobs.add(blob);
    }
    if (op.kind === 'link') links.push({ old: text(op.body['link']), model: text(op.body['model']) });
  }
  ops.push(...facts.filter(({ op }) => blobs.has(text(op.body['blob']))));
  return { ops, ids, entities, versions, links, unknown };
}

function translated(value: JsonValue, ids: ReadonlyMap<string, string>, hashes: ReadonlyMap<string, string>): JsonValue {
  if (typeof value === 'string') return ids.get(value) ?? hashes.get(value) ?? value;
  if (Array.isArray(value)) return value.map((each) => translated(each, ids, hashes));
  if (typeof value === 'object' && value !== null) return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, translated(each, ids, hashes)]));
  return value;
}

/** Things that stand in the target already keep what they are; everything else is issued again. */
function stands(tx: WriteTx, { op }: StoredOp, ids: ReadonlyMap<string, string>): boolean {
  const id = (key: string): string => ids.get(text(op.body[key])) ?? '';
  if (op.kind === 'entity.create') return tx.read.entityByName(text(op.body['name'])) !== undefined;
  if (op.kind === 'project.create') return tx.read.projectByName(id('entity'), text(op.body['name'])) !== undefined;
  if (op.kind === 'collection.create') return tx.read.collection(id('collection')) !== undefined;
  if (op.kind === 'version') return tx.read.hasVersion(id('version'));
  return op.kind === 'run.start' && tx.read.run(id('run')) !== undefined;
}

const originOf = (stored: StoredOp): NonNullable<Past['origin']> => stored.op.origin ?? { registry: stored.op.registry, op: identityOf(stored), actor: stored.op.actor, at: stored.op.at };
const originKey = ({ registry, op }: NonNullable<Past['origin']>): string => `${registry} ${op}`;

/** What an earlier move issued here, by where it came from: moving again brings what is new, and nothing twice. */
export function issuedBefore(target: RegistryStore): Map<string, string> {
  const issued = new Map<string, string>();
  for (const { op, hash } of target.allOps()) if (op.origin) issued.set(originKey(op.origin), hash);
  return issued;
}

interface ShownAlias {
  readonly collection: string;
  readonly alias: string;
  readonly target: string;
}

/** Where the aliases of the source stand, in the ids of the target. */
function shownIn(source: RegistryStore, ids: ReadonlyMap<string, string>): ShownAlias[] {
  return [...ids].flatMap(([old, collection]) =>
    source.read.collection(old) === undefined
      ? []
      : source.read.aliasStates(old).flatMap(({ alias }) => {
          const target = ids.get(source.read.aliasHeads(old, alias)[0]?.target ?? '');
          return target === undefined ? [] : [{ collection, alias, target }];
        }),
  );
}

type Reads = Pick<WriteTx, 'read'>;

/** The alias stands on something in the target, and stays there. */
const isHeld = ({ read }: Reads, collection: string, alias: string): boolean => Object.hasOwn(read.collection(collection)?.aliases ?? {}, alias);

/** Aliases of the source that stay on something else in the target. */
export function aliasesThatStay(target: Reads, source: RegistryStore, ids: ReadonlyMap<string, string>): ShownAlias[] {
  return shownIn(source, ids).filter((each) => isHeld(target, each.collection, each.alias) && target.read.aliasHeads(each.collection, each.alias)[0]?.target !== each.target);
}

/** What becomes of aliases and of what people wrote about things that stand in the target already. */
export interface ReissueOptions {
  /** An alias that stands in the target stays. `follow`: of the others every move again. `free`: they are set, and what stands keeps its words. */
  readonly over: 'follow' | 'free';
  /** Note of the moves that are made anew. */
  readonly note: string;
}

/** Ops that write over what people said of a thing. */
const WORDS: ReadonlySet<string> = new Set<OpKind>(['describe', 'entity.rename', 'project.rename', 'project.move', 'collection.rename', 'collection.move', 'run.update']);

/** Ids of the target that stood there before. */
function standing(tx: WriteTx, ids: ReadonlyMap<string, string>): Set<string> {
  return new Set([...ids.values()].filter((id) => tx.read.collection(id) !== undefined || tx.read.hasVersion(id) || tx.read.run(id) !== undefined));
}

/** Issues the plan in the target, at the end of this device's chain. @returns how many ops it took */
export function reissue(tx: WriteTx, source: RegistryStore, { ops, ids, versions, links }: Plan, issued: ReadonlyMap<string, string>, { over, note }: ReissueOptions): number {
  const hashes = new Map<string, string>();
  let count = 0;
  const guarded = tx.read.protectedAliases();
  const aliases = new Map<string, { collection: string; alias: string; target: string | null }>();
  const held = new Set(ops.flatMap(({ op: { kind, body } }) => {
    const [collection, alias] = [ids.get(text(body['collection'])) ?? '', text(body['alias'])];
    return (kind === 'alias.move' || kind === 'alias.remove') && isHeld(tx, collection, alias) ? [`${collection} ${alias}`] : [];
  }));
  const stood = over === 'free' ? standing(tx, ids) : new Set<string>();
  const about = (body: JsonObject): string => {
    const subject = body['subject'];
    return typeof subject === 'object' && subject !== null && !Array.isArray(subject) ? text(subject['id']) : text(body['collection']) || text(body['run']) || text(body['project']) || text(body['entity']);
  };
  for (const { digest } of versions) {
    const json = source.read.manifest(digest);
    if (json === undefined) continue;
    tx.putManifest(digest, json, filesIn(json).map(({ blob, bytes }) => ({ digest: blob, bytes })));
  }
  for (const stored of ops) {
    const { op } = stored;
    const origin = originOf(stored);
    const before = issued.get(originKey(origin));
    if (before !== undefined) hashes.set(identityOf(stored), before);
    if (before !== undefined || stands(tx, stored, ids)) continue;
    const body = translated(op.body, ids, hashes) as JsonObject;
    const alias = text(body['alias']);
    const moves = op.kind === 'alias.move' || op.kind === 'alias.remove';
    if (moves && (over === 'free' || held.has(`${text(body['collection'])} ${alias}`))) continue;
    if (WORDS.has(op.kind) && stood.has(about(body))) continue;
    if (moves && guarded.has(alias)) {
      // The sequence of a protected alias is decided in the target: it gets where the alias stands now, as a move of its own.
      aliases.set(`${text(body['collection'])} ${alias}`, { collection: text(body['collection']), alias, target: op.kind === 'alias.move' ? text(body['target']) : null });
      continue;
    }
    const observed = op.observed.flatMap((each) => hashes.get(each) ?? []);
    hashes.set(identityOf(stored), tx.append({ kind: op.kind, body, observed } as unknown as OpDraft, { origin, at: op.at, actor: op.actor }));
    count += 1;
  }
  const numbered = (collection: string, target: string): number => source.read.numberOf(collection, target) ?? Number.MAX_SAFE_INTEGER;
  for (const { old, collection } of [...versions].sort((a, b) => numbered(a.collection, a.old) - numbered(b.collection, b.old))) tx.number(ids.get(collection) ?? '', ids.get(old) ?? '');
  for (const { old, model } of [...links].sort((a, b) => numbered(a.model, a.old) - numbered(b.model, b.old))) tx.number(ids.get(model) ?? '', ids.get(old) ?? '');
  if (over === 'free') for (const each of shownIn(source, ids)) if (!isHeld(tx, each.collection, each.alias)) aliases.set(`${each.collection} ${each.alias}`, each);
  for (const each of aliases.values()) {
    try {
      moveAlias(tx, { ...each, note });
    } catch (error) {
      // A policy here, or a name that reads alike: what comes in from a file does not insist.
      if (over === 'follow' || !(error instanceof CairnError)) throw error;
    }
  }
  return count;
}
