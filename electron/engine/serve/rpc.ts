// The contract over a message port (a window), and in process (the command line). Same router, same parsing, same errors.
import { createRouterClient, type RouterClient } from '@orpc/server';
import { RPCHandler } from '@orpc/server/message-port';
import { asCairnError } from '../../../shared/contract/errors.js';
import type { CallContext } from '../commands/context.js';
import { router, type Router } from './router.js';
import { toWire, translating } from './wire.js';

/** Every command as a typed function. Throws CairnError only. */
export type EngineClient = RouterClient<Router>;

type Port = Parameters<RPCHandler<CallContext>['upgrade']>[0];

/** Serves one window's port until the port closes; calls in flight are aborted then. */
export function servePort(port: Port, context: CallContext): void {
  const { logger } = context.engine.ports;
  const handler = new RPCHandler<CallContext>(router, { clientInterceptors: [translating((error) => toWire(error, logger))] });
  handler.upgrade(port, { context });
}

/** The same commands in process. */
export function directClient(context: CallContext): EngineClient {
  const { logger } = context.engine.ports;
  return createRouterClient(router, { context, interceptors: [translating((error) => asCairnError(toWire(error, logger)))] });
}
