// One repository of a tree: its commit, what differs from it on disk, and what the bundle has to carry. Submodules are layers too.
import { lstatSync, readFileSync, readlinkSync, existsSync, type Stats } from 'node:fs';
import { join } from 'node:path';
import type { CaptureFacts, Layer } from './facts.js';
import { filtersOf, git, isUnspeakable } from './git.js';
import { commitEntries } from './objects.js';
import { entryOf, safePath, type FileMode, type TreeEntry, type TreeFile } from './tree.js';

/** A changed file that git tracks is carried up to this. */
const MAX_TRACKED_BYTES = 10 * 1024 * 1024;
/** Untracked text up to this; other untracked bytes only where they are few. */
const MAX_TEXT_BYTES = 1024 * 1024;
const MAX_OTHER_BYTES = 256 * 1024;
/** Everything the bundle carries. */
export const MAX_BUNDLE_BYTES = 64 * 1024 * 1024;
const MAX_UNTRACKED = 5000;
/** Tracked files looked at; a larger tree is not proven. */
export const MAX_FILES = 20_000;
export const MAX_TREE_BYTES = 512 * 1024 * 1024;

export interface Gathered {
  readonly layers: Layer[];
  readonly changed: CaptureFacts['changed'];
  readonly untracked: string[];
  readonly skipped: { path: string; bytes: number; why: string }[];
  readonly gaps: string[];
  readonly carried: TreeFile[];
  readonly deleted: string[];
  readonly entries: TreeEntry[];
  readonly diffs: Buffer[];
  /** Folders of the layers on this computer. */
  readonly folders: Map<string, string>;
  bytes: number;
  carriedBytes: number;
}

export function nothingYet(): Gathered {
  return { layers: [], changed: [], untracked: [], skipped: [], gaps: [], carried: [], deleted: [], entries: [], diffs: [], folders: new Map(), bytes: 0, carriedBytes: 0 };
}

const textOf = (out: Buffer | undefined): string => (out?.toString('utf8') ?? '').trim();
const listOf = (out: Buffer | undefined): string[] => (out?.toString('utf8') ?? '').split('\0').filter((each) => each !== '');

/** The address of a remote without a name and password in it. */
export function withoutSecrets(url: string): string {
  return url.replace(/^([a-z][a-z0-9+.-]*:\/\/)[^/@]*@/i, '$1');
}

function modeOf(stat: Stats): FileMode | undefined {
  if (stat.isSymbolicLink()) return 'link';
  if (!stat.isFile()) return undefined;
  return (stat.mode & 0o100) === 0 ? 'file' : 'exec';
}

function statOf(path: string): Stats | undefined {
  try {
    return lstatSync(path);
  } catch {
    return undefined; // gone, or not for us to see
  }
}

function readTree(full: string, path: string, mode: FileMode): TreeFile | undefined {
  try {
    return { path, mode, bytes: mode === 'link' ? Buffer.from(readlinkSync(full), 'utf8') : readFileSync(full) };
  } catch {
    return undefined; // cannot be read
  }
}

const isText = (bytes: Uint8Array): boolean => !bytes.subarray(0, 8000).includes(0);

/** Carries a file that the commit gives back with other bytes: line endings, a filter. False where it is too large. */
export function carryToo(gathered: Gathered, path: string): boolean {
  const layer = [...gathered.folders].filter(([prefix]) => prefix === '' || path.startsWith(`${prefix}/`)).sort((a, b) => b[0].length - a[0].length)[0];
  if (!layer) return false;
  const full = join(layer[1], layer[0] === '' ? path : path.slice(layer[0].length + 1));
  const stat = statOf(full);
  const mode = stat && modeOf(stat);
  const file = mode && stat.size <= MAX_TRACKED_BYTES && gathered.carriedBytes + stat.size <= MAX_BUNDLE_BYTES ? readTree(full, path, mode) : undefined;
  if (!file) return false;
  gathered.carried.push(file);
  gathered.carriedBytes += file.bytes.length;
  return true;
}

