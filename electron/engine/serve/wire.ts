// How errors leave through any door: the closed list, parsed issues in words, never a stack.
import { ORPCError, ValidationError } from '@orpc/server';
import { asCairnError, CairnError, ERROR_STATUS } from '../../../shared/contract/errors.js';
import type { Logger } from '../ports.js';

function describeIssues(error: ValidationError): string {
  return error.issues
    .slice(0, 5)
    .map((issue) => `${(issue.path ?? []).map((part) => String(typeof part === 'object' ? part.key : part)).join('.') || 'input'}: ${issue.message}`)
    .join('; ');
}

/** What leaves through a door: code, message and details. The stack and the cause go to the log. */
export function toWire(error: unknown, logger: Logger): ORPCError<string, unknown> {
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
  return new ORPCError(failure.code, { status: ERROR_STATUS[failure.code], message: failure.message, data: failure.details, cause: failure });
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
export function translating(translate: (error: unknown) => Error) {
  return async <T>({ next }: { next: () => Promise<T> }): Promise<T> => {
    try {
      const output = await next();
      return isAsyncIterable(output) ? (guarded(output, translate) as T) : output;
    } catch (error) {
      throw translate(error);
    }
  };
}
