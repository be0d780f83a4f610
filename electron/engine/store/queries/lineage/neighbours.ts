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

/** What depends on a start (on any version of a model): how many of each kind, and where the versions are. The start is left out. */
export function dependantsOf(db: Db, start: Node): { readonly runs: number; readonly models: number; readonly versions: readonly ReachedVersion[] } {
  const rows = db.all<{ id: string; kind: NodeKind; collection: string | null; deleted: number | null; number: number | null }>(
    `${reaching(`${MEMBERS} UNION ${STEP_DOWN}`)} SELECT r.id, r.kind, v.collection, v.deleted, v.number FROM reach r LEFT JOIN versions v ON r.kind = 'version' AND v.id = r.id WHERE r.id <> ?1`,
    start.id, start.kind,
  );
  const versions = rows.flatMap((row) => (row.kind === 'version' ? [{ id: row.id, collection: row.collection ?? '', deleted: row.deleted ?? 0, number: row.number }] : []));
  return { runs: rows.filter((row) => row.kind === 'run').length, models: rows.filter((row) => row.kind === 'model').length, versions };
}
