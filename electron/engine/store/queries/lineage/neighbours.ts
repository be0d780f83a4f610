// The edges of lineage as they lie in the tables, for many nodes at a time.
import type { Edge, Node, NodeKind } from '../../../domain/lineage/types.js';
import type { Db } from '../../database.js';

/** What begins at these, by their kind: `?1` is a JSON array of ids. Each answers from one index. */
const DOWN: Readonly<Record<NodeKind, string>> = {
  version: `SELECT DISTINCT u.version AS "from", u.run AS "to", 'used' AS role FROM json_each(?1) j CROSS JOIN uses u ON u.version = j.value
    UNION ALL SELECT l.version, l.model, 'linked' FROM json_each(?1) j CROSS JOIN links l ON l.version = j.value WHERE l.live = 1`,
  run: `SELECT DISTINCT e.run AS "from", e.target AS "to", 'produced' AS role FROM json_each(?1) j CROSS JOIN edges e ON e.run = j.value WHERE e.form = 'log' AND e.run IS NOT NULL`,
  model: '',
};

const UP: Readonly<Record<NodeKind, string>> = {
  version: `SELECT DISTINCT e.run AS "from", e.target AS "to", 'produced' AS role FROM json_each(?1) j CROSS JOIN edges e ON e.target = j.value WHERE e.form = 'log' AND e.run IS NOT NULL`,
  run: `SELECT DISTINCT u.version AS "from", u.run AS "to", 'used' AS role FROM json_each(?1) j CROSS JOIN uses u ON u.run = j.value`,
  model: `SELECT l.version AS "from", l.model AS "to", 'linked' AS role FROM json_each(?1) j CROSS JOIN links l ON l.model = j.value WHERE l.live = 1`,
};

const KINDS = ['version', 'run', 'model'] as const;

/** The edges that end at (`up`) or begin at (`down`) these nodes, each once. Deleted things keep their edges. */
export function neighboursOf(db: Db, nodes: readonly Node[], to: 'up' | 'down'): readonly Edge[] {
  return KINDS.flatMap((kind) => {
    const sql = (to === 'up' ? UP : DOWN)[kind];
    const ids = nodes.filter((node) => node.kind === kind).map((node) => node.id);
    return sql === '' || ids.length === 0 ? [] : db.all<Edge>(sql, JSON.stringify(ids));
  });
}

const STEP_DOWN = `SELECT u.run, 'run' FROM reach r CROSS JOIN uses u ON u.version = r.id WHERE r.kind = 'version'
  UNION SELECT e.target, 'version' FROM reach r CROSS JOIN edges e ON e.run = r.id WHERE r.kind = 'run' AND e.form = 'log' AND e.run IS NOT NULL
  UNION SELECT l.model, 'model' FROM reach r CROSS JOIN links l ON l.version = r.id WHERE r.kind = 'version' AND l.live = 1`;

const STEP_UP = `SELECT u.version, 'version' FROM reach r CROSS JOIN uses u ON u.run = r.id WHERE r.kind = 'run'
  UNION SELECT e.run, 'run' FROM reach r CROSS JOIN edges e ON e.target = r.id WHERE r.kind = 'version' AND e.form = 'log' AND e.run IS NOT NULL`;

/** A model is gone through only where it is the start. */
const MEMBERS = `SELECT l.version, 'version' FROM links l WHERE l.model = ?1 AND l.live = 1`;

const reaching = (steps: string): string => `WITH RECURSIVE reach(id, kind) AS (VALUES(?1, ?2) UNION ${steps})`;

/** Everything within reach, without an order: one recursive query, which is what makes impact fast. */
export function reachOf(db: Db, start: Node, steps: 'up' | 'down' | 'around'): readonly Node[] {
  const sql = steps === 'up' ? `${MEMBERS} UNION ${STEP_UP}` : steps === 'down' ? STEP_DOWN : `${MEMBERS} UNION ${STEP_UP} UNION ${STEP_DOWN}`;
  return db.all<Node>(`${reaching(sql)} SELECT id, kind FROM reach`, start.id, start.kind);
}

export interface ReachedVersion {
  readonly id: string;
  readonly collection: string;
  readonly deleted: number;
  readonly number: number | null;
}

/** The versions that impact begins at, by what the start is. */
const SEEDS: Readonly<Record<NodeKind, string>> = {
  version: 'VALUES(?1)',
  run: `SELECT e.target FROM edges e WHERE e.run = ?1 AND e.form = 'log' AND e.run IS NOT NULL`,
  model: 'SELECT l.version FROM links l WHERE l.model = ?1 AND l.live = 1',
};

/** From version to version, over the runs between: half the rows of a walk over both, which is what makes impact fast. */
const MADE_FROM = `SELECT e.target FROM reach r CROSS JOIN uses u ON u.version = r.id CROSS JOIN edges e ON e.run = u.run WHERE e.form = 'log' AND e.run IS NOT NULL`;

const COUNTS = `SELECT (SELECT COUNT(DISTINCT u.run) FROM json_each(?1) j CROSS JOIN uses u ON u.version = j.value WHERE u.run <> ?2) AS runs,
  (SELECT COUNT(DISTINCT l.model) FROM json_each(?1) j CROSS JOIN links l ON l.version = j.value WHERE l.live = 1 AND l.model <> ?2) AS models`;

/** What depends on a start (on any version of a model): how many of each kind, and where the versions are. The start is left out. */
export function dependantsOf(db: Db, start: Node): { readonly runs: number; readonly models: number; readonly versions: readonly ReachedVersion[] } {
  const rows = db.all<{ id: string; collection: string | null; deleted: number | null; number: number | null }>(
    `WITH RECURSIVE reach(id) AS (${SEEDS[start.kind]} UNION ${MADE_FROM}) SELECT r.id, v.collection, v.deleted, v.number FROM reach r LEFT JOIN versions v ON v.id = r.id`,
    start.id,
  );
  const counts = db.get<{ runs: number; models: number }>(COUNTS, JSON.stringify(rows.map(({ id }) => id)), start.id);
  const versions = rows.filter(({ id }) => id !== start.id).map(({ id, collection, deleted, number }) => ({ id, collection: collection ?? '', deleted: deleted ?? 0, number }));
  return { runs: counts?.runs ?? 0, models: counts?.models ?? 0, versions };
}
