// The contract as REST: oRPC's own OpenAPI handler over our router, with our errors.
import { OpenAPIHandler } from '@orpc/openapi/node';
import { SmartCoercionPlugin } from '@orpc/json-schema';
import { BodyLimitPlugin } from '@orpc/server/node';
import { ZodToJsonSchemaConverter } from '@orpc/zod/zod4';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { ErrorCodeSchema } from '../../../../shared/contract/errors.js';
import { API_PREFIX } from '../../../../shared/contract/routes.js';
import type { CallContext } from '../../commands/context.js';
import type { Logger } from '../../ports.js';
import { toWire, translating } from '../wire.js';
import { restRouter } from './restRouter.js';

/** A call is words and numbers; bytes have a route of their own. */
const MAX_CALL_BYTES = 8 * 1024 * 1024;

/** What oRPC itself refuses before a call begins, in our words. */
const REFUSALS: Readonly<Record<string, string>> = { BAD_REQUEST: 'invalid_input', PAYLOAD_TOO_LARGE: 'invalid_input', UNSUPPORTED_MEDIA_TYPE: 'invalid_input', NOT_FOUND: 'not_found', CLIENT_CLOSED_REQUEST: 'cancelled' };

export type Rest = (request: IncomingMessage, response: ServerResponse, context: CallContext) => Promise<boolean>;

/** Answers a call; false when no call has this method and path. */
export function createRest(logger: Logger): Rest {
  const handler = new OpenAPIHandler<CallContext>(restRouter, {
    plugins: [new BodyLimitPlugin({ maxBodySize: MAX_CALL_BYTES }), new SmartCoercionPlugin({ schemaConverters: [new ZodToJsonSchemaConverter()] })],
    clientInterceptors: [translating((error) => toWire(error, logger))],
    customErrorResponseBodyEncoder: ({ code, message, data }) => ({ error: { code: ErrorCodeSchema.safeParse(code).data ?? REFUSALS[code] ?? 'internal', message, details: data ?? {} } }),
  });
  return async (request, response, context) => (await handler.handle(request, response, { prefix: API_PREFIX, context })).matched;
}
