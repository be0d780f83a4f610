// Under which identities of this device a database was written. The first is the one under which its log was published; any that is no
// longer the device's own may have left operations that never were.
import type { Db } from './database.js';
import { getLocal, setLocal } from './meta.js';

/** Local value: identities do not follow from the log. */
const KEY = 'writers';

export function writersIn(db: Db): readonly string[] {
  return JSON.parse(getLocal(db, KEY) ?? '[]') as string[];
}

export function noteWriter(db: Db, device: string): void {
  const known = writersIn(db);
  if (!known.includes(device)) setLocal(db, KEY, JSON.stringify([...known, device]));
}

/** From now on this device alone has written here. */
export function soleWriter(db: Db, device: string): void {
  setLocal(db, KEY, JSON.stringify([device]));
}
