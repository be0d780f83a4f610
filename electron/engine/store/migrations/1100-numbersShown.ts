// Numbers under which versions and links were shown here before theirs were final. Nothing of it is folded or travels.
import type { Migration } from '../migrate.js';

export const numbersShown: Migration = {
  version: 1100,
  sql: `
CREATE TABLE numbers_shown(collection TEXT NOT NULL, number INTEGER NOT NULL, target TEXT NOT NULL, moved INTEGER NOT NULL DEFAULT 0, PRIMARY KEY(collection, number, target)) WITHOUT ROWID;
CREATE INDEX numbers_shown_moved ON numbers_shown(collection, number) WHERE moved = 1;
CREATE INDEX links_unnumbered ON links(model, weight, id) WHERE number IS NULL;
WITH waiting AS (
  SELECT id, row_number() OVER (PARTITION BY collection ORDER BY weight, id) AS place FROM (
    SELECT id, collection, weight FROM versions WHERE number IS NULL UNION ALL SELECT id, model, weight FROM links WHERE number IS NULL))
INSERT INTO numbers_shown(collection, number, target)
  SELECT o.collection, coalesce((SELECT max(number) FROM numbers n WHERE n.collection = o.collection), -1) + w.place, w.id FROM outbox o JOIN waiting w ON w.id = o.target;`,
};
