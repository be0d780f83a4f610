// `node:fs` as the cache uses it, recorded.
import * as fs from 'node:fs';
import { isThere, making, noteFolders, noteMade, noteNamed, noteSynced, note } from './recorder.js';

export * from 'node:fs';

const paths = new Map<number, string>();

export const openSync: typeof fs.openSync = (path, ...rest) => {
  const file = making(path, () => fs.openSync(path, ...rest));
  paths.set(file, String(path));
  return file;
};

export const open = (path: string, flags: number, mode: number, done: (error: Error | null, file: number) => void): void => {
  const before = isThere(path);
  fs.open(path, flags, mode, (error, file) => {
    if (!error) noteMade(path, before);
    if (!error) paths.set(file, path);
    done(error, file);
  });
};

export const fsyncSync: typeof fs.fsyncSync = (file) => {
  fs.fsyncSync(file);
  noteSynced(file, paths.get(file) ?? '');
};

export const fsync = (file: number, done: (error: Error | null) => void): void =>
  fs.fsync(file, (error) => {
    if (!error) noteSynced(file, paths.get(file) ?? '');
    done(error);
  });

export const renameSync: typeof fs.renameSync = (from, to) => {
  fs.renameSync(from, to);
  noteNamed(to, from);
};

export const linkSync: typeof fs.linkSync = (from, to) => {
  fs.linkSync(from, to);
  noteNamed(to);
};

export const unlinkSync: typeof fs.unlinkSync = (path) => {
  fs.unlinkSync(path);
  note({ do: 'gone', path: String(path) });
};

export const rmSync: typeof fs.rmSync = (path, options) => {
  fs.rmSync(path, options);
  note({ do: 'gone', path: String(path) });
};

export const mkdirSync = (path: string, options?: fs.MakeDirectoryOptions): string | undefined => {
  const first = fs.mkdirSync(path, options);
  noteFolders(path, options?.recursive ? first : path);
  return first;
};

export const writeFileSync: typeof fs.writeFileSync = (path, ...rest) => making(String(path), () => fs.writeFileSync(path, ...rest));
