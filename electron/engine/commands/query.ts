// browse.query and browse.explain: the query language at the doors.
import type { QueryExplanation, QueryPage, QueryTarget } from '../../../shared/contract/query.js';
import { explainQuery } from '../domain/query/explain.js';
import { parseQuery } from '../domain/query/parse.js';
import type { EngineContext } from './context.js';
import { availabilityOf, collectionRow, pinnedIn } from './rows.js';

interface Asked {
  readonly text: string;
  readonly of: QueryTarget;
}

/** @throws CairnError invalid_input with the problems of the query */
export function runQuery(engine: EngineContext, input: Asked & { readonly within?: string | undefined; readonly cursor: string | null; readonly limit: number }): QueryPage {
  const query = parseQuery(input.text, input.of, engine.ports.clock.now());
  const found = engine.registry.read.ask({ query, context: engine.where(), within: input.within, cursor: input.cursor, limit: input.limit });
  const { next, total } = found;
  const { words } = explainQuery(query);
  switch (found.of) {
    case 'versions': {
      const available = availabilityOf(engine, found.rows.map((row) => row.id));
      return { of: 'versions', rows: found.rows.map((row) => ({ ...row, availability: available.get(row.id) ?? 'online' })), next, total, words };
    }
    case 'runs':
      return { of: 'runs', rows: [...found.rows], next, total, words };
    default: {
      const available = availabilityOf(engine, found.rows.flatMap((row) => (row.latest ? [row.latest.version] : [])));
      const pinned = pinnedIn(engine);
      return { of: found.of, rows: found.rows.map((row) => collectionRow(engine, row, available, pinned)), next, total, words };
    }
  }
}

/** A query in words, with all that is wrong with it here. */
export function explain(engine: EngineContext, { text, of }: Asked): QueryExplanation {
  const query = parseQuery(text, of, engine.ports.clock.now());
  return { ...explainQuery(query), problems: [...engine.registry.read.askProblems(query, engine.where())] };
}
