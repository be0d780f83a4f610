// An edge's metrics, and which edges are live and not passed by a live one.
import type { Db } from '../database.js';
import { readHeads, shown } from '../registers.js';
import type { Session } from '../session.js';

/** The metrics bound to a log edge. */
export function projectEdge(session: Session, id: string): void {
  const metrics = shown(readHeads(session.db, `edge:${id}`), 'metrics');
  const edge = session.db.get<{ target: string; metrics: string | null }>('SELECT target, metrics FROM edges WHERE id = ?', id);
  if (!edge) return;
  const text = metrics === undefined ? null : JSON.stringify(metrics);
  if (text === edge.metrics) return;
  session.db.run('UPDATE edges SET metrics = ? WHERE id = ?', text, id);
  session.dirty('version', edge.target);
}

function repass(db: Db, edge: string): void {
  const passed = db.get('SELECT 1 FROM edge_seen s JOIN edges e ON e.id = s.seer WHERE s.edge = ? AND e.live = 1 LIMIT 1', edge) ? 1 : 0;
  db.run('UPDATE edges SET passed = ? WHERE id = ? AND passed <> ?', passed, edge, passed);
}

/** Makes an edge live or not, with what follows for the edges it passed. */
export function setLive(session: Session, edge: { readonly id: string; readonly collection: string; readonly live: number }, live: boolean): void {
  if ((edge.live === 1) === live) return;
  const { db } = session;
  db.run('UPDATE edges SET live = ? WHERE id = ?', live ? 1 : 0, edge.id);
  for (const row of db.all<{ edge: string }>('SELECT edge FROM edge_seen WHERE seer = ?', edge.id)) repass(db, row.edge);
  session.dirty('collection', edge.collection);
}
