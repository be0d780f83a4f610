// An edge's metrics, and which edges are live and not passed by a live one.
import type { JsonObject, JsonValue } from '../../../../shared/contract/primitives.js';
import { readHeads, shown } from '../registers.js';
import type { Session } from '../session.js';

function givenWith(history: string | null): JsonValue | undefined {
  const given = history === null ? undefined : (JSON.parse(history) as JsonObject)['given'];
  return given;
}

/** The metrics bound to a log edge; until they are, those that were given with it. */
export function projectEdge(session: Session, id: string): void {
  const edge = session.db.get<{ target: string; metrics: string | null; run: string | null; history: string | null }>('SELECT target, metrics, run, history FROM edges WHERE id = ?', id);
  if (!edge) return;
  const metrics = shown(readHeads(session.db, `edge:${id}`), 'metrics') ?? givenWith(edge.history);
  if (edge.run !== null) session.touch(`run:${edge.run}`, edge.run);
  const text = metrics === undefined ? null : JSON.stringify(metrics);
  if (text === edge.metrics) return;
  session.db.run('UPDATE edges SET metrics = ? WHERE id = ?', text, id);
  session.dirty('version', edge.target);
}

/** An edge of another collection may have been observed too. */
function dirtyCollectionOf(session: Session, edge: string): void {
  const collection = session.db.get<{ collection: string }>('SELECT collection FROM edges WHERE id = ?', edge)?.collection;
  if (collection !== undefined) session.dirty('collection', collection);
}

function repass(session: Session, edge: string): void {
  const { db } = session;
  const passed = db.get('SELECT 1 FROM edge_seen s JOIN edges e ON e.id = s.seer WHERE s.edge = ? AND e.live = 1 LIMIT 1', edge) ? 1 : 0;
  if (db.run('UPDATE edges SET passed = ? WHERE id = ? AND passed <> ?', passed, edge, passed) > 0) dirtyCollectionOf(session, edge);
}

/** A new live edge has observed this one. */
export function pass(session: Session, edge: string): void {
  if (session.db.run('UPDATE edges SET passed = 1 WHERE id = ? AND passed = 0', edge) > 0) dirtyCollectionOf(session, edge);
}

/** Makes an edge live or not, with what follows for the edges it passed. */
export function setLive(session: Session, edge: { readonly id: string; readonly collection: string; readonly live: number }, live: boolean): void {
  if ((edge.live === 1) === live) return;
  const { db } = session;
  db.run('UPDATE edges SET live = ? WHERE id = ?', live ? 1 : 0, edge.id);
  for (const row of db.all<{ edge: string }>('SELECT edge FROM edge_seen WHERE seer = ?', edge.id)) repass(session, row.edge);
  session.dirty('collection', edge.collection);
}
