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
import { createSession } from './session.js';

/** Kinds that no alias, number or list depends on. */
const IDLE = ['facts', 'metrics', 'history.part', 'describe', 'tag.add', 'tag.remove', 'run.start', 'run.update', 'run.finish', 'policy', 'report', 'view'];
const IDLE_LIST = IDLE.map((kind) => `'${kind}'`).join(', ');

interface Row {
  readonly n: number;
  readonly hash: string;
  readonly op: string;
}

/** Operations up to the moment, and those they observe however late their clocks stand, in order of arrival. */
function rowsUpTo(db: Db, at: number): readonly Row[] {
  const rows = new Map(db.all<Row>(`SELECT n, hash, op FROM ops WHERE iif(kind = 'alias.sequence', json_extract(op, '$.body.record.at'), at) <= ? AND kind NOT IN (${IDLE_LIST})`, at).map((row) => [row.hash, row]));
  const waiting = [...rows.values()];
  for (let row = waiting.pop(); row; row = waiting.pop()) {
    for (const observed of toldBy(JSON.parse(row.op) as Op).observed) {
      const hash = db.get<{ hash: string }>('SELECT hash FROM carriers WHERE id = ?', observed)?.hash ?? observed;
      if (rows.has(hash)) continue;
      const seen = db.get<Row>('SELECT n, hash, op FROM ops WHERE hash = ?', hash);
      if (!seen) continue;
      rows.set(hash, seen);
      waiting.push(seen);
    }
  }
  return [...rows.values()].sort((a, b) => a.n - b.n);
}

function foldedUpTo<T>(db: Db, rules: FoldRules, at: number, read: (past: Db) => T): T {
  const past = openDatabase(':memory:');
  try {
    for (const row of db.all<{ hash: string; id: string }>('SELECT hash, id FROM reissues')) past.run('INSERT INTO reissues(hash, id) VALUES(?, ?)', row.hash, row.id);
    const session = createSession(past, rules);
    past.exec('BEGIN');
    for (const row of rowsUpTo(db, at)) applyOp(session, JSON.parse(row.op) as Op, row.hash, row.n);
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
  return foldedUpTo(db, rules, at, (past) => {
    const ids = past.all<{ id: string }>('SELECT id FROM collections WHERE deleted = 0 AND (?1 IS NULL OR id = ?1) ORDER BY fold, id', collection ?? null);
    return ids.flatMap(({ id }) => pastModel(past, id));
  });
}

/** What an alias pointed at: a version, or a link of a model. Undefined when it was on nothing. */
export function aliasTargetAsOf(db: Db, rules: FoldRules, at: number, collection: string, alias: string): string | undefined {
  return foldedUpTo(db, rules, at, (past) => past.get<{ target: string | null }>('SELECT target FROM aliases WHERE collection = ? AND alias = ?', collection, alias)?.target ?? undefined);
}
