// Who holds an alias, and whether it is contested.
import { standingOf } from '../aliasMoves.js';
import type { Session } from '../session.js';
import { touchTarget } from './touch.js';

/** `key` is `<collection>:<alias>`. */
export function projectAlias(session: Session, key: string): void {
  const { db } = session;
  const collection = key.slice(0, key.indexOf(':'));
  const alias = key.slice(collection.length + 1);
  const { heads, contested } = standingOf(db, collection, alias);
  const before = db.get<{ target: string | null }>('SELECT target FROM aliases WHERE collection = ? AND alias = ?', collection, alias);
  const head = heads[0];
  const target = typeof head?.value === 'string' ? head.value : null;
  if (head && (target !== null || contested)) {
    db.run('INSERT OR REPLACE INTO aliases(collection, alias, target, contested, hash) VALUES(?, ?, ?, ?, ?)', collection, alias, target, contested ? 1 : 0, head.id);
  } else db.run('DELETE FROM aliases WHERE collection = ? AND alias = ?', collection, alias);
  for (const each of heads) touchTarget(session, typeof each.value === 'string' ? each.value : null, collection);
  if (before) touchTarget(session, before.target, collection);
  session.touch('collections', collection);
}
