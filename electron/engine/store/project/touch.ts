// Which scopes of the page a change of a row reaches.
import type { Session } from '../session.js';

/** A version, and the lists it stands in. A link changes with its source. */
export function touchVersion(session: Session, version: string, collection: string): void {
  session.touch(`versions:${collection}`, version);
  session.touch(`version:${version}`, version);
  session.touch('collections', collection);
  for (const row of session.db.all<{ model: string }>('SELECT model FROM links WHERE version = ? AND live = 1', version)) {
    if (row.model === collection) continue;
    session.touch(`versions:${row.model}`, version);
    session.touch('collections', row.model);
  }
}

/** What an edge or alias points at: a version, or a link of a registered model. */
export function touchTarget(session: Session, target: string | null, collection: string): void {
  if (target === null) return;
  const link = session.db.get<{ version: string }>('SELECT version FROM links WHERE id = ?', target);
  if (link) {
    session.touch(`versions:${collection}`, link.version);
    session.touch(`version:${link.version}`, link.version);
  } else touchVersion(session, target, collection);
}

/** After a name or place changed that many rows show. */
export function touchEverywhere(session: Session): void {
  for (const scope of ['projects', 'collections', 'runs', 'run:*', 'version:*', 'versions:*']) session.touch(scope, '*');
}
