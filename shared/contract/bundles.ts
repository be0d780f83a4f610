// bundles.*: versions with their bytes and all that is known about them, as one file that another computer takes in.
import { eventIterator, oc } from '@orpc/contract';
import { z } from 'zod';
import { Source } from './ingest.js';
import { Actor, Bytes, Millis, Progress } from './primitives.js';

/** A version by any reference; every version of a collection or registered model; or all of the registry. */
export const BundleOf = z.union([z.object({ ref: z.string().min(1).max(2000) }), z.object({ collection: z.string().min(1).max(1000) }), z.object({ all: z.literal(true) })]);
export type BundleOf = z.infer<typeof BundleOf>;

export const Exported = z.object({
  path: z.string(),
  /** What it holds, in words. */
  of: z.string(),
  versions: z.number().int(),
  blobs: z.number().int(),
  /** Length of the file. */
  bytes: Bytes,
  /** What was left out, at least in part, as it is neither here nor to be had from the remote: code of runs, facts of files, parts of histories. */
  missing: z.array(z.enum(['code', 'facts', 'history'])),
});
export type Exported = z.infer<typeof Exported>;

export const BundleFound = z.object({
  path: z.string(),
  of: z.string(),
  /** Who exported it, on which device, when. Its signature holds. */
  actor: Actor,
  device: z.string(),
  fingerprint: z.string(),
  at: Millis,
  versions: z.number().int(),
  /** Of the versions, those that are in the registry already. */
  known: z.number().int(),
  /** `entity/project/name` of collections and models, the first 1,000. */
  collections: z.array(z.string()),
  bytes: Bytes,
  /** Bytes that are not on this computer yet. */
  newBytes: Bytes,
  /** The registry it would come into. */
  into: z.string(),
});
export type BundleFound = z.infer<typeof BundleFound>;

export const BundleTaken = BundleFound.extend({
  /** Operations that were added; 0 when everything was here. */
  ops: z.number().int(),
});
export type BundleTaken = z.infer<typeof BundleTaken>;

export const BundleEvent = z.discriminatedUnion('event', [
  z.object({ event: z.literal('progress'), progress: Progress }),
  z.object({ event: z.literal('exported'), exported: Exported }),
  z.object({ event: z.literal('imported'), imported: BundleTaken }),
]);
export type BundleEvent = z.infer<typeof BundleEvent>;

export const bundlesContract = {
  /**
   * Writes a bundle. `target` is its path, or with `name` the folder it goes into. Bytes that are not here are fetched first;
   * only what is known about versions may be left out, and is named then.
   * @throws not_found, offline, target_exists, no_space
   */
  export: oc.input(z.object({ of: BundleOf, target: Source, name: z.string().min(1).max(200).regex(/^[^/\\\0]+$/).optional() })).output(eventIterator(BundleEvent)),
  /** What is in a bundle, and what is new of it. @throws corrupt, source_missing */
  preview: oc.input(z.object({ source: Source })).output(BundleFound),
  /** Takes a bundle into the registry that is looked at; again adds nothing. What stands here already keeps its aliases and words. @throws corrupt, no_space */
  import: oc.input(z.object({ source: Source })).output(eventIterator(BundleEvent)),
};
