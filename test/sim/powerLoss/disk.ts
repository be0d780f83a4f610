// What a disk may hold after the power was lost. A name that was given or taken since its folder was last made durable may be there or
// not, a file holds what its last fsync saw, or zeros where none did.
import { copyFileSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import type { Event } from './recorder.js';

interface Change {
  /** The folder whose fsync makes it durable. */
  readonly folder: string;
  apply(names: Map<string, string>, folders: Set<string>): void;
}

export interface Left {
  /** The same for the same. */
  readonly name: string;
  /** Puts it into an empty folder as if that were the home. */
  layOut(target: string): void;
}

export interface Disk {
  happen(event: Event): void;
  /** What is left. `keeps`: whether a change that may be lost is there; `newest`: the database holds what did not wait for the disk. */
  left(keeps: () => boolean, newest: boolean): Left;
  /** Blobs of which somebody was told. */
  readonly told: ReadonlySet<string>;
}

export function createDisk(home: string): Disk {
  const names = new Map<string, string>();
  const folders = new Set<string>();
  const contents = new Map<string, string>();
  const sizes = new Map<string, number>();
  const told = new Set<string>();
  let pending: Change[] = [];
  let database: { readonly durable: string | undefined; readonly newest: string | undefined } = { durable: undefined, newest: undefined };
  const change = (path: string, apply: Change['apply']): void => void pending.push({ folder: dirname(path), apply });
  const settle = (folder: string): void => {
    for (const each of pending) if (each.folder === folder) each.apply(names, folders);
    pending = pending.filter((each) => each.folder !== folder);
  };
  return {
    told,
    happen(event) {
      switch (event.do) {
        case 'made':
          contents.delete(event.ino);
          sizes.delete(event.ino);
          change(event.path, (at) => void at.set(event.path, event.ino));
          return;
        case 'named':
          sizes.set(event.ino, event.size);
          change(event.path, (at) => {
            if (event.from !== undefined) at.delete(event.from);
            at.set(event.path, event.ino);
          });
          return;
        case 'folder':
          change(event.path, (_, at) => void at.add(event.path));
          return;
        case 'gone':
          change(event.path, (files, at) => {
            for (const path of files.keys()) if (path === event.path || path.startsWith(`${event.path}/`)) files.delete(path);
            for (const path of at) if (path === event.path || path.startsWith(`${event.path}/`)) at.delete(path);
          });
          return;
        case 'synced':
          contents.set(event.ino, event.copy);
          return;
        case 'folderSynced':
          settle(event.path);
          return;
        case 'committed':
          database = { durable: event.durable ? event.copy : database.durable, newest: event.copy };
          // The first fsync of a new log of SQLite makes its folder durable.
          if (event.durable) settle(home);
          return;
        case 'told':
          for (const blob of event.blobs) told.add(blob);
      }
    },
    left(keeps, newest) {
      const files = new Map(names);
      const made = new Set(folders);
      for (const each of pending) if (keeps()) each.apply(files, made);
      const isThere = (folder: string): boolean => folder === home || (made.has(folder) && isThere(dirname(folder)));
      const below = (path: string): boolean => path.startsWith(`${home}/`) && isThere(dirname(path));
      const copy = newest ? database.newest : database.durable;
      const entries = [...files].flatMap(([path, ino]) => (below(path) ? [{ path: relative(home, path), from: contents.get(ino), size: sizes.get(ino) ?? 0 }] : []));
      const kept = [...made].filter(below).map((folder) => relative(home, folder));
      return {
        name: JSON.stringify([copy, entries, kept, [...told]]),
        layOut(target) {
          for (const folder of kept) mkdirSync(join(target, folder), { recursive: true });
          for (const { path, from, size } of entries) {
            if (from === undefined) writeFileSync(join(target, path), new Uint8Array(size));
            else copyFileSync(from, join(target, path));
          }
          if (copy === undefined) return;
          copyFileSync(copy, join(target, 'cache.db'));
          if (existsSync(`${copy}-wal`)) copyFileSync(`${copy}-wal`, join(target, 'cache.db-wal'));
        },
      };
    },
  };
}
