// The contract over a message port (a window), and in process (the command line). Same router, same parsing, same errors.
import { createRouterClient, ORPCError, ValidationError, type RouterClient } from '@orpc/server';
import { RPCHandler } from '@orpc/server/message-port';
import { asCairnError, CairnError } from '../../../shared/contract/errors.js';
import type { CallContext } from '../commands/context.js';
import { router, type Router } from './router.js';
import type { Logger } from '../ports.js';

/** Every command as a typed function. Throws CairnError only. */
export type EngineClient = RouterClient<Router>;

type Port = Parameters<RPCHandler<CallContext>['upgrade']>[0];

function describeIssues(error: ValidationError): string {
  return error.issues
    .slice(0, 5)
    .map((issue) => `${(issue.path ?? []).map((part) => String(typeof part === 'object' ? part.key : part)).join('.') || 'input'}: ${issue.message}`)
    .join('; ');
}

/** What leaves through a door: code, message and details. The stack and the cause go to the log. */
function toWire(error: unknown, logger: Logger): ORPCError<string, unknown> {
  let failure: CairnError;
  if (error instanceof ORPCError && error.cause instanceof ValidationError) {
    const bad = error.code === 'BAD_REQUEST';
    const issues = describeIssues(error.cause);
    failure = bad
      ? new CairnError('invalid_input', `The call was refused: ${issues}.`, { issues })
      : new CairnError('internal', `The engine's answer did not fit its contract: ${issues}.`, { issues }, { cause: error });
  } else if (error instanceof ORPCError && error.code === 'NOT_FOUND') {
    failure = new CairnError('not_found', 'This engine has no such call. The window and the engine are of different versions; start again.');
  } else {
    failure = asCairnError(error);
  }
  if (failure.code === 'internal') logger.error({ err: failure.cause ?? failure }, failure.message);
  return new ORPCError(failure.code, { message: failure.message, data: failure.details, cause: failure });
}

function isAsyncIterable(value: unknown): value is AsyncIterable<unknown> {
  return typeof value === 'object' && value !== null && Symbol.asyncIterator in value;
}

async function* guarded(events: AsyncIterable<unknown>, translate: (error: unknown) => Error): AsyncGenerator<unknown, void, void> {
  try {
    yield* events;
  } catch (error) {
    throw translate(error);
  }
}

/** An interceptor that passes on only errors made by `translate`, also those of an iterator that fails while it is read. */
function translating(translate: (error: unknown) => Error) {
  return async <T>({ next }: { next: () => Promise<T> }): Promise<T> => {
    try {
      const output = await next();
      return isAsyncIterable(output) ? (guarded(output, translate) as T) : output;
    } catch (error) {
      throw translate(error);
    }
  };
}

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
