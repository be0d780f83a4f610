// What is known of a version as the target of an alias: what a policy is judged by.
import type { JsonObject } from '../../../../shared/contract/primitives.js';
import type { Evaluation, Judged } from '../../domain/policy/types.js';
import { shownAliases } from '../aliasMoves.js';
import type { Db } from '../database.js';
import { tagsOf } from './collections.js';
import { targetLabel, targetRef } from './labels.js';
import { safetyOfManifest } from './safety.js';

/** Evaluations looked at: the newest. */
const MAX_EVALUATIONS = 200;

function numbersIn(values: JsonObject): Record<string, number> {
  return Object.fromEntries(Object.entries(values).flatMap(([key, value]) => (typeof value === 'number' ? [[key, value] as const] : [])));
}

interface RunRow {
  readonly id: string;
  readonly name: string;
  readonly at: number;
  readonly summary: string;
}

/**
 * Runs that read the version and made no other of its kind, with their last values: evaluations of it. A run that made one
 * trained on it, and its numbers are those of what it made.
 */
function evaluationsOf(db: Db, version: string, type: string, live: (run: string) => JsonObject | undefined): Evaluation[] {
  const runs = db.all<RunRow>(
    `SELECT r.id, r.name, coalesce(r.finished, r.started) AS at, r.summary FROM uses u JOIN runs r ON r.id = u.run WHERE u.version = ?1 AND r.deleted = 0
     AND NOT EXISTS (SELECT 1 FROM edges e JOIN collections c ON c.id = e.collection WHERE e.run = r.id AND e.form = 'log' AND c.type = ?2)
     GROUP BY r.id ORDER BY at DESC, r.id LIMIT ${MAX_EVALUATIONS}`,
    version, type,
  );
  return runs.flatMap((run) => {
    const metrics = numbersIn({ ...(JSON.parse(run.summary) as JsonObject), ...live(run.id) });
    if (Object.keys(metrics).length === 0) return [];
    const data = db.all<{ id: string; digest: string; name: string }>(
      'SELECT DISTINCT v.id, v.digest, c.name FROM uses u JOIN versions v ON v.id = u.version JOIN collections c ON c.id = v.collection WHERE u.run = ? AND v.id <> ? AND c.type <> ? ORDER BY v.digest, v.id',
      run.id, version, type,
    );
    return [{ run: run.name, at: run.at, metrics, data: data.map(({ id, digest, name }) => ({ digest, name, ref: targetRef(db, id) ?? name })) }];
  });
}

/** Aliases that the target has here, or had. */
function heldBy(db: Db, collection: string, target: string, version: string): string[] {
  const now = shownAliases(db, collection).filter((each) => each.target === target).map((each) => each.alias);
  const moved = db.all<{ alias: string }>(
    `SELECT DISTINCT coalesce(json_extract(op, '$.body.alias'), json_extract(op, '$.body.record.alias')) AS alias FROM ops
     WHERE subject IN (?1, ?2) AND quiet = 0 AND kind IN ('alias.move', 'alias.sequence', 'alias.place') AND state = 1
     AND coalesce(json_extract(op, '$.body.target'), json_extract(op, '$.body.record.target')) = ?1 AND coalesce(json_extract(op, '$.body.collection'), json_extract(op, '$.body.record.collection')) = ?3`,
    target, version, collection,
  );
  return [...new Set([...now, ...moved.map((row) => row.alias)])].sort();
}

/** Undefined before the version has arrived. `live` gives the last values of a run that goes on here. */
export function judged(db: Db, collection: string, target: string, live: (run: string) => JsonObject | undefined): Judged | undefined {
  const version = db.get<{ version: string }>('SELECT version FROM links WHERE id = ?', target)?.version ?? target;
  const row = db.get<{ digest: string; type: string; metrics: string | null }>(
    'SELECT v.digest, c.type, e.metrics FROM versions v JOIN collections c ON c.id = v.collection LEFT JOIN edges e ON e.id = v.first_edge WHERE v.id = ?',
    version,
  );
  if (!row) return undefined;
  return {
    label: targetLabel(db, target),
    metrics: numbersIn(row.metrics === null ? {} : (JSON.parse(row.metrics) as JsonObject)),
    evaluations: evaluationsOf(db, version, row.type, live),
    safety: safetyOfManifest(db, row.digest),
    tags: tagsOf(db, `version:${version}`),
    held: heldBy(db, collection, target, version),
  };
}
