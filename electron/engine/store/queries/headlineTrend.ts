// The headline metric of a registered model: what its version in production has, what that changed, and the newest versions in a row.
import type { HeadlineTrend } from '../../../../shared/contract/entities.js';
import type { Db } from '../database.js';

/** Versions that a small line can tell apart. */
const NEWEST = 16;

const VALUE = `(SELECT j.value FROM edges e, json_each(e.metrics) j WHERE e.id = v.first_edge AND j.key = ? AND j.type IN ('integer', 'real'))`;

interface Point {
  readonly id: string;
  readonly weight: number;
  readonly value: number | null;
}

/** The value of the version that was linked last before this one and has one. */
function valueBefore(db: Db, model: string, metric: string, { id, weight }: Point): number | null {
  const found = db.get<{ value: number }>(
    `SELECT * FROM (SELECT ${VALUE} AS value FROM links l JOIN versions v ON v.id = l.version WHERE l.model = ? AND l.live = 1 AND v.deleted = 0 AND (l.weight < ? OR (l.weight = ? AND l.id > ?)) ORDER BY l.weight DESC, l.id LIMIT ${NEWEST}) WHERE value IS NOT NULL LIMIT 1`,
    metric, model, weight, weight, id,
  );
  return found?.value ?? null;
}

export function headlineTrend(db: Db, model: string, metric: string, production: string | null): HeadlineTrend {
  const points = db
    .all<Point>(`SELECT l.id, l.weight, ${VALUE} AS value FROM links l JOIN versions v ON v.id = l.version WHERE l.model = ? AND l.live = 1 AND v.deleted = 0 ORDER BY l.weight DESC, l.id LIMIT ${NEWEST}`, metric, model)
    .reverse();
  const at = production === null ? -1 : points.findIndex(({ id }) => id === production);
  const older = production !== null && at < 0 ? db.get<Point>(`SELECT l.id, l.weight, ${VALUE} AS value FROM links l JOIN versions v ON v.id = l.version WHERE l.id = ?`, metric, production) : undefined;
  const shown = production === null ? points.filter(({ value }) => value !== null).at(-1) : (points[at] ?? older);
  return { values: points.map(({ value }) => value), production: at < 0 ? null : at, value: shown?.value ?? null, before: shown?.value == null ? null : valueBefore(db, model, metric, shown) };
}
