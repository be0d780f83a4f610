// Takes the sample away: aliases, links, versions, runs, collections, projects and team, in one transaction; then its bytes.
import { CairnError } from '../../../../shared/contract/errors.js';
import type { Digest } from '../../../../shared/contract/primitives.js';
import type { QueryTarget } from '../../../../shared/contract/query.js';
import { parseQuery } from '../../domain/query/parse.js';
import type { Subject } from '../../domain/ops.js';
import type { Queries } from '../../store/queries/types.js';
import type { WriteTx } from '../../store/types.js';
import type { EngineContext } from '../context.js';
import { SAMPLE_ENTITY } from './names.js';

const PAGE = 1000;

/** Ids of everything of a kind that the sample's team owns. */
function owned(read: Queries, of: QueryTarget): string[] {
  const ids: string[] = [];
  for (const deleted of of === 'versions' ? ['', ' is:deleted'] : ['']) {
    const query = parseQuery(`entity:"${SAMPLE_ENTITY}"${deleted}`, of, 0);
    let cursor: string | null = null;
    do {
      const page = read.ask({ query, context: { entity: SAMPLE_ENTITY, project: '' }, cursor, limit: PAGE });
      ids.push(...page.rows.map((row) => row.id));
      cursor = page.next;
    } while (cursor !== null);
  }
  return ids;
}

function refuseHeld(read: Queries, versions: readonly string[], models: readonly string[]): void {
  for (const version of versions) {
    const detail = read.versionDetail(version);
    const elsewhere = detail?.links.find((link) => !models.includes(link.model));
    if (elsewhere) throw new CairnError('held', `Removing the sample failed: ${detail?.ref ?? version} is linked to a model of your own, as ${elsewhere.ref}. Unlink it there first.`, { ref: elsewhere.ref });
    const used = read.runsOf(version).find((run) => read.run(run) && read.run(run)?.entity !== SAMPLE_ENTITY);
    if (used !== undefined) throw new CairnError('held', `Removing the sample failed: a run of your own, ${read.run(used)?.name ?? used}, logged to it.`, { run: used });
  }
}

function tombstone(tx: WriteTx, subject: Subject): void {
  if (tx.read.heads(subject, 'deleted').length > 0 && subject.kind === 'version' && tx.read.version(subject.id)?.deleted) return;
  tx.append({ kind: 'delete', body: { subject, note: 'removed the sample' }, observed: [...tx.read.attachments(subject)] });
}

interface Owned {
  readonly models: readonly string[];
  readonly collections: readonly string[];
  readonly versions: readonly string[];
  readonly runs: readonly string[];
}

function removeAll(tx: WriteTx, { models, collections, versions, runs }: Owned): void {
  const holders = [...models, ...collections];
  for (const collection of holders) for (const { alias } of tx.read.aliasStates(collection)) tx.moveAlias({ collection, alias, target: null });
  for (const version of versions) {
    for (const { id, model } of tx.read.versionDetail(version)?.links ?? []) tx.append({ kind: 'unlink', body: { link: id, model, version }, observed: tx.read.heads({ kind: 'link', id }, 'live').map((head) => head.hash) });
  }
  for (const { id } of tx.read.documents('policy')) if (holders.some((collection) => id.startsWith(`${collection}:`))) tx.append({ kind: 'policy', body: { policy: id, value: null }, observed: tx.read.document('policy', id)?.heads ?? [] });
  for (const id of versions) tombstone(tx, { kind: 'version', id });
  for (const id of runs) tombstone(tx, { kind: 'run', id });
  const projects = new Set(holders.flatMap((id) => tx.read.projectOf(id)?.project ?? []));
  for (const id of holders) tombstone(tx, { kind: 'collection', id });
  for (const id of projects) tombstone(tx, { kind: 'project', id });
  const entity = tx.read.entityByName(SAMPLE_ENTITY)?.id;
  if (entity !== undefined) tombstone(tx, { kind: 'entity', id: entity });
}

/** Blobs that only the sample names: files, their facts, and the histories of its runs. */
function bytesOf(engine: EngineContext, { versions, runs }: Owned): Set<Digest> {
  const { read } = engine.registry;
  const files = read.versionBlobs(versions).map((row) => row.blob);
  const facts = files.flatMap((blob) => read.factsOf(blob).map((each) => each.facts));
  const parts = runs.flatMap((run) => read.historyParts(run).map((part) => part.blob));
  return new Set([...files, ...facts, ...parts]);
}

/** Facts that some file has of which this is true: alike files have the same ones. */
function factsOfAny({ registries }: EngineContext, isMeant: (blob: Digest) => boolean): Set<unknown> {
  return new Set(registries.flatMap((store) => [...store.allOps()].flatMap(({ op }) => (op.kind === 'facts' && isMeant(String(op.body['blob'])) ? [op.body['facts']] : []))));
}

/** @throws CairnError not_found, held */
export async function removeSample(engine: EngineContext): Promise<{ versions: number; runs: number; collections: number; bytes: number }> {
  const { registry } = engine;
  const { gone, mine, live } = registry.write(engine.actor(), (tx) => {
    const all: Owned = { models: owned(tx.read, 'models'), collections: owned(tx.read, 'collections'), versions: owned(tx.read, 'versions'), runs: owned(tx.read, 'runs') };
    if (all.models.length + all.collections.length === 0) throw new CairnError('not_found', 'Removing the sample failed: it is not there.');
    refuseHeld(tx.read, all.versions, all.models);
    const blobs = bytesOf(engine, all);
    const present = all.versions.filter((id) => !tx.read.version(id)?.deleted).length;
    removeAll(tx, all);
    return { gone: all, mine: blobs, live: present };
  });
  const sample = new Set(gone.versions);
  const others = (blob: Digest): boolean => engine.registries.some((store) => store.read.versionsOfBlob(blob).some((version) => store !== registry || !sample.has(version)));
  const needed = factsOfAny(engine, others);
  const { bytes } = await engine.cache.remove([...mine].filter((blob) => !others(blob) && !needed.has(blob)), (blobs) => new Set(blobs.filter((blob) => !others(blob))));
  return { versions: live, runs: gone.runs.length, collections: gone.models.length + gone.collections.length, bytes };
}
