// The log of syncing: lines from before lines had a kind are kept, and each kind is found by itself.
import { join } from 'node:path';
import Database from 'libsql';
import { expect, it } from 'vitest';
import { openDatabase } from '../../../electron/engine/cache/database.js';
import { CACHE_MIGRATIONS } from '../../../electron/engine/cache/migrations/list.js';
import { createSyncRows } from '../../../electron/engine/cache/syncRows.js';
import { tempFolder } from '../../support/tempFolder.js';

it('keeps the lines of an older database, and shows errors, what was skipped and conflicts apart', () => {
  const file = join(tempFolder(), 'cache.db');
  const old = new Database(file);
  for (const { version, sql } of CACHE_MIGRATIONS) if (version <= 500) old.exec(`${sql}; PRAGMA user_version = ${version};`);
  old.exec("INSERT INTO sync_log (at, level, registry, text) VALUES (1, 'info', NULL, 'Paused.'), (2, 'error', 'r', 'team: refused')");
  old.close();
  const db = openDatabase(file);
  const rows = createSyncRows(db);
  rows.log({ at: 3, level: 'warning', registry: 'r', text: 'one is missing', about: 'skipped' });
  rows.log({ at: 4, level: 'warning', registry: 'r', text: 'cnn:production is contested', about: 'conflict' });
  rows.log({ at: 5, level: 'info', registry: 'r', text: 'team: 3 sent' });
  const shown = (show?: 'all' | 'errors' | 'skipped' | 'conflicts', query = ''): number[] => rows.logLines(query, null, 10, show).map(({ at }) => at);
  expect(shown()).toEqual([5, 4, 3, 2, 1]);
  expect(shown('errors')).toEqual([2]);
  expect(shown('skipped')).toEqual([3]);
  expect(shown('conflicts')).toEqual([4]);
  expect(shown('errors', 'team')).toEqual([2]);
  expect(rows.logLines('', null, 1, 'conflicts')).toEqual([{ id: 4, at: 4, level: 'warning', registry: 'r', text: 'cnn:production is contested', about: 'conflict' }]);
  db.close();
});
