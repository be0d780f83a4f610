// Lists as GraphQL connections: edges, a cursor each, and what comes next.
import type { Args } from './execute.js';

const MAX_PAGE = 5000;

/** A page of a list that is whole in memory. The cursor is the place of the last row. */
export function connection<T>(rows: readonly T[], args: Args, node: (row: T) => unknown, extra: (row: T) => object = () => ({})): object {
  const after = Number(args['after'] ?? -1);
  const from = Number.isInteger(after) ? after + 1 : 0;
  const first = Math.min(Math.max(1, Number(args['first'] ?? 50) || 50), MAX_PAGE);
  const page = rows.slice(from, from + first);
  const last = from + page.length - 1;
  return {
    totalCount: rows.length,
    pageInfo: { __typename: 'PageInfo', endCursor: page.length > 0 ? String(last) : null, hasNextPage: last + 1 < rows.length },
    edges: page.map((row, index) => ({ cursor: String(from + index), node: node(row), ...extra(row) })),
  };
}
