// Numbers under which versions and links were shown here before theirs were final. Nothing of it is folded or travels.
import type { Migration } from '../migrate.js';

export const numbersShown: Migration = {
  version: 1100,
  sql: `
CREATE TABLE numbers_shown(collection TEXT NOT NULL, number INTEGER NOT NULL, target TEXT NOT NULL, moved INTEGER NOT NULL DEFAULT 0, PRIMARY KEY(collection, number, target)) WITHOUT ROWID;
CREATE INDEX numbers_shown_moved ON numbers_shown(collection, number) WHERE moved = 1;
INSERT INTO numbers_shown(collection, number, target)
  SELECT o.collection, coalesce((SELECT max(number) FROM numbers n WHERE n.collection = o.collection), -1) + 1
    + (SELECT count(*) FROM versions b WHERE b.collection = o.collection AND b.number IS NULL AND (b.weight, b.id) < (v.weight, v.id)), o.target
  FROM outbox o LEFT JOIN versions v ON v.id = o.target;`,
};