/** Looks at a file on disk and adds it to the tree; carries its bytes when no commit has them. */
function take(gathered: Gathered, full: string, path: string, limit: (bytes: Uint8Array) => number, carry: boolean): void {
  const stat = statOf(full);
  const mode = stat && modeOf(stat);
  const skip = (why: string): void => void gathered.skipped.push({ path, bytes: stat?.size ?? 0, why });
  try {
    safePath(path);
  } catch {
    return skip(path.includes('\ufffd') ? 'its name is not UTF-8' : 'its name cannot be kept');
  }
  if (!stat || !mode) return skip('it is no file');
  if (carry && stat.size > MAX_TRACKED_BYTES) return skip('it is too large');
  if (gathered.entries.length >= MAX_FILES || gathered.bytes + stat.size > MAX_TREE_BYTES) return skip('the tree is too large');
  const file = readTree(full, path, mode);
  if (!file) return skip('it cannot be read');
  if (carry && file.bytes.length > limit(file.bytes)) return skip(isText(file.bytes) ? 'it is too large' : 'it is not text');
  if (carry && gathered.carriedBytes + file.bytes.length > MAX_BUNDLE_BYTES) return skip('there is more than is kept');
  gathered.entries.push(entryOf(file));
  gathered.bytes += file.bytes.length;
  if (!carry) return;
  gathered.carried.push(file);
  gathered.carriedBytes += file.bytes.length;
}

interface IndexEntry {
  readonly mode: string;
  readonly path: string;
}

async function indexOf(folder: string): Promise<IndexEntry[]> {
  const listed = await git(folder, ['ls-files', '-s', '-z']);
  const entries = listOf(listed?.out).flatMap((line) => {
    const match = /^(\d{6}) [0-9a-f]+ \d\t(.+)$/s.exec(line);
    return match ? [{ mode: match[1] ?? '', path: match[2] ?? '' }] : [];
  });
  return [...new Map(entries.map((entry) => [entry.path, entry])).values()];
}

/** `git diff --raw`-like status with renames, for people. */
async function changesOf(folder: string, base: string, config: readonly string[]): Promise<CaptureFacts['changed']> {
  const listed = listOf((await git(folder, ['diff', base, '--name-status', '-z', '-M', '--no-ext-diff', '--no-textconv', '--ignore-submodules=dirty'], { config }))?.out);
  const changes: CaptureFacts['changed'] = [];
  for (let at = 0; at < listed.length; ) {
    const status = (listed[at] ?? '').slice(0, 1);
    const renamed = status === 'R' || status === 'C';
    const path = listed[at + (renamed ? 2 : 1)] ?? '';
    changes.push({ path, status, ...(renamed ? { from: listed[at + 1] ?? '' } : {}) });
    at += renamed ? 3 : 2;
  }
  return changes;
}

const MAX_DIFF_BYTES = 32 * 1024 * 1024;
const DIFF_PATHS = 500;

/** Patch of the files that are carried, as `git apply` reads it. */
async function diffOf(folder: string, base: string, config: readonly string[], prefix: string, paths: readonly string[]): Promise<Buffer[]> {
  const diffs: Buffer[] = [];
  for (let start = 0; start < paths.length; start += DIFF_PATHS) {
    const some = paths.slice(start, start + DIFF_PATHS);
    const diff = await git(folder, ['--literal-pathspecs', 'diff', base, '--binary', '--full-index', '--no-color', '-M', '--no-ext-diff', '--no-textconv', '--ignore-submodules=dirty', `--src-prefix=a/${prefix}`, `--dst-prefix=b/${prefix}`, '--', ...some], { config, maxBytes: MAX_DIFF_BYTES });
    if (diff && diff.code === 0) diffs.push(diff.out);
  }
  return diffs;
}

/** A new text file as a patch would say it. */
function addedDiff({ path, mode, bytes }: TreeFile): Buffer {
  const text = Buffer.from(bytes).toString('utf8');
  const ends = text.endsWith('\n');
  const lines = text === '' ? [] : (ends ? text.slice(0, -1) : text).split('\n');
  const head = `diff --git a/${path} b/${path}\nnew file mode ${mode === 'exec' ? '100755' : mode === 'link' ? '120000' : '100644'}\n`;
  if (lines.length === 0) return Buffer.from(head, 'utf8');
  return Buffer.from(`${head}--- /dev/null\n+++ b/${path}\n@@ -0,0 +1,${lines.length} @@\n${lines.map((line) => `+${line}`).join('\n')}\n${ends ? '' : '\\ No newline at end of file\n'}`, 'utf8');
}

const EMPTY_TREE = '4b825dc642cb6eb9a060e54bf8d69288fbee4904';

