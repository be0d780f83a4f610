// The scopes of shared/contract/scopes.ts: pages by keyset, and single rows for the feed.
import { CairnError } from '../../../../shared/contract/errors.js';
import { foldName } from '../../domain/foldName.js';
import { changeSeq } from '../changes.js';
import type { Db } from '../database.js';
import { getMeta } from '../meta.js';
import type { ScopeRecord, ScopeResult } from '../readTypes.js';
import { asciiLower } from './asciiLower.js';
import { collectionById, collectionMatches, collectionPage, projectById, projectMatches, projectPage } from './collections.js';
import { decodeCursor, encodeCursor } from './cursor.js';
import { historyCount, historyPlaces, historyRow } from './history.js';
import { historyQueries } from '../history/queries.js';
import { runDetail } from './runDetail.js';
import { runById, runMatches, runPage } from './runs.js';
import { versionIn, versionMatches, versionPage } from './versions.js';
import { versionDetail } from './versionDetail.js';

type Place = readonly [number, string] | null;

interface Scope {
  page(db: Db, after: Place, limit: number, query: string): ScopeRecord[];
  row(db: Db, key: string): ScopeRecord | undefined;
  total(db: Db, query: string): number;
}

/** A scope of one row. */
function single(id: string, row: (db: Db) => ScopeRecord | undefined): Scope {
  return {
    page: (db, after) => (after ? [] : [row(db)].flatMap((record) => record ?? [])),
    row: (db, key) => (key === id || key === '*' ? row(db) : undefined),
    total: (db) => (row(db) ? 1 : 0),
  };
}

const of = <K extends 'run' | 'history'>(kind: K, key: string, row: Extract<ScopeRecord, { kind: K }>['row'] | undefined): ScopeRecord | undefined => row && ({ kind, key, order: 0, row } as ScopeRecord);

function versionScope(registry: string, id: string): Scope {
  return single(id, (db) => {
    const detail = versionDetail(db, registry, id);
    return detail && { kind: 'version', key: id, order: 0, row: detail };
  });
}

const collections: Scope = {
  page: (db, after, limit, query) => collectionPage(db, after, limit, foldName(query)).map(({ order, row }) => ({ kind: 'collections', key: row.id, order, row })),
  row: (db, key) => {
    const place = db.get<{ updated: number }>('SELECT updated FROM collections WHERE id = ? AND deleted = 0', key);
    const row = place && collectionById(db, key);
    return row && { kind: 'collections', key, order: place.updated, row };
  },
  total: (db, query) => collectionMatches(db, foldName(query)),
};

const projects: Scope = {
  page: (db, after, limit, query) => projectPage(db, after, limit, asciiLower(query)).map(({ order, row }) => ({ kind: 'projects', key: row.id, order, row })),
  row: (db, key) => {
    const found = projectById(db, key);
    return found && { kind: 'projects', key, ...found };
  },
  total: (db, query) => projectMatches(db, asciiLower(query)),
};

const runs: Scope = {
  page: (db, after, limit, query) => runPage(db, after, limit, asciiLower(query)).map(({ order, row }) => ({ kind: 'runs', key: row.id, order, row })),
  row: (db, key) => {
    const found = runById(db, key);
    return found && { kind: 'runs', key, ...found };
  },
  total: (db, query) => runMatches(db, asciiLower(query)),
};

const recent: Scope = {
  page: (db, after, limit) => historyPlaces(db, {}, after, limit).map(({ order, row }) => ({ kind: 'recent', key: row.id, order, row })),
  row: (db, key) => {
    const found = historyRow(db, key);
    return found && { kind: 'recent', key, ...found };
  },
  total: (db) => historyCount(db),
};

const versionsOf = (collection: string): Scope => ({
  page: (db, after, limit, query) => versionPage(db, collection, after, limit, asciiLower(query)).map(({ order, row }) => ({ kind: 'versions', key: row.id, order, row })),
  row: (db, key) => {
    const found = versionIn(db, collection, key);
    return found && { kind: 'versions', key, ...found };
  },
  total: (db, query) => versionMatches(db, collection, asciiLower(query)),
});

function scopeOf(registry: string, name: string): Scope {
  const fixed = { collections, projects, runs, recent }[name];
  if (fixed) return fixed;
  const match = /^(versions|version|run|history):([0-9a-f]{64})$/.exec(name);
  if (!match) throw new CairnError('invalid_input', `Reading rows, there is no scope ${JSON.stringify(name)}.`, { scope: name });
  const id = match[2] ?? '';
  if (match[1] === 'run') return single(id, (db) => of('run', id, runDetail(db, historyQueries(db), id)));
  if (match[1] === 'history') return single(id, (db) => of('history', id, historyQueries(db).runMark(id)));
  return match[1] === 'versions' ? versionsOf(id) : versionScope(registry, id);
}

export function scopePage(db: Db, registry: string, name: string, cursor: string | null, limit: number, query: string): ScopeResult {
  const scope = scopeOf(registry, name);
  const seq = changeSeq(db);
  const items = scope.page(db, decodeCursor(cursor), limit, query.trim());
  const last = items[items.length - 1];
  return { epoch: getMeta(db, 'epoch'), seq, items, next: last && items.length === limit ? encodeCursor(last.order, last.key) : null, total: scope.total(db, query.trim()) };
}

export function scopeRow(db: Db, registry: string, name: string, key: string): ScopeRecord | undefined {
  return scopeOf(registry, name).row(db, key);
}
