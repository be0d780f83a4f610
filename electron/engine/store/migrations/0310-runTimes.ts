// Runs whose log records no times: when they began and ended nobody knows.
import type { Migration } from '../migrate.js';

export const runTimes: Migration = {
  version: 310,
  sql: 'ALTER TABLE runs ADD COLUMN timeless INTEGER NOT NULL DEFAULT 0;',
};
