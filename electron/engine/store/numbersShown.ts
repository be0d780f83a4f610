// Numbers that this device showed for versions and links while they waited for theirs, and which of them went to others: such a name means
// nothing here until a person has acknowledged it.
import { CairnError } from '../../../shared/contract/errors.js';
import { formatReference, type Reference } from '../domain/references.js';
import type { Db } from './database.js';
import { holderOf, nextNumber } from './project/number.js';
import { targetRef } from './queries/labels.js';
import type { MovedNumber } from './readTypes.js';

/** Of a collection: the numbers that were given in a transaction, what began to wait for one, and whether all that wait may show others now. */
export interface Renumbered {
  readonly given: Set<number>;
  readonly waits: Set<string>;
  all: boolean;
}

/** Versions and links of a collection that have no number yet. */
const WAITING = 'SELECT id, weight FROM versions WHERE collection = ?1 AND number IS NULL UNION ALL SELECT id, weight FROM links WHERE model = ?1 AND number IS NULL';

/** Under which numbers the targets that wait in a collection are shown: those from the first on that began to, as those before it show what they did. */
function keepShown(db: Db, collection: string, { given, waits, all }: Renumbered): void {
  if (!db.get('SELECT 1 FROM outbox WHERE collection = ? LIMIT 1', collection)) return;
  const first = all || given.size > 0 ? { weight: -1, id: '' } : db.get<{ weight: number; id: string }>(`SELECT weight, id FROM (${WAITING}) WHERE id IN (SELECT value FROM json_each(?2)) ORDER BY weight, id LIMIT 1`, collection, JSON.stringify([...waits]));
  if (!first) return;
  const before = db.get<{ n: number }>(`SELECT count(*) AS n FROM (${WAITING}) WHERE (weight, id) < (?2, ?3)`, collection, first.weight, first.id)?.n ?? 0;
  db.run(
    `WITH waiting AS (SELECT id, row_number() OVER (ORDER BY weight, id) - 1 AS place FROM (${WAITING}) WHERE (weight, id) >= (?2, ?3))
     INSERT OR IGNORE INTO numbers_shown(collection, number, target)
       SELECT ?1, ?4 + w.place, w.id FROM waiting w JOIN outbox o ON o.collection = ?1 AND o.target = w.id`,
    collection, first.weight, first.id, nextNumber(db, collection) + before,
  );
}

/** At the end of a transaction: what is shown from now on, and for whom the numbers that were given had been shown. */
export function keepNumbers(db: Db, collection: string, renumbered: Renumbered): void {
  keepShown(db, collection, renumbered);
  if (!db.get('SELECT 1 FROM numbers_shown WHERE collection = ? LIMIT 1', collection)) return;
  for (const number of renumbered.given) db.run('UPDATE numbers_shown SET moved = (target IS NOT ?3) WHERE collection = ?1 AND number = ?2', collection, number, holderOf(db, collection, number) ?? null);
}

const exactRef = (db: Db, name: string, target: string): string => {
  const digest = db.get<{ digest: string }>('SELECT digest FROM versions WHERE id = coalesce((SELECT version FROM links WHERE id = ?1), ?1)', target)?.digest;
  return digest === undefined ? `${name} (${target.slice(0, 8)}, which has not arrived)` : `${name}@${digest.slice(0, 15)}`;
};

function movedAt(db: Db, collection: string, number: number): MovedNumber | undefined {
  const holder = holderOf(db, collection, number);
  const before = db.all<{ target: string }>('SELECT target FROM numbers_shown WHERE collection = ? AND number = ? AND moved = 1 AND target IS NOT ?', collection, number, holder ?? null);
  if (holder === undefined || before.length === 0) return undefined;
  const name = db.get<{ name: string }>('SELECT name FROM collections WHERE id = ?', collection)?.name ?? collection.slice(0, 8);
  return { collection, name, number, was: before.map(({ target }) => targetRef(db, target) ?? exactRef(db, name, target)), now: exactRef(db, name, holder) };
}

/** Numbers that were shown here for others than hold them now, and that nobody has acknowledged. */
export function movedNumbers(db: Db): readonly MovedNumber[] {
  return db.all<{ collection: string; number: number }>('SELECT DISTINCT collection, number FROM numbers_shown WHERE moved = 1 ORDER BY collection, number').flatMap(({ collection, number }) => movedAt(db, collection, number) ?? []);
}

/** @throws CairnError number_moved where the number was shown here for another than holds it now */
export function refuseMoved(db: Db, collection: string, reference: Reference, number: number): void {
  const moved = movedAt(db, collection, number);
  if (!moved) return;
  const asked = formatReference(reference);
  throw new CairnError(
    'number_moved',
    `${asked} is not what it was: before numbers were final v${number} was shown here for ${moved.was.join(' and ')}, and it went to ${moved.now}. Name the one that is meant; to take v${number} for the one that has it from now on: cairn acknowledge ${asked}`,
    { reference: asked, collection, number, was: [...moved.was], now: moved.now },
  );
}

/** A person knows now what a number of a collection means, or what all of them do. */
export function acknowledgeNumbers(db: Db, collection: string, number: number | undefined): void {
  db.run('DELETE FROM numbers_shown WHERE moved = 1 AND collection = ?1 AND (?2 IS NULL OR number = ?2)', collection, number ?? null);
}
