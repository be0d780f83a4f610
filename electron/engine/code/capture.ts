// Captures the code in a folder, and proves on the spot whether it can be restored.
import { existsSync, mkdirSync, realpathSync, rmSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { formatBytes } from '../../../shared/util/formatBytes.js';
import { cannot, isLock, type CaptureFacts } from './facts.js';
import { git } from './git.js';
import { carryToo, gatherLayer, nothingYet, type Gathered } from './layer.js';
import { materialize } from './materialize.js';
import { encodeBundle, treeHash } from './tree.js';

export interface Captured {
  readonly facts: CaptureFacts;
  /** Files that no commit holds, and what was deleted; absent when there are none. */
  readonly bundle?: Uint8Array;
  /** Uncommitted changes as a patch. */
  readonly diff?: Uint8Array;
  /** Where the repository lies on this computer. */
  readonly root?: string;
}

const NO_REPOSITORY = 'the folder is in no git repository';
/** Gaps named one by one; more are counted. */
const MAX_NAMED = 50;

/** Whether a folder or one above it looks like a repository at all: asking git takes longer than logging a small file. */
function mayHaveRepository(folder: string): boolean {
  const has = (name: string): boolean => existsSync(join(folder, name));
  return has('.git') || (has('HEAD') && has('objects')) || (dirname(folder) !== folder && mayHaveRepository(dirname(folder)));
}

/** Folder of the repository around a folder, or why there is none. */
async function rootOf(folder: string): Promise<{ readonly root: string } | { readonly why: string }> {
  try {
    if (!statSync(folder).isDirectory()) return { why: 'it is no folder' };
  } catch {
    return { why: 'the folder is not there' };
  }
  if (!mayHaveRepository(realpathSync(folder))) return { why: NO_REPOSITORY };
  const top = await git(folder, ['rev-parse', '--show-toplevel']);
  if (top === undefined) return { why: 'git is not installed on this computer' };
  const root = top.out.toString('utf8').replace(/\n$/, '');
  if (top.code === 0 && root !== '') return { root };
  if (/dubious ownership/.test(top.err)) return { why: 'the repository belongs to another user, so git does not look into it' };
  return { why: /must be run in a work tree/.test(top.err) ? 'the repository has no files checked out' : NO_REPOSITORY };
}

function gapsOf(gathered: Gathered): string[] {
  const skipped = gathered.skipped.map(({ path, bytes, why }) => `${path} (${formatBytes(bytes)}) was left out: ${why}`);
  const named = skipped.slice(0, MAX_NAMED);
  return [...gathered.gaps, ...named, ...(skipped.length > named.length ? [`${skipped.length - named.length} more files were left out`] : [])];
}

/** Restores into a temporary folder and compares. Gives what is wrong. */
async function prove(gathered: Gathered, tree: string, temporary: string, signal: AbortSignal | undefined): Promise<string[]> {
  mkdirSync(temporary, { recursive: true });
  try {
    const make = (): ReturnType<typeof materialize> => materialize(temporary, gathered.layers, { files: gathered.carried, deleted: gathered.deleted }, (layer) => gathered.folders.get(layer.path), signal);
    let made = await make();
    const wanted = new Map(gathered.entries.map((entry) => [entry[0], entry.join(' ')]));
    const other = new Set(made.entries.filter((entry) => wanted.get(entry[0]) !== entry.join(' ')).map((entry) => entry[0]));
    const known = new Set(gathered.skipped.map((each) => each.path));
    if (other.size > 0 && [...other].filter((path) => wanted.has(path) && !known.has(path)).map((path) => carryToo(gathered, path)).some(Boolean)) {
      rmSync(temporary, { recursive: true, force: true });
      mkdirSync(temporary, { recursive: true });
      made = await make();
    }
    return made.tree === tree ? made.gaps : [...made.gaps, 'the restored files are not the same as those that were there'];
  } catch (error) {
    return [`restoring it in a temporary folder failed (${(error as Error).message})`];
  } finally {
    rmSync(temporary, { recursive: true, force: true });
  }
}

/**
 * What the code in and around a folder is. Never throws for what a repository holds: it says what it could not do.
 * `out`: absolute paths of files that are kept elsewhere. `temporary`: a folder that is made and removed.
 */
export async function captureCode(folder: string, temporary: string, out: readonly string[], signal?: AbortSignal): Promise<Captured> {
  const found = await rootOf(folder);
  if ('why' in found) return { facts: cannot(found.why) };
  const { root } = found;
  const gathered = nothingYet();
  await gatherLayer(gathered, root, '', new Set(out));
  const branch = (await git(root, ['symbolic-ref', '--short', '-q', 'HEAD']))?.out.toString('utf8').trim() || null;
  const tree = treeHash(gathered.entries);
  const gaps = [...gapsOf(gathered), ...(await prove(gathered, tree, temporary, signal))];
  const carried = gathered.carried.length + gathered.deleted.length > 0;
  const { layers, changed, untracked, skipped, entries, bytes } = gathered;
  const locks = entries.map(([path]) => path).filter(isLock).sort();
  const facts: CaptureFacts = { version: 1, branch, layers, changed: changed.slice(0, 10_000), untracked, skipped: skipped.slice(0, 1000), locks, files: entries.length, bytes, tree, result: gaps.length === 0 ? 'exactly' : 'gaps', gaps };
  const diff = Buffer.concat(gathered.diffs);
  return { facts, root, ...(carried ? { bundle: encodeBundle({ files: gathered.carried, deleted: gathered.deleted }) } : {}), ...(diff.length > 0 ? { diff } : {}) };
}

/** A folder for a proof, below the data root. */
export const proofFolder = (dataRoot: string, name: string): string => join(dataRoot, 'tmp', `proof-${name}`);
