// Reads a scope whole from the engine into the replica, where it is small enough to be held.
import type { ScopeItem, ScopePage } from '../../shared/contract/scopes.js';
import { applySnapshot, evict, MAX_ROWS, MAX_SCOPE_ROWS } from './replica.js';
import type { Replica } from './database.js';

export type FetchPage = (cursor: string | null, limit: number, signal: AbortSignal) => Promise<ScopePage>;

/** Few enough for the engine to answer others in between. */
const PAGE = 500;
/** The epoch or the rows may change under the reading; three times in a row means the registry is too busy to hold now. */
const TRIES = 3;

/** True when the scope is now complete in the replica; false when it is too large to be held or kept changing. */
export async function loadScope(db: Replica, scope: string, fetchPage: FetchPage, signal: AbortSignal, now: number): Promise<boolean> {
  for (let attempt = 0; attempt < TRIES; attempt += 1) {
    const first = await fetchPage(null, PAGE, signal);
    if (first.total > MAX_SCOPE_ROWS) return false;
    const items: ScopeItem[] = [...first.items];
    let next = first.next;
    let whole = true;
    while (next !== null && whole) {
      const page = await fetchPage(next, PAGE, signal);
      items.push(...page.items);
      next = page.next;
      whole = page.epoch === first.epoch && items.length <= 2 * MAX_SCOPE_ROWS;
    }
    if (!whole) continue;
    await applySnapshot(db, { scope, epoch: first.epoch, seq: first.seq, items }, now);
    await evict(db, MAX_ROWS, new Set([scope]));
    return true;
  }
  return false;
}
