// Full-text search by trigrams over names, former names, tags, run names and descriptions.
import type { SearchHit } from '../../../../shared/contract/browse.js';
import type { Db, SqlValue } from '../database.js';
import { movedNumbers } from '../numbersShown.js';
import { asciiLower } from './asciiLower.js';
import { collectionById, projectById } from './collections.js';
import { runById } from './runs.js';
import { versionById } from './versions.js';

interface Doc {
  readonly kind: SearchHit['kind'];
  readonly id: string;
}

/** Shorter words hold no trigram; they are looked for in the words as they stand. */
const TRIGRAM = 3;

function conditions(text: string): { readonly where: string; readonly params: SqlValue[] } {
  const words = text.split(/\s+/).filter((word) => word !== '');
  const long = words.filter((word) => [...word].length >= TRIGRAM);
  const short = words.filter((word) => [...word].length < TRIGRAM);
  const where = short.map(() => 'instr(lower(d.text), ?) > 0');
  const params: SqlValue[] = short.map(asciiLower);
  if (long.length > 0) {
    where.unshift('d.n IN (SELECT rowid FROM docs_text WHERE docs_text MATCH ?)');
    params.unshift(long.map((word) => `"${word.replaceAll('"', '""')}"`).join(' AND '));
  }
  return { where: where.join(' AND '), params };
}

function hitOf(db: Db, doc: Doc): SearchHit | undefined {
  switch (doc.kind) {
    case 'collection': {
      const row = collectionById(db, doc.id);
      if (!row) return undefined;
      const aliases = Object.keys(row.aliases).map((name) => ({ name, kind: name === 'latest' ? ('auto' as const) : ('set' as const), contested: row.contested.includes(name) }));
      return { kind: 'collection', id: doc.id, title: row.name, detail: `${row.type} in ${row.project}, ${row.versions} ${row.versions === 1 ? 'version' : 'versions'}`, aliases };
    }
    case 'version': {
      const row = versionById(db, doc.id);
      return row && { kind: 'version', id: doc.id, title: `${row.name}:${row.label}`, detail: row.description.slice(0, 200), aliases: row.aliases };
    }
    case 'run': {
      const row = runById(db, doc.id)?.row;
      return row && { kind: 'run', id: doc.id, title: row.name, detail: `${row.jobType} in ${row.project}, ${row.state}`, aliases: [] };
    }
    case 'project': {
      const row = projectById(db, doc.id)?.row;
      return row && { kind: 'project', id: doc.id, title: row.name, detail: `project of ${row.entity}`, aliases: [] };
    }
  }
}

/** `name:v3`, `name:best`, `v3`: a search for a version by what it is called leads to it first. */
function namedVersion(db: Db, text: string): SearchHit | undefined {
  const match = /^(.+):([^:]+)$/.exec(text);
  if (!match) return undefined;
  const [, name = '', pick = ''] = match;
  const number = /^v(\d{1,15})$/i.exec(pick);
  const row = db.get<{ id: string; collection: string }>(
    number
      ? `SELECT v.id, c.id AS collection FROM collections c JOIN versions v ON v.collection = c.id WHERE lower(c.name) = lower(?1) AND v.number = ?2
         UNION ALL SELECT l.version, c.id FROM collections c JOIN links l ON l.model = c.id AND l.live = 1 WHERE lower(c.name) = lower(?1) AND l.number = ?2 LIMIT 1`
      : `SELECT v.id, c.id AS collection FROM collections c JOIN aliases a ON a.collection = c.id LEFT JOIN links l ON l.id = a.target JOIN versions v ON v.id = coalesce(l.version, a.target)
         WHERE lower(c.name) = lower(?1) AND a.alias = ?2 LIMIT 1`,
    name, number ? Number(number[1]) : pick,
  );
  const hit = row && hitOf(db, { kind: 'version', id: row.id });
  const moved = hit && number ? movedNumbers(db).find((each) => each.collection === row.collection && each.number === Number(number[1])) : undefined;
  return moved && hit ? { ...hit, detail: `v${moved.number} was shown here for ${moved.was.join(' and ')}` } : hit;
}

/** Collections before versions, runs and projects; within a kind the newest row of the index first. */
export function search(db: Db, text: string, limit: number): { readonly hits: readonly SearchHit[]; readonly total: number } {
  const trimmed = text.trim();
  if (trimmed === '') return { hits: [], total: 0 };
  const first = namedVersion(db, trimmed);
  const { where, params } = conditions(trimmed);
  const total = db.get<{ n: number }>(`SELECT count(*) AS n FROM docs d WHERE ${where}`, ...params)?.n ?? 0;
  const docs = db.all<Doc>(
    `SELECT d.kind, d.id FROM docs d WHERE ${where} ORDER BY CASE d.kind WHEN 'collection' THEN 0 WHEN 'version' THEN 1 WHEN 'run' THEN 2 ELSE 3 END, d.n DESC LIMIT ?`,
    ...params, limit,
  );
  const hits = docs.flatMap((doc) => hitOf(db, doc) ?? []).filter((hit) => hit.id !== first?.id);
  return first ? { hits: [first, ...hits].slice(0, limit), total: Math.max(total, hits.length + 1) } : { hits, total };
}
