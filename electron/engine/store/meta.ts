// What a registry database says about itself, and the local values that never travel.
import type { Random } from '../ports.js';
import type { Db } from './database.js';
import { ZERO_HLC } from '../domain/hlc.js';

type MetaKey = 'id' | 'home' | 'epoch' | 'hlc';

export function getMeta(db: Db, key: MetaKey): string {
  const value = db.get<{ value: string }>('SELECT value FROM meta WHERE key = ?', key)?.value;
  if (value === undefined) throw new Error(`Registry database without ${key}`);
  return value;
}

export function setMeta(db: Db, key: MetaKey, value: string): void {
  db.run('INSERT INTO meta(key, value) VALUES(?, ?) ON CONFLICT(key) DO UPDATE SET value = excluded.value', key, value);
}

export function randomHex(random: Random, bytes: number): string {
  return Buffer.from(random.bytes(bytes)).toString('hex');
}

/** First opening: whichever process comes first decides. */
export function initMeta(db: Db, random: Random, id: string | undefined, home: string | undefined): void {
  const values: readonly [MetaKey, string][] = [
    ['id', id ?? randomHex(random, 16)],
    ['home', home ?? 'computer'],
    ['epoch', randomHex(random, 8)],
    ['hlc', ZERO_HLC],
  ];
  if (db.get("SELECT 1 FROM meta WHERE key = 'hlc'")) return;
  db.exec('BEGIN IMMEDIATE');
  for (const [key, value] of values) db.run('INSERT OR IGNORE INTO meta(key, value) VALUES(?, ?)', key, value);
  db.exec('COMMIT');
}

export function getLocal(db: Db, key: string): string | undefined {
  return db.get<{ value: string }>('SELECT value FROM local WHERE key = ?', key)?.value;
}

export function setLocal(db: Db, key: string, value: string | null): void {
  if (value === null) db.run('DELETE FROM local WHERE key = ?', key);
  else db.run('INSERT INTO local(key, value) VALUES(?, ?) ON CONFLICT(key) DO UPDATE SET value = excluded.value', key, value);
}
