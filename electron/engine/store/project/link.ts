// A version inside a registered model.
import { weightOf, type Session } from '../session.js';
import { readHeads, shownText } from '../registers.js';
import { deletedNow } from './deleted.js';
import { setLive } from './edge.js';
import { numberOf } from './number.js';
import { touchVersion } from './touch.js';

export function projectLink(session: Session, id: string): void {
  const { db } = session;
  const edges = db.all<{ id: string; collection: string; version: string; rank: string; live: number }>("SELECT id, collection, version, rank, live FROM edges WHERE target = ? AND form = 'link' ORDER BY rank, hash", id);
  const first = edges[0];
  if (!first) return;
  const heads = readHeads(db, `link:${id}`);
  const deleted = deletedNow(session, { kind: 'link', id }, heads);
  const standing = new Set((heads.get('live') ?? []).map((head) => head.id));
  for (const edge of edges) setLive(session, edge, !deleted && standing.has(edge.id));
  const live = !deleted && standing.size > 0;
  const model = shownText(heads, 'model') || first.collection;
  const version = shownText(heads, 'version') || first.version;
  const before = db.get<{ live: number; model: string; number: number | null }>('SELECT live, model, number FROM links WHERE id = ?', id);
  const number = numberOf(db, model, id) ?? null;
  db.run('INSERT OR REPLACE INTO links(id, model, version, live, weight, number) VALUES(?, ?, ?, ?, ?, ?)', id, model, version, live ? 1 : 0, weightOf(first.rank), number);
  if (before?.live === 1) for (const counter of ['versions', 'listed']) session.count(`${counter}:${before.model}`, -1);
  if (live) for (const counter of ['versions', 'listed']) session.count(`${counter}:${model}`, 1);
  touchVersion(session, version, model);
  if (before && before.number !== number) session.dirty('unnumbered', model);
  if (!before && number === null) session.renumber(model).waits.add(id);
  session.dirty('collection', model);
}
