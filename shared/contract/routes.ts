// How the contract reads as REST: method and path of each call under /api/v1. The engine's HTTP door and the typed client share it.
import { ContractProcedure, isContractProcedure, type AnyContractProcedure } from '@orpc/contract';
import { ROUTES, type Method } from './routeTable.js';

/** Where the HTTP API begins. */
export const API_PREFIX = '/api/v1';

export interface RestRoute {
  readonly method: Method;
  readonly path: `/${string}`;
  /** The group, by which the reference page is ordered. */
  readonly tags: readonly string[];
  /** One line of what it does. */
  readonly summary: string;
}

/** Where a call is found, or undefined when it is not offered. */
export function restRoute(path: readonly string[]): RestRoute | undefined {
  const name = path.join('.');
  // One that was forgotten in the table is offered all the same; a test names it.
  const offer = name in ROUTES ? ROUTES[name] : ([`POST /${path.join('/')}`, ''] as const);
  if (!offer) return undefined;
  const [route, summary] = offer;
  const at = route.indexOf(' ');
  return { method: route.slice(0, at) as Method, path: route.slice(at + 1) as `/${string}`, tags: path.slice(0, 1), summary };
}

interface Tree {
  readonly [name: string]: AnyContractProcedure | Tree;
}

/**
 * A router or contract of the same shape with these routes, without what is not offered. `rebuild` makes a call anew with its route.
 */
export function routed(tree: Tree, rebuild: (call: AnyContractProcedure, route: RestRoute & { readonly operationId: string }) => AnyContractProcedure, at: readonly string[] = []): Tree {
  const out: Record<string, AnyContractProcedure | Tree> = {};
  for (const [name, part] of Object.entries(tree)) {
    const path = [...at, name];
    if (!isContractProcedure(part)) {
      out[name] = routed(part, rebuild, path);
      continue;
    }
    const route = restRoute(path);
    if (route) out[name] = rebuild(part, { ...route, operationId: path.join('.') });
  }
  return out;
}

/** The contract with its REST routes, for a client that speaks HTTP. Typed as it came: calls that are not offered answer `not_found`. */
export function restContract<T extends object>(contract: T): T {
  return routed(contract as unknown as Tree, (call, route) => new ContractProcedure({ ...call['~orpc'], route })) as unknown as T;
}
