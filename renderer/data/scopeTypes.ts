// Names of scopes and the rows they carry, as types, and how a scope is ordered and filtered.
import { SCOPES } from '../../shared/contract/scopes.js';
import type { ScopeKind, ScopeRow } from '../../shared/contract/scopes.js';

/** A scope by name: `collections`, `versions:<collection id>`, ... */
export type Scope = 'projects' | 'collections' | 'runs' | 'recent' | `versions:${string}` | `version:${string}`;

export type KindOf<S extends Scope> = S extends `${infer K extends ScopeKind}:${string}` ? K : S extends ScopeKind ? S : never;
export type RowOf<S extends Scope> = ScopeRow<KindOf<S>>;

export function scopeKind(scope: string): ScopeKind | undefined {
  const kind = scope.split(':', 1)[0] ?? '';
  return kind in SCOPES ? (kind as ScopeKind) : undefined;
}

/** The order of a scope: greatest weight first, then key. */
export function byOrder(a: { order: number; key: string }, b: { order: number; key: string }): number {
  return b.order - a.order || (a.key < b.key ? -1 : a.key > b.key ? 1 : 0);
}

/** Texts of a row that a filter looks into, by kind: the same as the engine's `browse.scope` does. History is not filtered. */
const TEXTS: Record<ScopeKind, ((row: Record<string, unknown>) => readonly unknown[]) | undefined> = {
  projects: (row) => [row['name']],
  collections: (row) => [row['name'], row['type']],
  runs: (row) => [row['name'], row['key']],
  versions: (row) => [row['digest'], row['description'], ...names(row['aliases']), ...list(row['tags'])],
  version: undefined,
  run: undefined,
  history: undefined,
  recent: undefined,
};

/** Whether a row at hand passes a filter; `v7` and `7` name a version's number as a whole. */
export function matches(scope: string, row: Record<string, unknown>, query: string): boolean {
  const wanted = query.trim().toLowerCase();
  const kind = scopeKind(scope);
  const texts = kind && TEXTS[kind];
  if (!wanted || !texts) return true;
  const number = kind === 'versions' ? /^v?(\d{1,15})$/.exec(wanted)?.[1] : undefined;
  if (number !== undefined && row['number'] === Number(number)) return true;
  return texts(row).some((text) => typeof text === 'string' && text.toLowerCase().includes(wanted));
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** Aliases that people set; `latest` moves by itself and is no word to filter by. */
function names(aliases: unknown): readonly unknown[] {
  return list(aliases).flatMap((alias: unknown) => (typeof alias === 'object' && alias !== null && 'name' in alias && !('kind' in alias && alias.kind === 'auto') ? [alias.name] : []));
}
