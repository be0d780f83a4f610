// The router under its REST routes.
import { Procedure } from '@orpc/server';
import { routed } from '../../../../shared/contract/routes.js';
import type { CallContext } from '../../commands/context.js';
import { router } from '../router.js';

type AnyRouter = ConstructorParameters<typeof import('@orpc/openapi/node').OpenAPIHandler<CallContext>>[0];
type AnyProcedure = ConstructorParameters<typeof Procedure>[0];

/** Every call that HTTP offers, where shared/contract/routes.ts puts it. */
export const restRouter = routed(router as never, (call, route) => new Procedure({ ...(call['~orpc'] as AnyProcedure), route })) as AnyRouter;
