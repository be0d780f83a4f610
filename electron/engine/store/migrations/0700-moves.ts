// The moves of one collection's aliases, and the settings, are found without reading every operation: rolling back asks for them.
import type { Migration } from '../migrate.js';

export const moves: Migration = {
  version: 700,
  sql: `
CREATE INDEX ops_setting ON ops(n) WHERE kind = 'setting';
CREATE INDEX ops_move ON ops(subject) WHERE kind GLOB 'alias.*';
CREATE INDEX ops_move_within ON ops(parent) WHERE kind GLOB 'alias.*' AND parent IS NOT NULL;`,
};
