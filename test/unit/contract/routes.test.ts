// Every call of the contract is either offered by HTTP, with a route of its own and a line of what it does, or kept back on purpose.
import { isContractProcedure } from '@orpc/contract';
import { expect, it } from 'vitest';
import { contract } from '../../../shared/contract/index.js';
import { ROUTES } from '../../../shared/contract/routeTable.js';

function names(tree: object, at: readonly string[] = []): string[] {
  return Object.entries(tree).flatMap(([name, part]) => (isContractProcedure(part) ? [[...at, name].join('.')] : names(part as object, [...at, name])));
}

it('names every call and no other, each route once', () => {
  expect(Object.keys(ROUTES).sort()).toEqual(names(contract).sort());
  const offers = Object.values(ROUTES).filter((offer) => offer !== null);
  expect(new Set(offers.map(([route]) => route)).size).toBe(offers.length);
  for (const [route, summary] of offers) {
    expect(route).toMatch(/^(GET|POST|PUT|PATCH|DELETE) \/[a-z/{}]+$/);
    expect(summary).toMatch(/^[A-Z].{8,140}[.]$/);
  }
});