/** Gathers a repository, its submodules after it. `out` are absolute paths that are kept elsewhere: the files just logged. */
export async function gatherLayer(gathered: Gathered, folder: string, prefix: string, out: ReadonlySet<string>, depth = 0): Promise<void> {
  const filters = await filtersOf(folder);
  if (filters.some(isUnspeakable)) {
    gathered.gaps.push(`the repository ${prefix || 'itself'} names a filter that cannot be switched off; it was not looked at`);
    return;
  }
  const ask = async (args: readonly string[]): Promise<string | undefined> => {
    const answer = await git(folder, args, { config: filters });
    return answer?.code === 0 ? textOf(answer.out) : undefined;
  };
  const commit = (await ask(['rev-parse', '--verify', '-q', 'HEAD^{commit}'])) ?? null;
  const url = await ask(['config', '--get', 'remote.origin.url']);
  const pushed = commit !== null && ((await ask(['for-each-ref', '--contains', commit, '--count=1', 'refs/remotes'])) ?? '') !== '';
  const remote = url ? withoutSecrets(url) : null;
  const index = await indexOf(folder);
  const inCommit = commit === null ? [] : ((await commitEntries(folder, commit)) ?? []);
  const total = inCommit.reduce((sum, entry) => sum + entry.size, 0);
  // A commit that only this computer has is carried whole, where it is small enough.
  const whole = commit === null || ((!pushed || remote === null) && total + gathered.carriedBytes <= MAX_BUNDLE_BYTES);
  if (!whole && (!pushed || remote === null)) gathered.gaps.push(`the commit ${commit.slice(0, 12)}${prefix ? ` of ${prefix}` : ''} is in no remote, and too large to carry: only a repository that has it restores it`);
  gathered.layers.push({ path: prefix.replace(/\/$/, ''), commit, remote, base: whole ? 'files' : 'commit', pushed });
  gathered.folders.set(prefix.replace(/\/$/, ''), folder);

  const base = commit ?? EMPTY_TREE;
  const changes = await changesOf(folder, base, filters);
  const changed = new Set(changes.flatMap((change) => [change.path, ...(change.from === undefined ? [] : [change.from])]));
  gathered.changed.push(...changes.map((change) => ({ ...change, path: prefix + change.path, ...(change.from === undefined ? {} : { from: prefix + change.from }) })));
  const modules = new Set(index.filter((entry) => entry.mode === '160000').map((entry) => entry.path));
  const before = gathered.carried.length;
  for (const { path } of index) {
    const full = join(folder, path);
    if (modules.has(path) || !statOf(full)) continue;
    if (gathered.entries.length % 200 === 199) await new Promise((resolve) => setImmediate(resolve));
    take(gathered, full, prefix + path, () => MAX_TRACKED_BYTES, whole || changed.has(path));
  }
  if (!whole) for (const entry of inCommit) if (entry.mode !== 'submodule' && !statOf(join(folder, entry.path)) && !entry.path.includes('\ufffd')) gathered.deleted.push(prefix + entry.path);
  const kept = new Set(gathered.carried.slice(before).map((file) => file.path));
  const patched = [...changed].filter((path) => kept.has(prefix + path) || !statOf(join(folder, path)));
  if (commit !== null) gathered.diffs.push(...(await diffOf(folder, base, filters, prefix, patched)));

  await gatherUntracked(gathered, folder, prefix, out, filters);
  for (const path of modules) {
    if (existsSync(join(folder, path, '.git')) && depth < 8) await gatherLayer(gathered, join(folder, path), `${prefix}${path}/`, out, depth + 1);
  }
}

async function gatherUntracked(gathered: Gathered, folder: string, prefix: string, out: ReadonlySet<string>, filters: readonly string[]): Promise<void> {
  const listed = await git(folder, ['ls-files', '--others', '--exclude-standard', '-z'], { config: filters });
  const paths = listOf(listed?.out);
  if (listed?.cut) gathered.gaps.push(`there are more untracked files${prefix ? ` in ${prefix}` : ''} than can be listed`);
  for (const path of paths.slice(0, MAX_UNTRACKED)) {
    const full = join(folder, path);
    if (out.has(full)) continue;
    // A repository inside that is no submodule is listed as a folder.
    if (path.endsWith('/')) {
      gathered.skipped.push({ path: prefix + path, bytes: 0, why: 'it is a repository of its own' });
      continue;
    }
    const before = gathered.carried.length;
    take(gathered, full, prefix + path, (bytes) => (isText(bytes) ? MAX_TEXT_BYTES : MAX_OTHER_BYTES), true);
    const file = gathered.carried[before];
    if (!file) continue;
    gathered.untracked.push(file.path);
    if (isText(file.bytes)) gathered.diffs.push(addedDiff(file));
  }
  if (paths.length > MAX_UNTRACKED) gathered.gaps.push(`${paths.length - MAX_UNTRACKED} of ${paths.length} untracked files${prefix ? ` in ${prefix}` : ''} were left out`);
}
