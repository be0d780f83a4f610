// Moves entities from this computer into the registry of a remote: their operations are issued again there, each with where it came
// from, and the old registry keeps one that says where they went. Numbers there are asked for anew.
import { CairnError } from '../../../../shared/contract/errors.js';
import type { JsonObject, JsonValue } from '../../../../shared/contract/primitives.js';
import type { MovedIn } from '../../../../shared/contract/remotes.js';
import { collectionId, entityId, linkId, projectId, runId, versionId } from '../../domain/ids.js';
import type { ManifestEntry } from '../../domain/manifest.js';
import { OP_BODIES, type OpDraft, type OpKind } from '../../domain/ops.js';
import type { Past } from '../../store/append.js';
import type { RegistryStore, StoredOp, WriteTx } from '../../store/types.js';
import { moveAlias } from '../registry/moveAlias.js';
import type { EngineContext } from '../context.js';

/** What belongs to the registry or the device, and is not a thing of an entity. */
const STAYS: ReadonlySet<string> = new Set<OpKind>(['device', 'device.remove', 'role', 'number', 'setting', 'policy', 'alias.sequence', 'entity.move', 'report', 'view']);

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

interface Plan {
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

/** @param entity its id; all entities if undefined */
function plan(source: RegistryStore, registry: string, entity: string | undefined): Plan {
  const all = [...source.allOps()].sort((a, b) => (a.op.hlc < b.op.hlc ? -1 : a.op.hlc > b.op.hlc ? 1 : a.hash < b.hash ? -1 : 1));
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
      const { files } = JSON.parse(source.read.manifest(digest) ?? '{"files":[]}') as { files: ManifestEntry[] };
      for (const entry of files) if ('digest' in entry) blobs.add(entry.digest);
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

const originOf = ({ op, hash }: StoredOp): NonNullable<Past['origin']> => op.origin ?? { registry: op.registry, op: hash, actor: op.actor, at: op.at };
const originKey = ({ registry, op }: NonNullable<Past['origin']>): string => `${registry} ${op}`;

/** What an earlier move issued here, by where it came from: moving again brings what is new, and nothing twice. */
function issuedBefore(target: RegistryStore): Map<string, string> {
  const issued = new Map<string, string>();
  for (const { op, hash } of target.allOps()) if (op.origin) issued.set(originKey(op.origin), hash);
  return issued;
}

function issue(tx: WriteTx, source: RegistryStore, { ops, ids, versions, links }: Plan, issued: ReadonlyMap<string, string>): number {
  const hashes = new Map<string, string>();
  let count = 0;
  const guarded = tx.read.protectedAliases();
  const aliases = new Map<string, { collection: string; alias: string; target: string | null }>();
  for (const { digest } of versions) {
    const json = source.read.manifest(digest);
    if (json === undefined) continue;
    const { files } = JSON.parse(json) as { files: ManifestEntry[] };
    tx.putManifest(digest, json, [...new Map(files.flatMap((entry) => ('digest' in entry ? [[entry.digest, { digest: entry.digest, bytes: entry.size }] as const] : []))).values()]);
  }
  for (const stored of ops) {
    const { op, hash } = stored;
    const origin = originOf(stored);
    const before = issued.get(originKey(origin));
    if (before !== undefined) hashes.set(hash, before);
    if (before !== undefined || stands(tx, stored, ids)) continue;
    const body = translated(op.body, ids, hashes) as JsonObject;
    const alias = text(body['alias']);
    if ((op.kind === 'alias.move' || op.kind === 'alias.remove') && guarded.has(alias)) {
      // The sequence of a protected alias is decided in the target: it gets where the alias stands now, as a move of its own.
      aliases.set(`${text(body['collection'])} ${alias}`, { collection: text(body['collection']), alias, target: op.kind === 'alias.move' ? text(body['target']) : null });
      continue;
    }
    const observed = op.observed.flatMap((each) => hashes.get(each) ?? []);
    hashes.set(hash, tx.append({ kind: op.kind, body, observed } as unknown as OpDraft, { origin, at: op.at, actor: op.actor }));
    count += 1;
  }
  const numbered = (collection: string, target: string): number => source.read.numberOf(collection, target) ?? Number.MAX_SAFE_INTEGER;
  for (const { old, collection } of [...versions].sort((a, b) => numbered(a.collection, a.old) - numbered(b.collection, b.old))) tx.number(ids.get(collection) ?? '', ids.get(old) ?? '');
  for (const { old, model } of [...links].sort((a, b) => numbered(a.model, a.old) - numbered(b.model, b.old))) tx.number(ids.get(model) ?? '', ids.get(old) ?? '');
  for (const each of aliases.values()) moveAlias(tx, { ...each, note: 'moved in from this computer' });
  return count;
}

/** Rows of a run that goes on lie beside the log until they are sealed: they would stay behind. */
function refuseGoing(source: RegistryStore, { ids }: Plan): void {
  const going = source.read.runsToTend().filter(({ run }) => ids.has(run));
  const [first] = going;
  if (!first) return;
  const name = source.read.run(first.run)?.name ?? first.run;
  throw new CairnError('busy', `Moving from this computer failed: ${going.length === 1 ? `the run ${name} goes on` : `${going.length} runs go on, ${name} among them`}. Finish ${going.length === 1 ? 'it' : 'them'} first.`, { runs: going.map(({ run }) => run) });
}

/**
 * Says what would move, or moves it: nothing is uploaded before the next sync.
 * @throws CairnError not_found; busy while a run of it goes on
 */
export function moveIn(engine: EngineContext, input: { readonly name: string; readonly entity?: string | undefined; readonly confirm: boolean }): MovedIn {
  const stored = engine.remotes.list().find(({ name, registry }) => name === input.name || registry === input.name);
  const target = stored && engine.registries.find(({ id }) => id === stored.registry);
  const source = engine.registries.find(({ home }) => home === 'computer');
  if (!stored || !target) throw new CairnError('not_found', `There is no remote "${input.name}".`, { remote: input.name });
  if (!source) throw new CairnError('not_found', 'There is no registry of this computer to move from.');
  const entity = input.entity === undefined ? undefined : source.read.entityByName(input.entity)?.id;
  if (input.entity !== undefined && entity === undefined) throw new CairnError('not_found', `There is no entity "${input.entity}" on this computer.`, { entity: input.entity });
  const planned = plan(source, target.id, entity);
  const bytes = planned.versions.reduce((sum, version) => sum + version.bytes, 0);
  const names = planned.entities.flatMap((id) => source.read.scopePage('collections', null, 1000, '').items.flatMap((item) => (item.kind === 'collections' && source.read.projectOf(item.key)?.entity === id ? [`${item.row.entity}/${item.row.project}/${item.row.name}`] : [])));
  let ops = planned.ops.length;
  if (input.confirm) {
    refuseGoing(source, planned);
    const actor = engine.actor();
    const issued = issuedBefore(target);
    ops = target.write(actor, (tx) => issue(tx, source, planned, issued));
    if (ops > 0) source.write(actor, (tx) => {
      for (const id of planned.entities) tx.append({ kind: 'entity.move', body: { entity: id, to: target.id } });
    });
    if (entity === undefined) engine.useRegistry(target.id);
    engine.cache.sync.log({ at: engine.ports.clock.now(), level: 'info', registry: target.id, text: `${ops} operations moved in from this computer to ${stored.name}` });
  }
  return { done: input.confirm, ops, versions: planned.versions.length, bytes, collections: names, left: planned.unknown };
}
