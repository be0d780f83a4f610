// Run rows.
import type { RunRow } from '../../../../shared/contract/entities.js';
import type { Actor, JsonObject } from '../../../../shared/contract/primitives.js';
import type { Db } from '../database.js';
import { counter } from './collections.js';

interface Row {
  readonly id: string;
  readonly key: string;
  readonly name: string;
  readonly job_type: string;
  readonly state: RunRow['state'];
  readonly config: string;
  readonly summary: string;
  /** Newer values of a run that is going on here. */
  readonly live: string | null;
  readonly started: number;
  readonly finished: number | null;
  readonly timeless: number;
  readonly actor: string;
  readonly weight: number;
  readonly project: string;
  readonly entity: string;
}

const SELECT = `SELECT r.id, r.key, r.name, r.job_type, r.state, r.config, r.summary, r.started, r.finished, r.timeless, r.actor, r.weight, l.summary AS live, coalesce(p.name, substr(r.project, 1, 8)) AS project, coalesce(e.name, '') AS entity
  FROM runs r LEFT JOIN projects p ON p.id = r.project LEFT JOIN entities e ON e.id = p.entity LEFT JOIN run_live l ON l.run = r.id`;

function item(row: Row): { readonly order: number; readonly row: RunRow } {
  return {
    order: row.weight,
    row: {
      id: row.id,
      key: row.key,
      name: row.name,
      project: row.project,
      entity: row.entity,
      jobType: row.job_type,
      state: row.state,
      config: JSON.parse(row.config) as JsonObject,
      summary: { ...(JSON.parse(row.summary) as JsonObject), ...(row.live === null ? {} : (JSON.parse(row.live) as JsonObject)) },
      started: row.started,
      finished: row.finished,
      timeless: row.timeless === 1,
      actor: JSON.parse(row.actor) as Actor,
    },
  };
}

export function runById(db: Db, id: string): { readonly order: number; readonly row: RunRow } | undefined {
  const row = db.get<Row>(`${SELECT} WHERE r.id = ? AND r.deleted = 0`, id);
  return row && item(row);
}

export function runsByKey(db: Db, key: string): readonly RunRow[] {
  return db.all<Row>(`${SELECT} WHERE r.key = ? AND r.deleted = 0 ORDER BY r.weight DESC, r.id`, key).map((row) => item(row).row);
}

export function runPage(db: Db, after: readonly [number, string] | null, limit: number, query: string): { readonly order: number; readonly row: RunRow }[] {
  const filter = query === '' ? '' : 'AND (instr(lower(r.name), ?) > 0 OR instr(lower(r.key), ?) > 0)';
  const place = after ? 'AND (r.weight < ? OR (r.weight = ? AND r.id > ?))' : '';
  const rows = db.all<Row>(
    `${SELECT} WHERE r.deleted = 0 ${filter} ${place} ORDER BY r.weight DESC, r.id LIMIT ?`,
    ...(query === '' ? [] : [query, query]), ...(after ? [after[0], after[0], after[1]] : []), limit,
  );
  return rows.map(item);
}

export function runMatches(db: Db, query: string): number {
  if (query === '') return counter(db, 'runs');
  return db.get<{ n: number }>('SELECT count(*) AS n FROM runs WHERE deleted = 0 AND (instr(lower(name), ?1) > 0 OR instr(lower(key), ?1) > 0)', query)?.n ?? 0;
}
