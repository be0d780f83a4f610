// A query once it is read: conditions that all have to hold, each with its place in the text.
import type { QueryFieldName, QueryProblem, QueryTarget } from '../../../../shared/contract/query.js';

export const COMPARISONS = ['<', '<=', '>', '>=', '=', '!='] as const;
export type Comparison = (typeof COMPARISONS)[number];

/** Fields whose values are words; several values mean any of them. */
export const WORD_FIELDS = ['name', 'type', 'project', 'entity', 'alias', 'tag', 'in', 'trained_on', 'dtype', 'format', 'framework', 'safety', 'digest', 'run', 'state', 'job', 'by'] as const satisfies readonly QueryFieldName[];
export type WordField = (typeof WORD_FIELDS)[number];

export const NUMBER_FIELDS = ['params', 'size', 'files', 'number', 'versions'] as const satisfies readonly QueryFieldName[];
export type NumberField = (typeof NUMBER_FIELDS)[number];

export const HAS = ['metrics', 'tags', 'aliases', 'description', 'inputs', 'tensors', 'links'] as const;
export const FLAGS = ['linked', 'contested', 'deleted', 'provisional'] as const;

export type Condition =
  | { readonly is: 'text'; readonly text: string }
  /** The version that a reference names. */
  | { readonly is: 'ref'; readonly ref: string }
  | { readonly is: 'word'; readonly field: WordField; readonly values: readonly string[] }
  | { readonly is: 'number'; readonly field: NumberField; readonly compare: Comparison; readonly value: number }
  /** A metric of a version, or the last value of a run. */
  | { readonly is: 'metric'; readonly key: string; readonly compare: Comparison; readonly value: number }
  | { readonly is: 'config'; readonly key: string; readonly compare: Comparison; readonly value: number }
  | { readonly is: 'configWord'; readonly key: string; readonly values: readonly string[] }
  /** `said`: as it was typed. */
  | { readonly is: 'time'; readonly side: 'after' | 'before'; readonly moment: number; readonly said: string }
  | { readonly is: 'has'; readonly what: (typeof HAS)[number] }
  | { readonly is: 'hasMetric'; readonly key: string }
  | { readonly is: 'flag'; readonly flag: (typeof FLAGS)[number] };

export interface Term {
  /** Place in the text, in UTF-16 units. */
  readonly at: number;
  readonly length: number;
  readonly negated: boolean;
  readonly condition: Condition;
}

export interface Query {
  readonly of: QueryTarget;
  readonly terms: readonly Term[];
  readonly problems: readonly QueryProblem[];
}
