// What a capture says: kept as a blob beside the run, written down in FORMAT.md.
import { z } from 'zod';
import { Digest } from '../../../shared/contract/primitives.js';

/** A repository of the tree: the outer one at path '', submodules below it. */
export const Layer = z.object({
  path: z.string(),
  commit: z.string().nullable(),
  remote: z.string().nullable(),
  /** `commit`: files come from the commit, the bundle lies over them. `files`: the bundle holds all. */
  base: z.enum(['commit', 'files']),
  /** Whether some remote-tracking branch had the commit. */
  pushed: z.boolean(),
});
export type Layer = z.infer<typeof Layer>;

export const CaptureFacts = z.object({
  version: z.literal(1),
  branch: z.string().nullable(),
  layers: z.array(Layer),
  /** What differed from the commits, as git calls it: M, A, D, R (from -> to), T. */
  changed: z.array(z.object({ path: z.string(), status: z.string(), from: z.string().optional() })),
  untracked: z.array(z.string()),
  /** Files that were there and are not captured. */
  skipped: z.array(z.object({ path: z.string(), bytes: z.number(), why: z.string() })),
  /** Lock files of package managers among the files. */
  locks: z.array(z.string()),
  files: z.number().int(),
  bytes: z.number(),
  /** Hash over what was captured. */
  tree: Digest.nullable(),
  /** `exactly`: restored in a temporary folder at capture time, and the tree was the same. */
  result: z.enum(['exactly', 'gaps', 'cannot']),
  gaps: z.array(z.string()),
});
export type CaptureFacts = z.infer<typeof CaptureFacts>;

const LOCKS = /(?:^|\/)(?:package-lock\.json|npm-shrinkwrap\.json|yarn\.lock|pnpm-lock\.yaml|bun\.lockb?|uv\.lock|poetry\.lock|pdm\.lock|Pipfile\.lock|requirements[^/]*\.txt|conda-lock\.ya?ml|environment\.ya?ml|Cargo\.lock|go\.sum|Gemfile\.lock|flake\.lock|pixi\.lock)$/;

export const isLock = (path: string): boolean => LOCKS.test(path);

/** Nothing could be captured, and why. */
export function cannot(why: string): CaptureFacts {
  return { version: 1, branch: null, layers: [], changed: [], untracked: [], skipped: [], locks: [], files: 0, bytes: 0, tree: null, result: 'cannot', gaps: [why] };
}
