// Numbers inside a collection: of one number the op of lower hash holds it, of one version the lowest number is shown.
import { OP_BODIES, type Op } from '../../domain/ops.js';
import type { Db } from '../database.js';

/** The number of a version or link, or undefined while it is provisional. */
export function numberOf(db: Db, collection: string, target: string): number | undefined {
  return db.get<{ number: number }>(
    `SELECT min(n.number) AS number FROM numbers n WHERE n.target = ?1 AND n.collection = ?2
     AND n.id = (SELECT min(id) FROM numbers WHERE collection = ?2 AND number = n.number) HAVING count(*) > 0`,
    target, collection,
  )?.number;
}

/** The version or link that holds a number. */
export function holderOf(db: Db, collection: string, number: number): string | undefined {
  return db.get<{ target: string }>('SELECT target FROM numbers WHERE collection = ? AND number = ? ORDER BY id LIMIT 1', collection, number)?.target;
}

export function nextNumber(db: Db, collection: string): number {
  return (db.get<{ number: number | null }>('SELECT max(number) AS number FROM numbers WHERE collection = ?', collection)?.number ?? -1) + 1;
}

/** Hashes of the op of `n` and of those that were issued again for it. */
const COPIES = 'SELECT n.id UNION ALL SELECT r.hash FROM reissues r WHERE r.id = n.id';

/**
 * How many numbers the claim at this one covers, by what those say who read it in that remote; undefined where nobody says it, where
 * they say different things, or where some of its numbers are not here.
 */
export function blockAt(db: Db, collection: string, number: number, remote: string): number | undefined {
  const bodies = db.all<{ op: string }>(`SELECT o.op FROM numbers n JOIN ops o ON o.hash IN (${COPIES}) WHERE n.collection = ? AND n.number = ?`, collection, number).map(({ op }) => OP_BODIES.number.parse((JSON.parse(op) as Op).body));
  const said = bodies.flatMap(({ claim, block }) => (block?.remote === remote ? [{ claim, count: block.count }] : []));
  const count = said[0]?.count;
  if (count === undefined || said.some((each) => each.claim !== said[0]?.claim || each.count !== count)) return undefined;
  const here = db.get<{ n: number }>('SELECT count(DISTINCT number) AS n FROM numbers WHERE collection = ? AND number >= ? AND number < ?', collection, number, number + count)?.n;
  return here === count ? count : undefined;
}

/** A number whose claim in that remote was two claims, by what those say who read it. */
export function claimedTwice(db: Db, remote: string): { readonly collection: string; readonly number: number } | undefined {
  const rows = db.all<{ collection: string; number: number; op: string }>(
    `SELECT n.collection, n.number, o.op FROM numbers n JOIN ops o ON o.hash = n.id
     WHERE EXISTS (SELECT 1 FROM numbers b WHERE b.collection = n.collection AND b.number = n.number AND b.target <> n.target) ORDER BY n.collection, n.number`,
  );
  const claims = new Map<string, string>();
  return rows.find(({ collection, number, op }) => {
    const { claim, block } = OP_BODIES.number.parse((JSON.parse(op) as Op).body);
    if (claim === undefined || block?.remote !== remote) return false;
    const before = claims.get(`${collection} ${number}`) ?? claim;
    claims.set(`${collection} ${number}`, before);
    return before !== claim;
  });
}

/** Versions and links of which every number went to another, and the devices that asked for them: they have to ask again. */
export function numbersLost(db: Db): readonly { readonly collection: string; readonly target: string; readonly device: string }[] {
  const rows = db.all<{ collection: string; target: string; device: string }>(
    `SELECT n.collection, n.target, o.device FROM numbers n JOIN ops o ON o.hash IN (${COPIES})
     WHERE EXISTS (SELECT 1 FROM numbers b WHERE b.collection = n.collection AND b.number = n.number AND b.target <> n.target) ORDER BY n.collection, n.target`,
  );
  return rows.filter(({ collection, target }) => numberOf(db, collection, target) === undefined);
}
