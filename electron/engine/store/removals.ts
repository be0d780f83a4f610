// The removals of devices that the log holds, kept together so that every op can be held against them.
import { lastAccepted, removalIn, type Removal } from '../domain/removal.js';
import type { Op } from '../domain/ops.js';
import type { Db } from './database.js';
import { getLocal, setLocal } from './meta.js';

/** Local value: they follow from the log. */
const KEY = 'removals';

export function readRemovals(db: Db): readonly Removal[] {
  return JSON.parse(getLocal(db, KEY) ?? '[]') as Removal[];
}

/** device -> last seq that counts. */
export function boundsIn(db: Db): ReadonlyMap<string, number> {
  const removals = readRemovals(db);
  return removals.length === 0 ? NONE : lastAccepted(removals);
}

const NONE: ReadonlyMap<string, number> = new Map();

/** Keeps the removal that an op is. False for any other op. */
export function noteRemoval(db: Db, op: Op, hash: string): boolean {
  const removal = removalIn(op, hash);
  if (!removal) return false;
  setLocal(db, KEY, JSON.stringify([...readRemovals(db).filter((known) => known.hash !== hash), removal]));
  return true;
}

export function copyRemovals(from: Db, to: Db): void {
  const text = getLocal(from, KEY);
  if (text !== undefined) setLocal(to, KEY, text);
}

/** True when ops that are here count now and did not before, or the other way round. */
export function concernsLog(db: Db, was: ReadonlyMap<string, number>, is: ReadonlyMap<string, number>): boolean {
  return [...new Set([...was.keys(), ...is.keys()])].some((device) => {
    const [old, now] = [was.get(device) ?? Infinity, is.get(device) ?? Infinity];
    return old !== now && db.get('SELECT 1 FROM ops WHERE device = ? AND seq > ? LIMIT 1', device, Math.min(old, now)) !== undefined;
  });
}

/** A database of an older build, which did not hold ops against removals: finds them. @returns true when the log has to be folded anew */
export function findRemovals(db: Db): boolean {
  if (getLocal(db, KEY) !== undefined) return false;
  for (const row of db.all<{ hash: string; op: string }>("SELECT hash, op FROM ops WHERE kind = 'device.remove'")) noteRemoval(db, JSON.parse(row.op) as Op, row.hash);
  if (getLocal(db, KEY) === undefined) setLocal(db, KEY, '[]');
  return concernsLog(db, NONE, boundsIn(db));
}
