// The rows of contested aliases: every move that no other move knew of, side by side, for the person who chooses.
import { z } from 'zod';
import { Actor, Id, Millis } from './primitives.js';

export const ContestSide = z.object({
  /** The newest in sequence: what the alias delivers until someone chooses. One side holds. */
  holds: z.boolean(),
  /** Where the move put it; null for a removal. */
  version: Id.nullable(),
  label: z.string().nullable(),
  ref: z.string().nullable(),
  /** Label of what the move replaced; null for nothing. */
  replaced: z.string().nullable(),
  at: Millis,
  actor: Actor,
  device: z.string(),
  note: z.string().nullable(),
});
export type ContestSide = z.infer<typeof ContestSide>;

export const ContestedAlias = z.object({
  collection: Id,
  name: z.string(),
  project: z.string(),
  entity: z.string(),
  form: z.enum(['artifact', 'registered']),
  alias: z.string(),
  /** The holder first; two or more. */
  sides: z.array(ContestSide),
});
export type ContestedAlias = z.infer<typeof ContestedAlias>;
