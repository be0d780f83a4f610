// retention.*: versions that go by a rule or after their time, previewed first, undone until retention ends.
import { oc } from '@orpc/contract';
import { z } from 'zod';
import { Actor, Bytes, Id, Millis } from './primitives.js';
import { CollectionRef } from './registry.js';

const Days = z.number().int().min(1).max(36_500);

/** A version in a plan: it goes, or stays for the reasons given. */
export const PlanRow = z.object({
  id: Id,
  ref: z.string(),
  label: z.string(),
  created: Millis,
  bytes: Bytes,
  /** Empty: it goes. `latest`, `alias production`, `linked to digits:v2`, `used by 3 runs`, `best 3 by val_loss`, `last 2` ... */
  keep: z.array(z.string()),
  /** When its time to live ends; null without one. */
  expires: Millis.nullable(),
});
export type PlanRow = z.infer<typeof PlanRow>;

export const RetentionPlan = z.object({
  /** The rule as it was understood; null for what has outlived its time. */
  rule: z.string().nullable(),
  /** What the rule does, as a sentence. */
  words: z.string(),
  /** Oldest first. At most 10,000; `kept` and `removed` count all. */
  rows: z.array(PlanRow),
  kept: z.number().int(),
  removed: z.number().int(),
  /** Bytes that only the versions that go hold: freed once retention has ended, or by `gc`. */
  bytes: Bytes,
  /** Until when they can be brought back, were it done now. */
  until: Millis,
});
export type RetentionPlan = z.infer<typeof RetentionPlan>;

export const Removal = z.object({
  batch: z.string(),
  at: Millis,
  actor: Actor,
  /** The rule, or what else was said. */
  note: z.string().nullable(),
  /** Versions it removed, and how many of them are gone still. */
  versions: z.number().int(),
  deleted: z.number().int(),
  until: Millis,
});
export type Removal = z.infer<typeof Removal>;

export const DeletedVersion = z.object({ id: Id, ref: z.string(), at: Millis, actor: Actor, note: z.string().nullable(), bytes: Bytes, until: Millis, restorable: z.boolean() });
export type DeletedVersion = z.infer<typeof DeletedVersion>;

/**
 * A rule says what stays: `best 3 by val_loss, last 2, newer than 30d, tagged keep`. Whatever it says, a version stays that is
 * latest, has an alias, is linked, or is an input of a run.
 */
const Rule = z.string().min(1).max(1000);
const Which = { collection: CollectionRef, rule: Rule.optional() };

export const retentionContract = {
  /** For how many days what was deleted can be brought back. */
  settings: oc.output(z.object({ days: Days })),
  setSettings: oc.input(z.object({ days: Days })).output(z.object({ days: Days })),
  /** Days that a version, or each version of a collection, is kept; null: for ever. A version's own goes before that of its collection. */
  setTtl: oc.input(z.object({ what: z.enum(['version', 'collection']), ref: z.string().min(1).max(2000), days: Days.nullable() })).output(z.object({ days: Days.nullable(), changed: z.boolean() })),
  ttl: oc.input(z.object({ what: z.enum(['version', 'collection']), ref: z.string().min(1).max(2000) })).output(z.object({ days: Days.nullable(), from: z.enum(['version', 'collection']).nullable(), expires: Millis.nullable() })),
  /** What would go. Without a rule: what has outlived its time to live. @throws invalid_input for a rule that cannot be read */
  preview: oc.input(z.object(Which)).output(RetentionPlan),
  /** Removes the versions that were previewed and still would go; one that is held by now is skipped, with the reason. */
  run: oc
    .input(z.object({ ...Which, versions: z.array(Id).max(100_000), note: z.string().max(10_000).optional() }))
    .output(z.object({ batch: z.string().nullable(), removed: z.number().int(), skipped: z.array(z.object({ ref: z.string(), why: z.string() })), bytes: Bytes, until: Millis })),
  /** Brings back everything that one run removed. @throws not_found when retention has ended */
  undo: oc.input(z.object({ batch: z.string().min(1).max(100) })).output(z.object({ restored: z.number().int() })),
  /** Runs that removed versions, newest first. */
  removals: oc.input(z.object({ limit: z.number().int().min(1).max(1000).default(100) })).output(z.array(Removal)),
  /** Deleted versions, newest deletion first. */
  deleted: oc.input(z.object({ collection: CollectionRef.optional(), limit: z.number().int().min(1).max(1000).default(200) })).output(z.array(DeletedVersion)),
};
