// What a recorded program did to its disk, one line each, in the order in which it was done. What it wrote between two of these lines is
// found in what the next fsync saw.
import { appendFileSync, copyFileSync, fstatSync, lstatSync, type PathLike, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { threadId } from 'node:worker_threads';

/** Paths are absolute; `ino` is a file, whatever its names. */
export type Event =
  /** A file began at this name. */
  | { readonly do: 'made'; readonly path: string; readonly ino: string }
  /** `from`: the name it had before. */
  | { readonly do: 'named'; readonly path: string; readonly ino: string; readonly size: number; readonly from?: string }
  | { readonly do: 'folder'; readonly path: string }
  /** And all below it. */
  | { readonly do: 'gone'; readonly path: string }
  /** What it held is on disk: `copy` has it. */
  | { readonly do: 'synced'; readonly ino: string; readonly copy: string }
  | { readonly do: 'folderSynced'; readonly path: string }
  /** The database committed. `durable`: it waited for the disk. */
  | { readonly do: 'committed'; readonly durable: boolean; readonly copy: string }
  /** Somebody was told that these blobs are kept. */
  | { readonly do: 'told'; readonly blobs: readonly string[] };

const FOLDER = process.env['CAIRN_RECORD'] ?? '';
export const LOG_NAME = 'events.jsonl';
let copies = 0;

export function note(event: Event): void {
  appendFileSync(join(FOLDER, LOG_NAME), `${JSON.stringify(event)}\n`);
}

const newCopy = (): string => {
  copies += 1;
  return join(FOLDER, `copy-${threadId}-${copies}`);
};

const there = (path: PathLike) => lstatSync(path, { bigint: true, throwIfNoEntry: false });

/** Runs what may make a file at this path. */
export function making<T>(path: PathLike, work: () => T): T {
  const before = there(path);
  const done = work();
  noteMade(path, before !== undefined);
  return done;
}

export const isThere = (path: PathLike): boolean => there(path) !== undefined;

export function noteMade(path: PathLike, before: boolean): void {
  const after = there(path);
  if (!before && after?.isFile()) note({ do: 'made', path: String(path), ino: String(after.ino) });
}

export function noteNamed(path: PathLike, from?: PathLike): void {
  const stats = there(path);
  if (stats) note({ do: 'named', path: String(path), ino: String(stats.ino), size: Number(stats.size), ...(from === undefined ? {} : { from: String(from) }) });
}

/** @param first the outermost folder that was made, as mkdir says it */
export function noteFolders(path: PathLike, first: string | undefined): void {
  const made: string[] = [];
  for (let at = String(path); first !== undefined && at.length >= first.length; at = dirname(at)) made.unshift(at);
  for (const folder of made) note({ do: 'folder', path: folder });
}

/** @param path of the open file */
export function noteSynced(file: number, path: string): void {
  const stats = fstatSync(file, { bigint: true });
  if (stats.isDirectory()) return note({ do: 'folderSynced', path });
  const copy = newCopy();
  // It may have lost its name since: then nothing can be had of it.
  if (there(path)?.ino !== stats.ino) return;
  copyFileSync(path, copy);
  note({ do: 'synced', ino: String(stats.ino), copy });
}

export function noteCommitted(database: string, durable: boolean): void {
  const copy = newCopy();
  copyFileSync(database, copy);
  if (statSync(`${database}-wal`, { throwIfNoEntry: false })) copyFileSync(`${database}-wal`, `${copy}-wal`);
  note({ do: 'committed', durable, copy });
}
