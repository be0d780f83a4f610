// The small shapes everything else is made of.
import { z } from 'zod';

/** `b3:` and 64 lower-case hex digits: a BLAKE3-256 digest as shown and typed. */
export const Digest = z.string().regex(/^b3:[0-9a-f]{64}$/);
export type Digest = z.infer<typeof Digest>;

/** 64 lower-case hex digits: the id of an entity, project, collection, run, version or op. */
export const Id = z.string().regex(/^[0-9a-f]{64}$/);
export type Id = z.infer<typeof Id>;

/** A size or offset in bytes. Model files pass 2^32; 2^53 is enough for 9 PB. */
export const Bytes = z.number().int().nonnegative().safe();

/** Milliseconds since 1970 by the clock of the device that wrote it. What no Date can hold could not be shown, and is refused. */
export const Millis = z.number().int().min(-8.64e15).max(8.64e15);

/** Any JSON value. */
export const Json: z.ZodType<JsonValue> = z.json();
export type JsonValue = string | number | boolean | null | JsonValue[] | { [key: string]: JsonValue };
export const JsonObject = z.record(z.string(), Json);
export type JsonObject = z.infer<typeof JsonObject>;

/** A metric of a version: finite, or one of the three values JSON cannot carry. */
export const MetricValue = z.union([z.number(), z.enum(['NaN', 'Infinity', '-Infinity'])]);
export type MetricValue = z.infer<typeof MetricValue>;
export const Metrics = z.record(z.string(), MetricValue);
export type Metrics = z.infer<typeof Metrics>;

/** Who did it, as they named themselves at that moment. */
export const Actor = z.object({ name: z.string().min(1).max(200), email: z.string().max(320).optional() });
export type Actor = z.infer<typeof Actor>;

/** A name of an entity, project, collection or file alias: 1..128 code points, no control characters, no `/ : @`, no space at the ends. Comes out in NFC. */
export const Name = z
  .string()
  .normalize('NFC')
  .min(1)
  .refine((s) => [...s].length <= 128, 'at most 128 characters')
  // eslint-disable-next-line no-control-regex
  .refine((s) => !/[\u0000-\u001f\u007f/:@\\]/.test(s), 'no control characters, slash, backslash, colon or @')
  .refine((s) => s.trim() === s, 'no space at either end');

/** An alias name. `latest` and `vN` are automatic and cannot be set. */
export const AliasName = Name.refine((s) => !/^(latest|v\d+)$/i.test(s), '`latest` and `vN` are given automatically');

/** Why a move goes against its policy. Kept in the note of the move, with the clauses it went against. */
export const Override = z.string().trim().min(1).max(2000);

/** Progress of a long call: numbers with units, never prose alone. */
export const Progress = z.object({
  phase: z.enum(['scanning', 'copying', 'cloning', 'hashing', 'committing', 'writing', 'verifying', 'downloading', 'uploading', 'comparing']),
  done: z.number(),
  total: z.number().nullable(),
  unit: z.enum(['bytes', 'files', 'ops']),
  /** Units a second over the last seconds; null until it is known. */
  rate: z.number().nullable(),
  /** What is being worked on, relative to what was given. */
  item: z.string().optional(),
});
export type Progress = z.infer<typeof Progress>;
