// Versions that one thinning removed are found by what their deletions share.
import type { Migration } from '../migrate.js';

export const removals: Migration = {
  version: 110,
  sql: `CREATE INDEX ops_batch ON ops(json_extract(op, '$.body.batch'), weight DESC) WHERE kind = 'delete';`,
};
