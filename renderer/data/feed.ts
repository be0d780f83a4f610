// The window's feed: keeps every held scope of the replica true, by whichever window holds the lock; the others only read.
import { liveQuery } from 'dexie';
import type { FeedBatch } from '../../shared/contract/scopes.js';
import { applyBatch } from './replica.js';
import type { Replica, ScopeRecord } from './database.js';

export interface FeedSource {
  feed(from: { epoch: string; seq: number; scopes: string[] }, signal: AbortSignal): Promise<AsyncIterable<FeedBatch>>;
  /** Resolves when the engine can be asked. */
  ready(signal: AbortSignal): Promise<void>;
}

export interface FeedStats {
  batches: number;
  /** Messages of a kind or shape this page does not know. */
  skipped: number;
}

export interface FeedOptions {
  readonly db: Replica;
  readonly source: FeedSource;
  readonly locks: Pick<LockManager, 'request'> | undefined;
  readonly now: () => number;
}

/** Scopes asked for within this time stay held after their screen has gone. */
const HELD_FOR_MS = 10 * 60_000;
const MAX_HELD = 200;
const RETRY_MS = [250, 1_000, 4_000, 15_000];

/** Scopes whose rows the feed should carry: complete ones used of late, newest use first. */
export async function heldScopes(db: Replica, now: number): Promise<ScopeRecord[]> {
  const recent = await db.uses.where('used').above(now - HELD_FOR_MS).reverse().sortBy('used');
  const records = await db.scopes.bulkGet(recent.map(({ scope }) => scope));
  return records.flatMap((record) => (record?.complete === 1 ? [record] : [])).slice(0, MAX_HELD);
}

/** Runs until the signal fires. Never rejects. */
export async function runFeed(options: FeedOptions, signal: AbortSignal): Promise<FeedStats> {
  const stats: FeedStats = { batches: 0, skipped: 0 };
  const work = async (): Promise<void> => {
    let failures = 0;
    while (!signal.aborted) {
      try {
        await options.source.ready(signal);
        await follow(options, signal, stats);
        failures = 0;
      } catch {
        await pause(RETRY_MS[Math.min(failures, RETRY_MS.length - 1)] ?? 0, signal);
        failures += 1;
      }
    }
  };
  try {
    if (options.locks) await options.locks.request(`cairn-feed:${options.db.name}`, { signal }, work);
    else await work();
  } catch (error) {
    if (!signal.aborted) throw error;
  }
  return stats;
}

/** One subscription: from the oldest held scope on, until the held set changes, the stream ends or the signal fires. */
async function follow(options: FeedOptions, outer: AbortSignal, stats: FeedStats): Promise<void> {
  const { db, source, now } = options;
  const records = await heldScopes(db, now());
  const held = new Set(records.map((record) => record.scope));
  const control = new AbortController();
  const stop = (): void => control.abort();
  outer.addEventListener('abort', stop);
  const names = [...held].sort().join('\n');
  const watch = liveQuery(async () => (await heldScopes(db, now())).map((record) => record.scope).sort().join('\n')).subscribe({
    next: (current) => current !== names && stop(),
  });
  try {
    const seqs = records.map((record) => record.seq);
    let cursor = seqs.length ? Math.min(...seqs) : 0;
    const epoch = records[0]?.epoch ?? '';
    const stream = await source.feed({ epoch, seq: cursor, scopes: [...held] }, control.signal);
    for await (const message of stream) {
      const applied = await applyBatch(db, message, cursor, held);
      stats.batches += 1;
      if (applied.outcome === 'ignored') stats.skipped += 1;
      cursor = applied.seq;
      if (applied.outcome === 'reset' || control.signal.aborted) return;
    }
  } catch (error) {
    if (!control.signal.aborted) throw error;
  } finally {
    watch.unsubscribe();
    outer.removeEventListener('abort', stop);
    control.abort();
  }
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(done, ms);
    signal.addEventListener('abort', done, { once: true });
    function done(): void {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    }
  });
}
