// What the replica says of each scope that screens show: read once for all of them, kept true while anyone looks, and remembered for a
// while after, so that a page that is opened again shows at once what it showed.
import { liveQuery } from 'dexie';
import type { Subscription } from 'dexie';
import type { Replica } from './database.js';
import { readScope } from './replica.js';

/** What the replica says of a scope. */
export interface ReplicaRows {
  /** Undefined where the scope is not complete. */
  readonly rows: readonly Record<string, unknown>[] | undefined;
  /** Moves when an incomplete scope changed. */
  readonly stamp: number;
}

export interface LiveScopes {
  /** What was last read; undefined before the first reading. The same object until the scope changed. */
  of(scope: string): ReplicaRows | undefined;
  /** Tells of every new reading. Returns the way to leave. */
  subscribe(scope: string, listener: () => void): () => void;
  close(): void;
}

/** Scopes remembered that nobody looks at: the lists and pages that a person goes to and fro between. */
const KEPT = 12;

interface Entry {
  read: ReplicaRows | undefined;
  readonly listeners: Set<() => void>;
  watch: Subscription | undefined;
}

export function createLiveScopes(db: Replica): LiveScopes {
  /** Least recently left first. */
  const entries = new Map<string, Entry>();

  function watch(scope: string, entry: Entry): Subscription {
    const read = async (): Promise<ReplicaRows | undefined> => {
      // A change that nobody looks at is read when somebody comes again.
      if (entry.listeners.size === 0) return undefined;
      const rows = await readScope(db, scope);
      if (rows) return { rows: rows.map(({ row }) => row), stamp: 0 };
      return { rows, stamp: (await db.scopes.get(scope))?.seq ?? 0 };
    };
    return liveQuery(read).subscribe({
      next(value) {
        if (!value) {
          entry.watch?.unsubscribe();
          entry.watch = entry.listeners.size > 0 ? watch(scope, entry) : undefined;
          return;
        }
        entry.read = value;
        for (const listener of [...entry.listeners]) listener();
      },
      error() {
        entry.watch = undefined;
      },
    });
  }

  function leave(scope: string, entry: Entry): void {
    entries.delete(scope);
    entries.set(scope, entry);
    const unseen = [...entries].filter(([, { listeners }]) => listeners.size === 0);
    for (const [name, old] of unseen.slice(0, Math.max(0, unseen.length - KEPT))) {
      old.watch?.unsubscribe();
      entries.delete(name);
    }
  }

  return {
    of: (scope) => entries.get(scope)?.read,
    subscribe(scope, listener) {
      const entry = entries.get(scope) ?? { read: undefined, listeners: new Set(), watch: undefined };
      entries.set(scope, entry);
      entry.listeners.add(listener);
      entry.watch ??= watch(scope, entry);
      return () => {
        entry.listeners.delete(listener);
        if (entry.listeners.size === 0 && entries.get(scope) === entry) leave(scope, entry);
      };
    },
    close() {
      for (const { watch: going } of entries.values()) going?.unsubscribe();
      entries.clear();
    },
  };
}
