// The registry at a past moment: a fold, in memory, of the operations with `at` up to it and of all they observe.
import type { PastModel } from '../../../shared/contract/registry.js';
import type { FoldRules } from '../domain/fold.js';
import { toldBy } from '../domain/moveRecord.js';
import type { Op } from '../domain/ops.js';
import { applyOp } from './apply.js';
import type { Db } from './database.js';
import { openDatabase } from './openDatabase.js';
import { flush } from './project/flush.js';
import { collectionById } from './queries/collections.js';
import { copyRemovals } from './removals.js';
import { createSession } from './session.js';

/** Kinds that no alias, number or list depends on. */
const IDLE = ['facts', 'metrics', 'history.part', 'describe', 'tag.add', 'tag.remove', 'run.start', 'run.update', 'run.finish', 'run.resume', 'policy', 'signature', 'report', 'view'];
const IDLE_LIST = IDLE.map((kind) => `'${kind}'`).join(', ');

interface Row {
  readonly n: number;
  readonly hash: string;
  readonly op: string;
}

/** Which operations a question needs, besides their moment: a condition with its parameters. */
interface Needed {
  readonly where: string;
  readonly params: readonly string[];
}

const EVERYTHING: Needed = { where: 'TRUE', params: [] };

/** What a collection or model, its versions and sources went through, where it was, and which aliases were protected. */
const about = (collection: string): Needed => ({
  where: `(subject = ? OR parent = ? OR kind = 'setting' OR kind GLOB 'project.*' OR kind GLOB 'entity.*'
    OR subject IN (SELECT id FROM versions WHERE collection = ?) OR subject IN (SELECT version FROM links WHERE model = ?))`,
  params: [collection, collection, collection, collection],
});

/** The moves of one collection's aliases, and which were protected: each part by an index of its own (migrations/0700-moves.ts). */
const movesIn = (collection: string): Needed => ({
  where: `n IN (SELECT n FROM ops WHERE kind = 'setting' UNION ALL SELECT n FROM ops WHERE kind GLOB 'alias.*' AND subject = ?
    UNION ALL SELECT n FROM ops WHERE kind GLOB 'alias.*' AND parent = ? AND parent IS NOT NULL)`,
  params: [collection, collection],
});

/** Operations up to the moment, and those they observe however late their clocks stand, in order of arrival. */
function rowsUpTo(db: Db, at: number, { where, params }: Needed): readonly Row[] {
  const sql = `SELECT n, hash, op FROM ops WHERE kind NOT IN (${IDLE_LIST}) AND ${where} AND iif(kind IN ('alias.sequence', 'alias.place'), json_extract(op, '$.body.record.at'), at) <= ?`;
  const rows = new Map(db.all<Row>(sql, ...params, at).map((row) => [row.hash, row]));
  const waiting = [...rows.values()];
  for (let row = waiting.pop(); row; row = waiting.pop()) {
    for (const observed of toldBy(JSON.parse(row.op) as Op).observed) {
      const hash = db.get<{ hash: string }>('SELECT hash FROM carriers WHERE id = ?', observed)?.hash ?? observed;
      if (rows.has(hash)) continue;
      const seen = db.get<Row>('SELECT n, hash, op FROM ops WHERE hash = ?1 OR hash IN (SELECT hash FROM reissues WHERE id = ?1) LIMIT 1', hash);
      if (!seen || rows.has(seen.hash)) continue;
      rows.set(seen.hash, seen);
      waiting.push(seen);
    }
  }
  return [...rows.values()].sort((a, b) => a.n - b.n);
}

function foldedUpTo<T>(db: Db, rules: FoldRules, at: number, needed: Needed, read: (past: Db) => T): T {
  const past = openDatabase(':memory:');
  try {
    for (const row of db.all<{ hash: string; id: string }>('SELECT hash, id FROM reissues')) past.run('INSERT INTO reissues(hash, id) VALUES(?, ?)', row.hash, row.id);
    copyRemovals(db, past);
    const session = createSession(past, rules);
    past.exec('BEGIN');
    for (const row of rowsUpTo(db, at, needed)) applyOp(session, JSON.parse(row.op) as Op, row.hash, row.n);
    flush(session);
    past.exec('COMMIT');
    return read(past);
  } finally {
    past.close();
  }
}

const versionBehind = (past: Db, target: string): string => past.get<{ version: string }>('SELECT version FROM links WHERE id = ?', target)?.version ?? target;

function pastModel(past: Db, id: string): PastModel[] {
  const row = collectionById(past, id);
  if (!row) return [];
  const set = past.all<{ alias: string; target: string }>('SELECT alias, target FROM aliases WHERE collection = ? AND target IS NOT NULL', id);
  const targets = Object.fromEntries([...(row.latest ? [['latest', row.latest.version] as const] : []), ...set.map(({ alias, target }) => [alias, versionBehind(past, target)] as const)]);
  const { name, project, entity, form, versions, aliases, contested } = row;
  return [{ id, name, project, entity, form, versions, aliases, targets, contested }];
}

/** Every collection and model as it stood, by name; or one of them. */
export function registryAsOf(db: Db, rules: FoldRules, at: number, collection: string | undefined): readonly PastModel[] {
  return foldedUpTo(db, rules, at, collection === undefined ? EVERYTHING : about(collection), (past) => {
    const ids = past.all<{ id: string }>('SELECT id FROM collections WHERE deleted = 0 AND (?1 IS NULL OR id = ?1) ORDER BY fold, id', collection ?? null);
    return ids.flatMap(({ id }) => pastModel(past, id));
  });
}

/** What an alias pointed at: a version, or a link of a model. Undefined when it was on nothing. */
export function aliasTargetAsOf(db: Db, rules: FoldRules, at: number, collection: string, alias: string): string | undefined {
  return foldedUpTo(db, rules, at, movesIn(collection), (past) => past.get<{ target: string | null }>('SELECT target FROM aliases WHERE collection = ? AND alias = ?', collection, alias)?.target ?? undefined);
}
