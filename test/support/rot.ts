// Damage of blobs where they lie.
import { chmodSync, closeSync, openSync, statSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { openDatabase } from '../../electron/engine/cache/database.js';
import { stampOf } from '../../electron/engine/cache/identity.js';

const MiB = 1024 * 1024;

const blobIn = (home: string, blob: string): string => join(home, 'blobs', blob.slice(3, 5), blob.slice(5));

/** Puts bytes into a blob of a data root. */
export function rot(home: string, blob: string, at = 10 * MiB, bytes: Uint8Array = Buffer.from('rot')): void {
  const path = blobIn(home, blob);
  chmodSync(path, 0o600);
  const file = openSync(path, 'r+');
  writeSync(file, bytes, 0, bytes.length, at);
  closeSync(file);
}

/** As if the disk had done it: nothing tells of it without reading. */
export function passUnnoticed(home: string, blob: string): void {
  const db = openDatabase(join(home, 'cache.db'));
  db.prepare('UPDATE blob SET stamp = ? WHERE digest = ?').run(stampOf(statSync(blobIn(home, blob), { bigint: true })), Buffer.from(blob.slice(3), 'hex'));
  db.close();
}
