// `node:fs/promises` as the cache uses it, recorded.
import * as fs from 'node:fs/promises';
import { isThere, note, noteFolders, noteMade, noteNamed, noteSynced } from './recorder.js';

export * from 'node:fs/promises';

export const open: typeof fs.open = async (path, ...rest) => {
  const before = isThere(path);
  const file = await fs.open(path, ...rest);
  noteMade(path, before);
  const sync = file.sync.bind(file);
  file.sync = async () => {
    await sync();
    noteSynced(file.fd, String(path));
  };
  return file;
};

export const rename: typeof fs.rename = async (from, to) => {
  await fs.rename(from, to);
  noteNamed(to, from);
};

export const link: typeof fs.link = async (from, to) => {
  await fs.link(from, to);
  noteNamed(to);
};

export const rm: typeof fs.rm = async (path, options) => {
  await fs.rm(path, options);
  note({ do: 'gone', path: String(path) });
};

export const mkdir = async (path: string, options?: { readonly recursive?: boolean; readonly mode?: number }): Promise<string | undefined> => {
  const first = await fs.mkdir(path, options);
  noteFolders(path, options?.recursive ? first : path);
  return first;
};

export const mkdtemp = async (prefix: string): Promise<string> => {
  const path = await fs.mkdtemp(prefix);
  note({ do: 'folder', path });
  return path;
};

export const copyFile: typeof fs.copyFile = async (from, to, mode) => {
  await fs.copyFile(from, to, mode);
  noteMade(to, false);
};

export const writeFile: typeof fs.writeFile = async (path, ...rest) => {
  const before = isThere(String(path));
  await fs.writeFile(path, ...rest);
  noteMade(String(path), before);
};
