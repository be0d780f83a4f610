// Writes a captured tree into an empty folder: the commits' files, the carried ones over them, and says what came out.
import { chmodSync, mkdirSync, readFileSync, readlinkSync, readdirSync, rmSync, symlinkSync, writeFileSync, lstatSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import type { Layer } from './facts.js';
import { commitEntries, readObjects } from './objects.js';
import { entryOf, safePath, treeHash, type Bundle, type TreeEntry, type TreeFile } from './tree.js';

/** A link that leads out of the tree is not made. */
function leadsOut(path: string, target: string): boolean {
  if (posix.isAbsolute(target) || /^[a-z]:|\\/i.test(target)) return true;
  const at = posix.normalize(posix.join(posix.dirname(path), target));
  return at === '..' || at.startsWith('../');
}

/** Makes the folders above a path; a link among them would lead elsewhere, so it gives way. */
function makeParents(root: string, path: string): void {
  let at = root;
  for (const part of dirname(path).split('/')) {
    if (part === '.') break;
    at = join(at, part);
    try {
      if (!lstatSync(at).isDirectory()) rmSync(at, { force: true });
    } catch {
      // absent: made below
    }
    mkdirSync(at, { recursive: true });
  }
}

function place(root: string, { path, mode, bytes }: TreeFile, gaps: string[]): void {
  const full = join(root, safePath(path));
  makeParents(root, path);
  rmSync(full, { force: true, recursive: true });
  if (mode === 'link') {
    const target = Buffer.from(bytes).toString('utf8');
    if (leadsOut(path, target)) gaps.push(`the link ${path} leads out of the tree, to ${target}`);
    else symlinkSync(target, full);
    return;
  }
  writeFileSync(full, bytes);
  chmodSync(full, mode === 'exec' ? 0o755 : 0o644);
}

/** What a folder holds, as a tree. */
export function entriesOf(root: string, below = ''): TreeEntry[] {
  return readdirSync(join(root, below), { withFileTypes: true }).flatMap((entry): TreeEntry[] => {
    const path = below === '' ? entry.name : `${below}/${entry.name}`;
    const full = join(root, path);
    if (entry.isDirectory()) return entriesOf(root, path);
    if (entry.isSymbolicLink()) return [entryOf({ path, mode: 'link', bytes: Buffer.from(readlinkSync(full), 'utf8') })];
    return [entryOf({ path, mode: (lstatSync(full).mode & 0o100) === 0 ? 'file' : 'exec', bytes: readFileSync(full) })];
  });
}

export interface Materialized {
  readonly tree: string;
  readonly entries: readonly TreeEntry[];
  readonly files: number;
  readonly bytes: number;
  readonly gaps: string[];
}

/** Fills an empty folder. `folderOf` gives a repository that has a layer's commit; without one its files are a gap. */
export async function materialize(root: string, layers: readonly Layer[], bundle: Bundle, folderOf: (layer: Layer) => string | undefined, signal?: AbortSignal): Promise<Materialized> {
  const gaps: string[] = [];
  for (const layer of layers) {
    if (layer.base !== 'commit' || layer.commit === null) continue;
    const folder = folderOf(layer);
    const entries = folder === undefined ? undefined : await commitEntries(folder, layer.commit);
    if (!entries || folder === undefined) {
      gaps.push(`no repository with the commit ${layer.commit.slice(0, 12)}${layer.path ? ` of ${layer.path}` : ''} is at hand${layer.remote === null ? '' : ` (${layer.remote})`}`);
      continue;
    }
    const prefix = layer.path === '' ? '' : `${layer.path}/`;
    const files = entries.filter((entry) => entry.mode !== 'submodule' && !entry.path.includes('\ufffd'));
    for await (const file of readObjects(folder, files, signal)) place(root, { ...file, path: prefix + file.path }, gaps);
  }
  for (const path of bundle.deleted) rmSync(join(root, safePath(path)), { force: true, recursive: true });
  for (const file of bundle.files) place(root, file, gaps);
  const entries = entriesOf(root);
  const bytes = entries.reduce((sum, [path]) => sum + lstatSync(join(root, path)).size, 0);
  return { tree: treeHash(entries), entries, files: entries.length, bytes, gaps };
}
