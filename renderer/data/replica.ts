// What may happen to the replica, each in one transaction: a scope read whole, a batch of the feed, an eviction.
import { FeedBatch } from '../../shared/contract/scopes.js';
import type { ScopeItem } from '../../shared/contract/scopes.js';
import { byOrder } from './scopeTypes.js';
import type { Replica, RowRecord, ScopeRecord } from './database.js';

/** Scopes above this many rows are never held whole; they are paged from the engine. */
export const MAX_SCOPE_ROWS = 5_000;
/** Rows kept over all scopes before whole scopes are dropped, least recently used first. */
export const MAX_ROWS = 20_000;

/** The record that carries the feed's own cursor; every window sees by it that something changed. No scope has this name. */
export const FEED_RECORD = '';

/** A scope read to its end. `seq` is that of its first page: the feed repeats what came since, which changes nothing twice. */
export interface Snapshot {
  readonly scope: string;
  readonly epoch: string;
  readonly seq: number;
  readonly items: readonly ScopeItem[];
}

/** Replaces the scope's rows by the snapshot and marks it complete. */
export async function applySnapshot(db: Replica, snapshot: Snapshot, now: number): Promise<void> {
  const { scope, epoch, seq, items } = snapshot;
  await db.transaction('rw', db.scopes, db.uses, db.rows, async () => {
    await db.rows.where('scope').equals(scope).delete();
    await db.rows.bulkPut(items.map(({ key, order, row }) => ({ scope, key, order, row })));
    await db.scopes.put({ scope, epoch, seq, complete: 1, total: items.length });
    await db.uses.put({ scope, used: now });
  });
}

/** What a batch did: `ignored` for a kind or shape this page does not know, `reset` when another epoch began. */
export type Applied = { readonly outcome: 'hello' | 'changes' | 'reset' | 'ignored'; readonly seq: number };

/**
 * Applies one message of the feed and moves the cursors of all scopes in the same transaction. `from` is the change number
 * the batch goes on from. Applying it again changes nothing.
 */
export async function applyBatch(db: Replica, message: unknown, from: number, held: ReadonlySet<string>): Promise<Applied> {
  const parsed = FeedBatch.safeParse(message);
  if (!parsed.success) return { outcome: 'ignored', seq: from };
  const batch = parsed.data;
  return db.transaction('rw', db.scopes, db.rows, async (): Promise<Applied> => {
    const scopes = await db.scopes.toArray();
    if (scopes.some((scope) => scope.complete === 1 && scope.epoch !== batch.epoch)) {
      await clear(db);
      return { outcome: 'reset', seq: batch.seq };
    }
    if (batch.kind === 'hello') return { outcome: 'hello', seq: batch.seq };
    const isTouched = touchedIn(batch);
    for (const record of scopes) {
      if (record.complete === 0) {
        if (isTouched(record.scope, false)) await db.scopes.update(record.scope, { seq: batch.seq });
        continue;
      }
      const mine = held.has(record.scope) ? batch.rows.filter((row) => row.scope === record.scope) : undefined;
      await moveScope(db, record, batch.seq, mine, record.seq < from || isTouched(record.scope, mine !== undefined));
    }
    await db.scopes.put({ scope: FEED_RECORD, epoch: batch.epoch, seq: batch.seq, complete: 0, total: 0 });
    return { outcome: 'changes', seq: batch.seq };
  });
}

/** Whether a batch says that a scope changed beyond the rows it carries. `version:*` names every version page, and may arrive as rows of the held ones. */
function touchedIn(batch: Extract<FeedBatch, { kind: 'changes' }>): (scope: string, held: boolean) => boolean {
  const touched = new Set(batch.touched);
  const versionRows = batch.rows.some((row) => row.scope.startsWith('version:'));
  return (scope, held) => {
    const every = `${scope.split(':', 1)[0]}:*`;
    return touched.has(scope) || touched.has(every) || (!held && versionRows && every === 'version:*');
  };
}

type FeedRow = Extract<FeedBatch, { kind: 'changes' }>['rows'][number];

async function moveScope(db: Replica, record: ScopeRecord, seq: number, rows: readonly FeedRow[] | undefined, stale: boolean): Promise<void> {
  if (seq <= record.seq) return;
  if (stale) {
    await db.scopes.update(record.scope, { complete: 0 });
    return;
  }
  for (const { scope, key, order, row } of rows ?? []) {
    if (row) await db.rows.put({ scope, key, order, row });
    else await db.rows.delete([scope, key]);
  }
  const total = rows?.length ? await db.rows.where('scope').equals(record.scope).count() : record.total;
  await db.scopes.update(record.scope, { seq, total });
}

async function clear(db: Replica): Promise<void> {
  await db.rows.clear();
  await db.scopes.toCollection().modify({ complete: 0, seq: 0, total: 0 });
}

/** The rows of a complete scope in order, or undefined where the scope is not complete. */
export async function readScope(db: Replica, scope: string): Promise<readonly RowRecord[] | undefined> {
  const record = await db.scopes.get(scope);
  if (record?.complete !== 1) return undefined;
  const rows = await db.rows.where('scope').equals(scope).toArray();
  return rows.sort(byOrder);
}

/** Notes that a screen asks for the scopes, so that they stay held and are evicted last. */
export async function touchScopes(db: Replica, scopes: readonly string[], now: number): Promise<void> {
  await db.transaction('rw', db.scopes, db.uses, async () => {
    await db.uses.bulkPut(scopes.map((scope) => ({ scope, used: now })));
    const known = await db.scopes.bulkGet([...scopes]);
    const absent = scopes.filter((_scope, index) => known[index] === undefined);
    if (absent.length > 0) await db.scopes.bulkPut(absent.map((scope) => ({ scope, epoch: '', seq: 0, complete: 0, total: 0 })));
  });
}

/** Drops whole scopes, least recently used first, until at most `limit` rows are left. `keep` is never dropped. */
export async function evict(db: Replica, limit: number, keep: ReadonlySet<string>): Promise<readonly string[]> {
  return db.transaction('rw', db.scopes, db.uses, db.rows, async () => {
    let rows = await db.rows.count();
    const dropped: string[] = [];
    for (const { scope } of await db.uses.orderBy('used').toArray()) {
      if (rows <= limit) break;
      if (keep.has(scope)) continue;
      rows -= await db.rows.where('scope').equals(scope).delete();
      await db.scopes.delete(scope);
      await db.uses.delete(scope);
      dropped.push(scope);
    }
    return dropped;
  });
}
