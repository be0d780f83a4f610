// policies.*: what has to hold before an alias moves. Checked inside every move, whatever door it came through.
import { oc } from '@orpc/contract';
import { z } from 'zod';
import { AliasName, Id } from './primitives.js';
import { CollectionRef } from './registry.js';

/** `not_comparable`: both are known, of different data. `not_recorded`: nothing is known. Neither is a pass. */
export const ClauseState = z.enum(['pass', 'fail', 'not_comparable', 'not_recorded']);
export type ClauseState = z.infer<typeof ClauseState>;

export const ClauseVerdict = z.object({
  /** The clause in words. */
  text: z.string(),
  state: ClauseState,
  /** What was found. */
  why: z.string(),
  /** It stands for every protected alias and every policy, written down or not: a flagged version is stopped. */
  implied: z.boolean(),
});
export type ClauseVerdict = z.infer<typeof ClauseVerdict>;

export const Verdict = z.object({
  collection: Id,
  alias: z.string(),
  /** `model:v4` */
  ref: z.string(),
  /** Label of what holds the alias now. */
  incumbent: z.string().nullable(),
  allowed: z.boolean(),
  clauses: z.array(ClauseVerdict),
});
export type Verdict = z.infer<typeof Verdict>;

export const PolicyRow = z.object({
  collection: Id,
  name: z.string(),
  alias: z.string(),
  /** In words; empty: nothing is asked for beyond what is implied. */
  text: z.string(),
  clauses: z.array(z.string()),
  /** Set when a newer Cairn wrote what this one cannot read: moves are blocked, and can be overridden. */
  problem: z.string().nullable(),
});
export type PolicyRow = z.infer<typeof PolicyRow>;

const Which = z.object({ collection: CollectionRef, alias: AliasName });

/**
 * A blocked move fails with `policy_blocked`; its message names the first failing clause, `details.verdict` is the Verdict.
 * The feed touches the scope `policies`.
 */
export const policiesContract = {
  list: oc.input(z.object({ collection: CollectionRef.optional() })).output(z.array(PolicyRow)),
  get: oc.input(Which).output(PolicyRow),
  /** Overwrites the policy of an alias; an empty text removes it. @throws invalid_input naming the clause that cannot be read */
  set: oc.input(Which.extend({ text: z.string().max(10_000) })).output(PolicyRow),
  /** What a move of the alias to this version would meet now. With `text` a policy is tried that is not set. Changes nothing. */
  check: oc.input(Which.extend({ ref: z.string().min(1).max(2000), note: z.string().max(10_000).optional(), text: z.string().max(10_000).optional() })).output(Verdict),
};
