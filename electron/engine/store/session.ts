// What one write transaction remembers until it commits: which rows have to be computed anew, counters, touched scopes.
import type { FoldRules } from '../domain/fold.js';
import type { Db } from './database.js';
import type { Renumbered } from './numbersShown.js';
import { boundsIn } from './removals.js';

/** Things whose row is computed from effects, in the order in which they have to be. */
export const PROJECTED = ['history', 'edge', 'alias', 'tags', 'link', 'version', 'number', 'unnumbered', 'run', 'collection', 'project', 'entity'] as const;
export type Projected = (typeof PROJECTED)[number];

/** More rows than this of one scope in one transaction are told as "anything in it". */
const MAX_TOUCHED_ROWS = 500;

export interface Session {
  readonly db: Db;
  readonly rules: FoldRules;
  /** Marks a row as to be computed before the next read or the commit. */
  dirty(kind: Projected, id: string): void;
  /** Takes the marked ids of a kind. */
  takeDirty(kind: Projected): readonly string[];
  readonly isDirty: () => boolean;
  /** Notes that a row of a scope changed; `*` for any row. */
  touch(scope: string, key: string): void;
  count(counter: string, by: number): void;
  /** Notes the newest weight at which something changed. */
  updated(id: string, weight: number): void;
  /** The identity an op hash stands for: itself, or the op it re-issued. */
  identity(hash: string): string;
  /** Forgets what is known of re-issued ops, after one was added. */
  forgetIdentities(): void;
  /** device -> last seq that counts, of devices that were taken out. */
  bounds(): ReadonlyMap<string, number>;
  /** Reads the bounds anew, after a removal was added. */
  forgetBounds(): void;
  /** Where to note what of a collection may be shown under other numbers than before. */
  renumber(collection: string): Renumbered;
  renumbered(): ReadonlyMap<string, Renumbered>;
  /** Counts the ops that came, over all transactions. */
  arrival(): number;
  /** Writes counters and weights, so that queries see them. */
  settle(): void;
  /** Changes to append to the change log. */
  touched(): Iterable<readonly [scope: string, key: string]>;
}

/** The op at the start of a line of re-issues. Hashes cannot form a ring. */
function rootOf(reissued: ReadonlyMap<string, string>, hash: string): string {
  let root = hash;
  for (let before = reissued.get(root); before !== undefined; before = reissued.get(root)) root = before;
  return root;
}

function* collapse(touched: ReadonlyMap<string, ReadonlySet<string>>): Iterable<readonly [string, string]> {
  const pages: string[] = [];
  for (const [scope, keys] of touched) {
    if (scope.startsWith('version:')) pages.push(scope);
    else if (scope.startsWith('run:') || scope.startsWith('history:')) yield [scope, scope.slice(scope.indexOf(':') + 1)];
    else if (keys.has('*') || keys.size > MAX_TOUCHED_ROWS) yield [scope, '*'];
    else for (const key of keys) yield [scope, key];
  }
  if (pages.length > MAX_TOUCHED_ROWS || touched.has('version:*')) yield ['version:*', '*'];
  else for (const scope of pages) yield [scope, scope.slice('version:'.length)];
}

export function createSession(db: Db, rules: FoldRules): Session {
  const dirty = new Map<Projected, Set<string>>();
  const touched = new Map<string, Set<string>>();
  const counters = new Map<string, number>();
  const weights = new Map<string, number>();
  const renumbered = new Map<string, Renumbered>();
  let reissued: ReadonlyMap<string, string> | undefined;

  let bounds: ReadonlyMap<string, number> | undefined;
  let arrived: number | undefined;

  const session: Session = {
    db,
    rules,
    dirty: (kind, id) => {
      const ids = dirty.get(kind);
      if (ids) ids.add(id);
      else dirty.set(kind, new Set([id]));
    },
    takeDirty: (kind) => {
      const ids = dirty.get(kind);
      dirty.delete(kind);
      return ids ? [...ids] : [];
    },
    isDirty: () => dirty.size > 0,
    touch: (scope, key) => {
      const keys = touched.get(scope);
      if (keys) keys.add(key);
      else touched.set(scope, new Set([key]));
    },
    count: (counter, by) => void counters.set(counter, (counters.get(counter) ?? 0) + by),
    updated: (id, weight) => void weights.set(id, Math.max(weight, weights.get(id) ?? weight)),
    identity: (hash) => {
      reissued ??= new Map(db.all<{ hash: string; id: string }>('SELECT hash, id FROM reissues').map((row) => [row.hash, row.id]));
      return reissued.size === 0 ? hash : rootOf(reissued, hash);
    },
    forgetIdentities: () => {
      reissued = undefined;
    },
    bounds: () => (bounds ??= boundsIn(db)),
    forgetBounds: () => {
      bounds = undefined;
    },
    renumber: (collection) => {
      const found = renumbered.get(collection) ?? { given: new Set(), waits: new Set(), all: false };
      renumbered.set(collection, found);
      return found;
    },
    renumbered: () => renumbered,
    arrival: () => {
      arrived = (arrived ?? db.get<{ n: number | null }>('SELECT max(n) AS n FROM ops')?.n ?? 0) + 1;
      return arrived;
    },
    settle: () => {
      for (const [key, by] of counters) {
        if (by !== 0) db.run('INSERT INTO counters(key, n) VALUES(?, ?) ON CONFLICT(key) DO UPDATE SET n = n + excluded.n', key, by);
      }
      counters.clear();
      for (const [id, weight] of weights) db.run('INSERT INTO updates(id, weight) VALUES(?, ?) ON CONFLICT(id) DO UPDATE SET weight = max(weight, excluded.weight)', id, weight);
      weights.clear();
    },
    touched: () => collapse(touched),
  };
  return session;
}

/** Sort weights count from 2017, so that they stay exact numbers until 2087 with twelve bits of the counter. */
const WEIGHT_EPOCH_MS = 1_500_000_000_000;
const WEIGHTS_A_MS = 4096;

/** Sort weight of a clock: an exact integer. Ops of one millisecond keep their order up to 4096 of them. */
export function weightOf(hlc: string): number {
  const ms = Number.parseInt(hlc.slice(0, 12), 16) - WEIGHT_EPOCH_MS;
  return Math.min(Number.MAX_SAFE_INTEGER, ms * WEIGHTS_A_MS + Math.min(Number.parseInt(hlc.slice(12), 16), WEIGHTS_A_MS - 1));
}

/** Milliseconds since 1970 in a sort weight. */
export function millisOf(weight: number): number {
  return Math.floor(weight / WEIGHTS_A_MS) + WEIGHT_EPOCH_MS;
}
