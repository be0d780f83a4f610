// The files below what was given, and small ones read whole.
import { readdir, readFile, realpath, stat } from 'node:fs/promises';
import { basename, dirname, join, sep } from 'node:path';
import { CairnError } from '../../../shared/contract/errors.js';
import type { FolderView, ImportFile, Tell } from './types.js';

const MAX_FILES = 200_000;
const MAX_DEPTH = 32;
/** A file that is read whole: parameters, state of a trainer. */
export const MAX_SMALL = 64 * 1024 * 1024;

const said = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** Folders below it that cannot be listed are told, and the rest is seen. @throws CairnError not_found, invalid_input for more files than are looked at */
export async function viewFolder(given: string, tell: Tell): Promise<FolderView> {
  let root: string;
  let isFolder: boolean;
  try {
    root = await realpath(given);
    isFolder = (await stat(root)).isDirectory();
  } catch (cause) {
    throw new CairnError('not_found', `Importing ${given} failed: it is not there, or may not be read.`, { path: given }, { cause });
  }
  const files: ImportFile[] = [];
  async function walk(folder: string, path: string, depth: number): Promise<void> {
    if (depth > MAX_DEPTH) return;
    const entries = await readdir(folder, { withFileTypes: true }).catch((error: unknown) => {
      tell(path === '' ? given : path, `The folder cannot be listed: ${said(error)}`);
      return [];
    });
    entries.sort((a, b) => (a.name < b.name ? -1 : 1));
    for (const entry of entries) {
      const absolute = join(folder, entry.name);
      const own = path === '' ? entry.name : `${path}/${entry.name}`;
      // Links could lead anywhere; what they point at is found where it lies.
      if (entry.isDirectory()) await walk(absolute, own, depth + 1);
      else if (entry.isFile()) {
        if (files.length >= MAX_FILES) throw new CairnError('invalid_input', `Importing ${given} looks at up to ${MAX_FILES} files, and more lie there. Give a folder further down.`, { path: given });
        const found = await stat(absolute).catch(() => undefined);
        if (found) files.push({ path: own, absolute, size: found.size });
      }
    }
  }
  if (isFolder) await walk(root, '', 0);
  else files.push({ path: basename(root), absolute: root, size: (await stat(root)).size });
  return { root: isFolder ? root : dirname(root), files, taken: new Set() };
}

/** Text of a small file; undefined, and told, where it cannot be read. */
export async function textOf({ path, absolute, size }: ImportFile, tell: Tell, most = MAX_SMALL): Promise<string | undefined> {
  if (size > most) {
    tell(path, `It is ${size} bytes long; at most ${most} are read of such a file.`);
    return undefined;
  }
  try {
    return await readFile(absolute, 'utf8');
  } catch (error) {
    tell(path, `It cannot be read: ${said(error)}`);
    return undefined;
  }
}

/** The folder a path lies in; `` for the top. */
export function folderOf(path: string): string {
  const cut = path.lastIndexOf('/');
  return cut < 0 ? '' : path.slice(0, cut);
}

export const nameOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

/** Files in a folder and below it. */
export function below(view: FolderView, folder: string): readonly ImportFile[] {
  return folder === '' ? view.files : view.files.filter(({ path }) => path.startsWith(`${folder}/`));
}

export function absoluteFolder(view: FolderView, folder: string): string {
  return folder === '' ? view.root : join(view.root, folder.split('/').join(sep));
}
