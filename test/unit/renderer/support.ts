// A registry in memory with the promises of FEED.md: pages by keyset, and a feed of changes from any seq on.
import 'fake-indexeddb/auto';
import { Replica } from '../../../renderer/data/database.js';
import { byOrder, matches } from '../../../renderer/data/scopeTypes.js';
import type { FeedBatch, ScopeItem, ScopePage } from '../../../shared/contract/scopes.js';

let databases = 0;
export async function newReplica(): Promise<Replica> {
  databases += 1;
  const db = new Replica(`test-${databases}`);
  await db.open();
  return db;
}

export interface World {
  epoch: string;
  seq: number;
  put(scope: string, key: string, order: number, row: Record<string, unknown>): void;
  remove(scope: string, key: string): void;
  page(scope: string, cursor: string | null, limit: number, query?: string): ScopePage;
  changes(from: number, held: readonly string[]): FeedBatch;
  rows(scope: string): ScopeItem[];
}

export function createWorld(): World {
  const scopes = new Map<string, Map<string, ScopeItem>>();
  const log: { seq: number; scope: string; key: string }[] = [];
  const of = (scope: string): Map<string, ScopeItem> => {
    const found = scopes.get(scope) ?? new Map<string, ScopeItem>();
    scopes.set(scope, found);
    return found;
  };
  const world: World = {
    epoch: 'e1',
    seq: 0,
    put(scope, key, order, row) {
      of(scope).set(key, { key, order, row });
      log.push({ seq: (world.seq += 1), scope, key });
    },
    remove(scope, key) {
      of(scope).delete(key);
      log.push({ seq: (world.seq += 1), scope, key });
    },
    rows: (scope) => [...of(scope).values()].sort(byOrder),
    page(scope, cursor, limit, query = '') {
      const all = world.rows(scope).filter((item) => matches(scope, item.row, query));
      const after = cursor === null ? undefined : (JSON.parse(cursor) as { order: number; key: string });
      const rest = after ? all.filter((item) => byOrder(after, item) < 0) : all;
      const items = rest.slice(0, limit);
      const last = items.at(-1);
      return { epoch: world.epoch, seq: world.seq, items, total: all.length, next: rest.length > limit && last ? JSON.stringify({ order: last.order, key: last.key }) : null };
    },
    changes(from, held) {
      const since = log.filter((entry) => entry.seq > from);
      const rows = since
        .filter((entry) => held.includes(entry.scope))
        .map(({ scope, key }) => {
          const item = of(scope).get(key);
          return { scope, key, order: item?.order ?? 0, row: item?.row ?? null };
        });
      const touched = [...new Set(since.map((entry) => entry.scope).filter((scope) => !held.includes(scope)))];
      return { kind: 'changes', epoch: world.epoch, seq: world.seq, rows, touched };
    },
  };
  return world;
}

export const versionsOf = (letter: string): `versions:${string}` => `versions:${letter.repeat(64)}`;

export async function stored(db: Replica, scope: string): Promise<ScopeItem[]> {
  const rows = await db.rows.where('scope').equals(scope).toArray();
  return rows.map(({ key, order, row }) => ({ key, order, row })).sort(byOrder);
}
