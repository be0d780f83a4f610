// Brings a database to the newest schema: numbered steps, forward only, each in one transaction.
import { CairnError } from '../../../shared/contract/errors.js';
import type { Db } from './database.js';
import { migrations } from './migrations/list.js';

export interface Migration {
  /** 10, 20, ...: what PRAGMA user_version says afterwards. */
  readonly version: number;
  readonly sql: string;
}

function versionOf(db: Db): number {
  return db.get<{ user_version: number }>('PRAGMA user_version')?.user_version ?? 0;
}

/** @throws CairnError newer_version when a newer Cairn wrote the file; nothing in it has been changed then */
export function migrate(db: Db, file: string): void {
  const newest = migrations[migrations.length - 1]?.version ?? 0;
  const found = versionOf(db);
  if (found > newest) {
    throw new CairnError('newer_version', `Opening ${file}, schema ${found} was found and this Cairn reads up to ${newest}. Update Cairn; the file was left as it is.`, { file, found, newest });
  }
  if (found === newest) return;
  db.exec('PRAGMA journal_mode = WAL');
  db.exec('BEGIN IMMEDIATE');
  try {
    const current = versionOf(db);
    for (const step of migrations) if (step.version > current) db.exec(`${step.sql}; PRAGMA user_version = ${step.version}`);
    db.exec('COMMIT');
  } catch (error) {
    db.rollback();
    throw error;
  }
}
