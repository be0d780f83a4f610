// Files of a commit, straight from a repository's objects: no checkout, so no filter, hook or line ending gets in between.
import type { FileMode, TreeFile } from './tree.js';
import { git } from './git.js';

export interface CommitEntry {
  readonly path: string;
  /** A submodule: its commit. */
  readonly mode: FileMode | 'submodule';
  readonly object: string;
  readonly size: number;
}

const MODES: Readonly<Record<string, CommitEntry['mode']>> = { '100644': 'file', '100664': 'file', '100755': 'exec', '120000': 'link', '160000': 'submodule' };

/** Everything in a commit's tree; undefined where the commit is not in the repository. Names that are not UTF-8 have a `\ufffd`. */
export async function commitEntries(folder: string, commit: string): Promise<CommitEntry[] | undefined> {
  const listed = await git(folder, ['ls-tree', '-r', '-z', '-l', '--full-tree', commit]);
  if (!listed || listed.code !== 0) return undefined;
  return listed.out
    .toString('utf8')
    .split('\0')
    .flatMap((line) => {
      const match = /^(\d{6}) \w+ ([0-9a-f]+) +(\d+|-)\t(.+)$/s.exec(line);
      const mode = match && MODES[match[1] ?? ''];
      return match && mode ? [{ path: match[4] ?? '', mode, object: match[2] ?? '', size: match[3] === '-' ? 0 : Number(match[3]) }] : [];
    });
}

/** Objects fetched at a time, by their sizes together. */
const BATCH_BYTES = 16 * 1024 * 1024;

/** The files of these entries, in order. Throws when an object is missing. */
export async function* readObjects(folder: string, entries: readonly CommitEntry[], signal?: AbortSignal): AsyncGenerator<TreeFile, void, void> {
  for (let start = 0; start < entries.length; ) {
    let end = start;
    for (let bytes = 0; end < entries.length && (end === start || bytes + (entries[end]?.size ?? 0) <= BATCH_BYTES) && end - start < 5000; end += 1) bytes += entries[end]?.size ?? 0;
    const batch = entries.slice(start, end);
    const total = batch.reduce((sum, entry) => sum + entry.size + 200, 0);
    const read = await git(folder, ['cat-file', '--batch'], { input: `${batch.map((entry) => entry.object).join('\n')}\n`, maxBytes: total + 1024, timeoutMs: 120_000, signal });
    let at = 0;
    for (const { path, mode } of batch) {
      const newline = read?.out.indexOf(10, at) ?? -1;
      const head = /^[0-9a-f]+ blob (\d+)$/.exec(read?.out.toString('latin1', at, Math.max(at, newline)) ?? '');
      if (!read || newline < 0 || !head) throw new Error(`The object of ${path} is not in the repository`);
      const size = Number(head[1]);
      yield { path, mode: mode === 'submodule' ? 'file' : mode, bytes: read.out.subarray(newline + 1, newline + 1 + size) };
      at = newline + 1 + size + 1;
    }
    start = end;
  }
}
