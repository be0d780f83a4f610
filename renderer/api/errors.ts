// Turns whatever a call failed with into the one error type the page shows.
import { ORPCError } from '@orpc/client';
import { CairnError, ErrorCodeSchema } from '../../shared/contract/errors.js';

/** The error used when the engine's process went away; queries are asked again by themselves, commands are not. */
export function engineStopped(reason: string | null = null): CairnError {
  return new CairnError(
    'engine_stopped',
    reason ? `The engine stopped: ${reason}. Try again once it is back.` : 'The engine stopped while it was working on this. It starts again by itself; try again.',
  );
}

/** Never throws; an abort becomes `cancelled`, anything unknown `internal` with its own message. */
export function toCairnError(error: unknown): CairnError {
  if (error instanceof CairnError) return error;
  if (error instanceof ORPCError) return fromOrpc(error);
  if (error instanceof Error && error.name === 'AbortError') return new CairnError('cancelled', 'Cancelled.', {}, { cause: error });
  const message = error instanceof Error ? error.message : String(error);
  return new CairnError('internal', `Something failed that Cairn does not know: ${message}`, {}, { cause: error });
}

function fromOrpc(error: ORPCError<string, unknown>): CairnError {
  const details = typeof error.data === 'object' && error.data !== null ? { ...error.data } : {};
  const code = ErrorCodeSchema.safeParse(error.code);
  if (code.success) return new CairnError(code.data, error.message, details, { cause: error });
  if (error.code === 'BAD_REQUEST') return new CairnError('invalid_input', error.message, details, { cause: error });
  return new CairnError('internal', `The engine failed without saying why (${error.message}). Its log has the reason: Help, Show logs.`, details, { cause: error });
}
