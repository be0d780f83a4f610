// code.*: the code behind a version or run: what was captured, the changes, and getting it back.
import { oc } from '@orpc/contract';
import { z } from 'zod';
import { Bytes, Digest, Id } from './primitives.js';
import { Target } from './versions.js';

/** A version by reference, or a run by its id or key; of a version the run that logged it first. */
export const CodeOf = z.union([z.object({ ref: z.string().min(1).max(2000) }), z.object({ run: z.string().min(1).max(200) })]);
export type CodeOf = z.infer<typeof CodeOf>;

export const CodeInfo = z.object({
  run: Id,
  remote: z.string().nullable(),
  commit: z.string().nullable(),
  branch: z.string().nullable(),
  dirty: z.boolean(),
  /** Submodules, with the commit each was at. */
  submodules: z.array(z.object({ path: z.string(), commit: z.string().nullable(), remote: z.string().nullable() })),
  changed: z.array(z.object({ path: z.string(), status: z.string(), from: z.string().optional() })),
  untracked: z.array(z.string()),
  /** Files that were there and are not kept, with the reason. */
  skipped: z.array(z.object({ path: z.string(), bytes: z.number(), why: z.string() })),
  locks: z.array(z.string()),
  files: z.number().int(),
  bytes: z.number(),
  /** Hash over the tree that was captured. */
  tree: Digest.nullable(),
  /**
   * `exactly`: restored in a temporary folder when it was captured, byte for byte. `gaps`: with what `gaps` lists. `cannot`: why, in
   * `gaps`. `unproven`: another program said where the code is (a W&B run); nobody has tried.
   */
  restores: z.enum(['exactly', 'gaps', 'cannot', 'unproven']),
  gaps: z.array(z.string()),
  /** Bytes of the patch; null when nothing was uncommitted or it is not on this device. */
  diff: Bytes.nullable(),
  /** Whether there is a patch, here or elsewhere. */
  diffKept: z.boolean(),
});
export type CodeInfo = z.infer<typeof CodeInfo>;

export const DiffFile = z.object({
  path: z.string(),
  /** Of a rename. */
  from: z.string().nullable(),
  status: z.enum(['added', 'deleted', 'renamed', 'modified']),
  added: z.number().int(),
  removed: z.number().int(),
  binary: z.boolean(),
});
export type DiffFile = z.infer<typeof DiffFile>;

export const Restored = z.object({
  path: z.string(),
  files: z.number().int(),
  bytes: z.number(),
  tree: Digest,
  /** Whether the tree is the one that was captured. */
  exact: z.boolean(),
  gaps: z.array(z.string()),
});
export type Restored = z.infer<typeof Restored>;

export const codeContract = {
  /** Null where nothing is known of the code. */
  get: oc.input(CodeOf).output(CodeInfo.nullable()),
  /** The uncommitted changes: all files, and the patch of one (at most 2 MB of it), or of the first. Fetched where they are not here. @throws offline */
  diff: oc
    .input(z.object({ of: CodeOf, path: z.string().max(4096).optional() }))
    .output(z.object({ files: z.array(DiffFile), shown: z.string().nullable(), patch: z.string(), cut: z.boolean() })),
  /**
   * Rebuilds the tree in a folder that is absent or empty. Commits come from `from`, from where the code was captured on this
   * computer, else from the remote. What was kept of it and is not here is fetched. @throws target_exists, not_found, offline
   */
  restore: oc.input(z.object({ of: CodeOf, target: Target, from: z.string().max(4096).optional() })).output(Restored),
};
