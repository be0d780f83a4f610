// Lists a folder as a store of objects lists keys: by prefix, in order of the keys, a page at a time.
import type { BigIntStats, Dirent } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { RemoteItem, RemotePage } from '../types.js';
import { isLeftover } from './leftovers.js';
import { partOf, pathOf } from './names.js';

const PAGE = 1000;

interface Found {
  readonly key: string;
  readonly path: string;
}

/** What was come by: up to `room` keys, and paths of files that somebody left. */
interface Walk {
  readonly room: number;
  readonly found: Found[];
  readonly left: string[];
}

async function entriesOf(folder: string): Promise<Dirent[]> {
  try {
    return await readdir(folder, { withFileTypes: true });
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'ENOENT' || code === 'ENOTDIR') return [];
    throw error;
  }
}

/** Collects keys in order. A whole folder before `after`, or outside of the prefix, is not looked into. */
async function collect(folder: string, under: string, prefix: string, after: string | undefined, walk: Walk): Promise<void> {
  const { room, found, left } = walk;
  const named = (await entriesOf(folder)).flatMap((entry) => {
    if (isLeftover(entry.name)) left.push(join(folder, entry.name));
    const part = partOf(entry.name);
    return part === undefined ? [] : [{ entry, key: `${under}${part}${entry.isDirectory() ? '/' : ''}` }];
  });
  named.sort((a, b) => (a.key < b.key ? -1 : 1));
  for (const { entry, key } of named) {
    if (found.length >= room) return;
    const path = join(folder, entry.name);
    if (entry.isDirectory()) {
      const within = key.startsWith(prefix) || prefix.startsWith(key);
      const passed = after !== undefined && key <= after && !after.startsWith(key);
      if (within && !passed) await collect(path, key, prefix, after, walk);
    } else if (key.startsWith(prefix) && (after === undefined || key > after)) {
      found.push({ key, path });
    }
  }
}

/** Says of one file the same on every device that reaches its disk: by its birth, where the file system tells it, and by its last change, which new rights are too. */
const sightsOf = ({ ino, birthtimeMs, ctimeMs }: BigIntStats): string[] => [...(birthtimeMs > 0n ? [`${ino}-b${birthtimeMs / 1000n}`] : []), `${ino}-${ctimeMs / 1000n}`];

/** The item behind a path; undefined when it is gone. */
export async function itemAt(key: string, path: string): Promise<RemoteItem | undefined> {
  const stats = await stat(path, { bigint: true }).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return undefined;
    throw error;
  });
  if (!stats?.isFile()) return undefined;
  return { key, size: Number(stats.size), tag: `${stats.mtimeNs}-${stats.size}-${stats.ino}`, at: Number(stats.mtimeMs), file: sightsOf(stats).join(' ') };
}

/** `left`: files on the way that their writers may have left. */
export async function listFolder(root: string, prefix: string, after: string | undefined): Promise<RemotePage & { readonly left: readonly string[] }> {
  const found: Found[] = [];
  const left: string[] = [];
  const cut = prefix.lastIndexOf('/');
  const under = cut < 0 ? '' : prefix.slice(0, cut + 1);
  const start = under === '' ? [] : pathOf(under.slice(0, -1));
  if (start === undefined) return { items: [], more: false, left };
  await collect(join(root, ...start), under, prefix, after, { room: PAGE + 1, found, left });
  const items = await Promise.all(found.slice(0, PAGE).map(({ key, path }) => itemAt(key, path)));
  return { items: items.filter((item) => item !== undefined), more: found.length > PAGE, left };
}
