// Moves that ask for their place are found without reading every operation: each sync looks for them.
import type { Migration } from '../migrate.js';

export const proposals: Migration = {
  version: 710,
  sql: "CREATE INDEX ops_propose ON ops(n) WHERE kind = 'alias.propose';",
};
