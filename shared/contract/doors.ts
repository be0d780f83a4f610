// doors.*: the way in for other programs: the HTTP API on this computer, and the tokens it asks for.
import { oc } from '@orpc/contract';
import { z } from 'zod';
import { Actor, Bytes, Digest, Millis } from './primitives.js';

/** Where the HTTP API listens unless a person chooses another port. 0 asks the system for a free one. */
export const DEFAULT_PORT = 22476;
export const Port = z.number().int().min(0).max(65535);

/** A token as it is listed. The secret itself is shown once, when it is made, and kept as a hash. */
export const TokenRow = z.object({
  id: z.string(),
  name: z.string(),
  /** Who its holder acts as. */
  actor: Actor,
  created: Millis,
  /** When it was last used, to the minute; null if never. */
  used: Millis.nullable(),
});
export type TokenRow = z.infer<typeof TokenRow>;

export const DoorsStatus = z.object({
  /** What the settings say. `cairn serve` listens whatever they say. */
  on: z.boolean(),
  /** The port asked for. */
  port: Port,
  /** `elsewhere`: another process of Cairn or another program has the port. */
  state: z.enum(['off', 'listening', 'elsewhere', 'failed']),
  /** Address of the API while it listens in this process. */
  url: z.string().nullable(),
  problem: z.string().nullable(),
  tokens: z.number().int(),
});
export type DoorsStatus = z.infer<typeof DoorsStatus>;

/** Programs that a version can be handed to. */
export const PlaceApp = z.enum(['lmstudio', 'ollama', 'huggingface']);
export type PlaceApp = z.infer<typeof PlaceApp>;

/** A version as another program has it. */
export const Placed = z.object({
  id: z.string(),
  app: PlaceApp,
  ref: z.string(),
  digest: Digest,
  /** What that program calls it. */
  name: z.string(),
  path: z.string(),
  bytes: Bytes,
  /** `clone` and `hardlink` take no second copy; writing through a hard link damages the cache. */
  method: z.enum(['clone', 'copy', 'hardlink', 'cached']),
  at: Millis,
});
export type Placed = z.infer<typeof Placed>;

export const doorsContract = {
  status: oc.output(DoorsStatus),
  /** Switches the HTTP API of the window on or off, or moves it to another port, at once. */
  set: oc.input(z.object({ on: z.boolean().optional(), port: Port.optional() })).output(DoorsStatus),
  /** Hands a version to another program on this computer, without a second copy where the file system can. @throws not_found, invalid_input */
  place: oc.input(z.object({ ref: z.string().min(1).max(2000), app: PlaceApp })).output(Placed),
  placed: oc.output(z.array(Placed)),
  /** Takes back exactly what was written. @throws not_found */
  unplace: oc.input(z.object({ id: z.string().min(1).max(2000) })).output(Placed),
  tokens: {
    list: oc.output(z.array(TokenRow)),
    /** The only moment at which `token` can be read. */
    create: oc.input(z.object({ name: z.string().trim().min(1).max(100), actor: Actor.optional() })).output(z.object({ token: z.string(), row: TokenRow })),
    /** @throws not_found */
    revoke: oc.input(z.object({ id: z.string().min(1).max(100) })).output(TokenRow),
  },
};
