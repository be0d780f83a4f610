// The files of a commit, as git has them: their paths, and the text of small ones.
import { git } from '../code/git.js';
import type { DvcTree } from './dvcProject.js';

/** Parameters, metrics and lists of outputs. */
const MAX_TEXT = 4 * 1024 * 1024;
const MAX_PATHS = 200_000;

export interface CommitTree extends DvcTree {
  /** Milliseconds since 1970. */
  readonly at: number | null;
  /** Path -> digest of its blob, and its size. */
  readonly blobs: ReadonlyMap<string, { readonly id: string; readonly size: number }>;
}

/** Undefined where git does not know the commit. */
export async function commitTree(folder: string, commit: string): Promise<CommitTree | undefined> {
  if (!/^[0-9a-f]{40,64}$/.test(commit)) return undefined;
  const [date, listed] = [await git(folder, ['show', '-s', '--format=%ct', commit]), await git(folder, ['ls-tree', '-r', '-z', '-l', commit])];
  if (listed?.code !== 0) return undefined;
  const blobs = new Map<string, { id: string; size: number }>();
  for (const entry of listed.out.toString('utf8').split('\0')) {
    const [, id = '', size = '', path = ''] = /^\d+ blob (\w+)\s+(\d+)\t(.*)$/s.exec(entry) ?? [];
    if (path !== '' && blobs.size < MAX_PATHS) blobs.set(path, { id, size: Number(size) });
  }
  const seconds = Number(date?.code === 0 ? date.out.toString('utf8').trim() : Number.NaN);
  return {
    at: Number.isSafeInteger(seconds) && seconds > 0 ? seconds * 1000 : null,
    blobs,
    paths: [...blobs.keys()],
    async text(path) {
      const blob = blobs.get(path);
      if (!blob || blob.size > MAX_TEXT) return undefined;
      const found = await git(folder, ['cat-file', 'blob', blob.id], { maxBytes: MAX_TEXT });
      return found?.code === 0 ? found.out.toString('utf8') : undefined;
    },
  };
}
