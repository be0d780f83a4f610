// What lists, search and policies need of the facts of a file, beside the digest of the facts themselves.
import type { Migration } from '../migrate.js';

export const factsBrief: Migration = {
  version: 300,
  sql: `
ALTER TABLE facts ADD COLUMN format TEXT;
ALTER TABLE facts ADD COLUMN framework TEXT;
ALTER TABLE facts ADD COLUMN parameters INTEGER;
ALTER TABLE facts ADD COLUMN dtypes TEXT;
ALTER TABLE facts ADD COLUMN safety INTEGER;
`,
};
