// A typed client of the HTTP API, for scripts and tests: the contract's own types, spoken over its REST routes.
import type { ContractRouterClient } from '@orpc/contract';
import { createORPCClient } from '@orpc/client';
import type { JsonifiedClient } from '@orpc/openapi-client';
import { OpenAPILink } from '@orpc/openapi-client/fetch';
import { contract, type Contract } from '../contract/index.js';
import { asCairnError, CairnError, ErrorShape } from '../contract/errors.js';
import { API_PREFIX, restContract, restRoute } from '../contract/routes.js';

export type HttpClient = JsonifiedClient<ContractRouterClient<Contract>>;

/**
 * Every call that HTTP offers, as a function. `url` is where it listens (`http://127.0.0.1:22476`). Calls throw CairnError; those
 * that HTTP does not offer throw `not_found`.
 */
export function createHttpClient(url: string, token: string): HttpClient {
  const link = new OpenAPILink(restContract(contract), {
    url: `${url}${API_PREFIX}`,
    headers: { authorization: `Bearer ${token}` },
    customErrorResponseBodyDecoder: (body) => {
      const shape = ErrorShape.safeParse((body as { error?: unknown } | null)?.error);
      return shape.success ? (new CairnError(shape.data.code, shape.data.message, shape.data.details) as never) : null;
    },
    interceptors: [
      async ({ next, path }) => {
        if (!restRoute(path)) throw new CairnError('not_found', `${path.join('.')} is not offered over HTTP: it belongs to the person at the device.`);
        try {
          return await next();
        } catch (error) {
          throw asCairnError(error);
        }
      },
    ],
  });
  return createORPCClient(link);
}
