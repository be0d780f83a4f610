// What a policy asks of a version before an alias moves to it, and what is known of versions when it is asked.
import type { SafetyLevel } from '../../../../shared/contract/entities.js';

export const COMPARISONS = ['>=', '<=', '>', '<'] as const;
export type Comparison = (typeof COMPARISONS)[number];

export type Clause =
  /** The version has, or had, this alias. */
  | { readonly is: 'first'; readonly alias: string }
  /** A metric against a number, as logged or, with `on`, as evaluated on a dataset: `name` or `name:v3`. */
  | { readonly is: 'metric'; readonly key: string; readonly compare: Comparison; readonly value: number; readonly on: string | null }
  /** A metric against that of the version that holds the alias, shifted by `by`; `same`: as evaluated on the same data. */
  | { readonly is: 'incumbent'; readonly key: string; readonly compare: Comparison; readonly by: number; readonly same: boolean }
  /** `clean`: looked into and found clean. Else: not flagged. */
  | { readonly is: 'safety'; readonly clean: boolean }
  | { readonly is: 'tag'; readonly tag: string }
  | { readonly is: 'note' };

export interface Policy {
  readonly clauses: readonly Clause[];
}

/** A run that read the version and says how good it is. */
export interface Evaluation {
  readonly run: string;
  readonly at: number;
  readonly metrics: Readonly<Record<string, number>>;
  /** What it was evaluated on, sorted by digest. */
  readonly data: readonly { readonly digest: string; readonly name: string; readonly ref: string }[];
}

/** What is known of a version as the target of an alias. */
export interface Judged {
  readonly label: string;
  readonly metrics: Readonly<Record<string, number>>;
  /** Newest first. */
  readonly evaluations: readonly Evaluation[];
  readonly safety: SafetyLevel;
  readonly tags: readonly string[];
  /** Aliases it has or had here. */
  readonly held: readonly string[];
}

export interface Move {
  readonly candidate: Judged;
  /** What holds the alias now; null where nothing does. */
  readonly incumbent: Judged | null;
  readonly note: string | null;
}
