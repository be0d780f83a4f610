// Runs a query: conditions become one statement over indexed tables; a page is read by keyset, the whole is counted.
import { CairnError, asCairnError } from '../../../../../shared/contract/errors.js';
import type { QueryProblem, QueryTarget } from '../../../../../shared/contract/query.js';
import type { Condition, Query } from '../../../domain/query/types.js';
import type { Db } from '../../database.js';
import type { Asked, AskInput, ResolveContext } from '../../readTypes.js';
import { collectionById } from '../collections.js';
import { runById } from '../runs.js';
import { foundVersion } from './found.js';
import { OWNED } from './owners.js';
import { piece, type Piece } from './sql.js';
import { collectionCondition, runCondition } from './things.js';
import { versionCondition } from './versions.js';

interface Source {
  /** Everything after FROM, before the conditions. */
  readonly from: string;
  readonly always: readonly Piece[];
  readonly weight: string;
  readonly key: string;
  readonly id: string;
}

const isDeleted = ({ condition }: Query['terms'][number]): boolean => condition.is === 'flag' && condition.flag === 'deleted';

function sourceOf(db: Db, { query, within }: AskInput): Source {
  switch (query.of) {
    case 'versions': {
      const always = query.terms.some(isDeleted) ? [] : [piece('a.deleted = 0')];
      const ids = { id: '(SELECT id FROM keys WHERE n = a.n)', key: 'a.n' };
      if (within === undefined) return { from: 'ask_versions a', always, weight: 'a.weight', ...ids };
      if (db.get<{ form: string }>('SELECT form FROM collections WHERE id = ?', within)?.form === 'registered')
        return { from: 'links w JOIN keys wk ON wk.id = w.version JOIN ask_versions a ON a.n = wk.n', always: [...always, piece('w.model = ? AND w.live = 1', within)], weight: 'w.weight', ...ids };
      return { from: 'ask_versions a', always: [...always, piece('a.collection = (SELECT n FROM keys WHERE id = ?)', within)], weight: 'a.weight', ...ids };
    }
    case 'models':
    case 'collections':
      return { from: `${OWNED} JOIN keys k ON k.id = c.id`, always: [piece('c.deleted = 0 AND c.form = ?', query.of === 'models' ? 'registered' : 'artifact')], weight: 'c.updated', key: 'k.n', id: 'c.id' };
    case 'runs':
      return { from: 'runs r JOIN keys k ON k.id = r.id LEFT JOIN projects p ON p.id = r.project LEFT JOIN entities e ON e.id = p.entity', always: [piece('r.deleted = 0')], weight: 'r.weight', key: 'k.n', id: 'r.id' };
  }
}

function conditionOf(db: Db, of: QueryTarget, context: ResolveContext, condition: Condition): Piece {
  return of === 'versions' ? versionCondition(db, context, condition) : of === 'runs' ? runCondition(db, context, condition) : collectionCondition(condition);
}

interface Compiled {
  readonly pieces: readonly Piece[];
  readonly problems: readonly QueryProblem[];
}

/** Conditions in SQL; what names nothing here becomes a problem with its place. */
function compile(db: Db, { query, context }: AskInput): Compiled {
  const pieces: Piece[] = [];
  const problems: QueryProblem[] = [...query.problems];
  for (const { at, length, negated, condition } of query.terms) {
    try {
      const made = conditionOf(db, query.of, context, condition);
      pieces.push(negated ? { sql: `NOT ${made.sql}`, params: made.params } : made);
    } catch (error) {
      const { code, message } = asCairnError(error);
      if (code === 'internal') throw error;
      problems.push({ at, length, message });
    }
  }
  return { pieces, problems };
}

function refuse(problems: readonly QueryProblem[]): never {
  throw new CairnError('invalid_input', `Reading the query failed: ${problems.map((problem) => problem.message).join(' ')}`, { problems });
}

function readCursor(cursor: string | null): readonly [weight: number, key: number] | null {
  if (cursor === null) return null;
  const match = /^(-?\d{1,16})\.(\d{1,15})$/.exec(cursor);
  if (!match) throw new CairnError('invalid_input', 'Reading a page, its cursor is not one that was given out. Start again without a cursor.', { cursor });
  return [Number(match[1]), Number(match[2])];
}

/** What is wrong with a query here: what the parser found, and references that name nothing. */
export function askProblems(db: Db, query: Query, context: ResolveContext): readonly QueryProblem[] {
  return compile(db, { query, context, cursor: null, limit: 0 }).problems;
}

function whole(db: Db, input: AskInput): { readonly source: Source; readonly where: Piece } {
  const { pieces, problems } = compile(db, input);
  if (problems.length > 0) refuse(problems);
  const source = sourceOf(db, input);
  const all = [...source.always, ...pieces];
  return { source, where: { sql: all.length === 0 ? 'TRUE' : all.map((each) => `(${each.sql})`).join(' AND '), params: all.flatMap((each) => each.params) } };
}

function count(db: Db, { source, where }: ReturnType<typeof whole>): number {
  return db.get<{ n: number }>(`SELECT count(*) AS n FROM ${source.from} WHERE ${where.sql}`, ...where.params)?.n ?? 0;
}

/** How many match. @throws CairnError invalid_input */
export function askCount(db: Db, query: Query, context: ResolveContext, within?: string): number {
  return count(db, whole(db, { query, context, within, cursor: null, limit: 0 }));
}

type Rows = Pick<Extract<Asked, { of: 'versions' }>, 'of' | 'rows'> | Pick<Extract<Asked, { of: 'models' | 'collections' }>, 'of' | 'rows'> | Pick<Extract<Asked, { of: 'runs' }>, 'of' | 'rows'>;

function rowsOf(db: Db, of: QueryTarget, within: string | undefined, ids: readonly string[]): Rows {
  switch (of) {
    case 'versions': {
      const build = foundVersion(db, within);
      return { of, rows: ids.flatMap((id) => build(id) ?? []) };
    }
    case 'models':
    case 'collections':
      return { of, rows: ids.flatMap((id) => collectionById(db, id) ?? []) };
    case 'runs':
      return { of, rows: ids.flatMap((id) => runById(db, id)?.row ?? []) };
  }
}

/** A page of what matches, newest first, and how many match in all. @throws CairnError invalid_input with the problems */
export function ask(db: Db, input: AskInput): Asked {
  const made = whole(db, input);
  const { source, where } = made;
  const after = readCursor(input.cursor);
  const place = after ? `AND (${source.weight} < ? OR (${source.weight} = ? AND ${source.key} < ?))` : '';
  const found = db.all<{ id: string; weight: number; n: number }>(
    `SELECT ${source.id} AS id, ${source.weight} AS weight, ${source.key} AS n FROM ${source.from} WHERE ${where.sql} ${place} ORDER BY ${source.weight} DESC, ${source.key} DESC LIMIT ?`,
    ...where.params, ...(after ? [after[0], after[0], after[1]] : []), input.limit,
  );
  const last = found[found.length - 1];
  const short = found.length < input.limit;
  return {
    ...rowsOf(db, input.query.of, input.within, found.map((row) => row.id)),
    next: last && !short ? `${last.weight}.${last.n}` : null,
    total: after === null && short ? found.length : count(db, made),
  };
}
