// How the contract reads as REST: method and path of each call under /api/v1. The engine's HTTP door and the typed client share it.
import { ContractProcedure, isContractProcedure, type AnyContractProcedure } from '@orpc/contract';

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** Where the HTTP API begins. */
export const API_PREFIX = '/api/v1';

/**
 * `group.call` -> `METHOD /path`. What only reads, and is asked for in a few words, is a GET. A call that is not listed is a POST to
 * `/group/call`. Null: not offered by HTTP, because it belongs to the person at the device.
 */
const ROUTES: Readonly<Record<string, `${Method} /${string}` | null>> = {
  'system.status': 'GET /status',
  'system.settings': 'GET /settings',
  'system.setSettings': null,
  'system.setIdentity': null,
  'system.logs': null,
  'system.verify': 'POST /verify',
  'doors.status': 'GET /doors',
  'doors.set': null,
  'doors.place': null,
  'doors.placed': null,
  'doors.unplace': null,
  'doors.tokens.list': null,
  'doors.tokens.create': null,
  'doors.tokens.revoke': null,
  'hooks.list': null,
  'hooks.add': null,
  'hooks.remove': null,
  'hooks.log': null,
  'hooks.deliver': null,
  'remotes.kinds': 'GET /remotes/kinds',
  'remotes.list': 'GET /remotes',
  'remotes.test': null,
  'remotes.add': null,
  'remotes.update': null,
  'remotes.remove': null,
  'sync.status': 'GET /sync',
  'sync.watch': 'GET /sync/watch',
  'sync.now': 'POST /sync',
  'sync.devices': 'GET /sync/devices',
  'sync.removeDevice': null,
  'sync.log': 'GET /sync/log',
  'storage.kept': 'POST /storage/kept',
  'storage.use': 'GET /storage',
  'storage.remoteUse': 'GET /storage/remote',
  'imports.preview': 'POST /imports/previews',
  'imports.run': 'POST /imports',
  'ingest.plan': 'POST /plans',
  'ingest.log': 'POST /versions',
  'ingest.inspect': 'POST /inspections',
  'ingest.checkName': 'GET /names',
  'versions.get': 'GET /versions',
  'versions.files': 'GET /versions/{version}/files',
  'versions.tensors': 'GET /versions/{version}/tensors',
  'versions.use': 'POST /checkouts',
  'registry.createModel': 'POST /models',
  'registry.createCollection': 'POST /collections',
  'registry.createEntity': 'POST /entities',
  'registry.createProject': 'POST /projects',
  'registry.checkModelName': 'GET /models/names',
  'registry.find': 'GET /collections',
  'registry.link': 'POST /links',
  'registry.unlink': 'POST /links/remove',
  'registry.aliases': 'GET /aliases',
  'registry.setAlias': 'PUT /aliases',
  'registry.removeAlias': 'POST /aliases/remove',
  'registry.resolveAlias': 'POST /aliases/resolve',
  'registry.rollBack': 'POST /aliases/rollback',
  'registry.protectedAliases': 'GET /aliases/protected',
  'registry.setProtectedAliases': 'PUT /aliases/protected',
  'registry.tag': 'POST /tags',
  'registry.describe': 'PUT /fields',
  'registry.holders': 'GET /versions/holders',
  'registry.delete': 'POST /versions/delete',
  'registry.restore': 'POST /versions/restore',
  'registry.rename': 'POST /renames',
  'registry.move': 'POST /moves',
  'registry.asOf': 'GET /past',
  'browse.scope': 'GET /scopes/{scope}',
  'browse.query': 'GET /query',
  'browse.explain': 'GET /query/words',
  'views.list': 'GET /views',
  'views.save': 'POST /views',
  'views.remove': 'POST /views/remove',
  'policies.list': 'GET /policies',
  'policies.get': 'GET /policies/of',
  'policies.set': 'PUT /policies',
  'policies.check': 'GET /policies/verdict',
  'retention.settings': 'GET /retention',
  'retention.setSettings': 'PUT /retention',
  'retention.ttl': 'GET /retention/ttl',
  'retention.setTtl': 'PUT /retention/ttl',
  'retention.preview': 'GET /retention/plan',
  'retention.run': 'POST /retention/removals',
  'retention.undo': 'POST /retention/removals/undo',
  'retention.removals': 'GET /retention/removals',
  'retention.deleted': 'GET /retention/deleted',
  'browse.feed': 'GET /feed',
  'browse.search': 'GET /search',
  'browse.history': 'GET /history',
};

export interface RestRoute {
  readonly method: Method;
  readonly path: `/${string}`;
  /** The group, by which the reference page is ordered. */
  readonly tags: readonly string[];
}

/** Where a call is found, or undefined when it is not offered. */
export function restRoute(path: readonly string[]): RestRoute | undefined {
  const name = path.join('.');
  const written = name in ROUTES ? ROUTES[name] : (`POST /${path.join('/')}` as const);
  if (written == null) return undefined;
  const at = written.indexOf(' ');
  return { method: written.slice(0, at) as Method, path: written.slice(at + 1) as `/${string}`, tags: path.slice(0, 1) };
}

interface Tree {
  readonly [name: string]: AnyContractProcedure | Tree;
}

/**
 * A router or contract of the same shape with these routes, without what is not offered. `rebuild` makes a call anew with its route.
 */
export function routed(tree: Tree, rebuild: (call: AnyContractProcedure, route: { method: Method; path: `/${string}`; tags: readonly string[]; operationId: string }) => AnyContractProcedure, at: readonly string[] = []): Tree {
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
