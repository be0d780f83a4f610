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

/** The filter that `browse.scope` applies, over rows at hand: the name (the label of a version, the sentence of history) contains it. */
export function matches(scope: string, row: Record<string, unknown>, query: string): boolean {
  const wanted = query.trim().toLowerCase();
  if (!wanted) return true;
  const kind = scopeKind(scope);
  const text = kind === 'recent' ? row['text'] : kind === 'versions' ? row['label'] : row['name'];
  return typeof text === 'string' && text.toLowerCase().includes(wanted);
}
