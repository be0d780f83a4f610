// The closed list of errors that cross a door, and what the command line exits with for each.
import { z } from 'zod';

/** Exit codes of `cairn`: 0 ok, 1 error, 2 usage, 3 not found, 4 contested, 5 offline and not cached. */
export const EXIT = { ok: 0, error: 1, usage: 2, notFound: 3, contested: 4, offline: 5 } as const;

/** code -> exit code. A code is never reused for another meaning; removing one breaks scripts. */
export const ERROR_EXIT = {
  invalid_input: EXIT.usage,
  invalid_name: EXIT.usage,
  invalid_reference: EXIT.usage,
  invalid_path: EXIT.error,
  duplicate_path: EXIT.error,
  not_found: EXIT.notFound,
  ambiguous: EXIT.error,
  name_taken: EXIT.error,
  /** Something still hangs on what was to be deleted. */
  held: EXIT.error,
  contested: EXIT.contested,
  alias_moved: EXIT.error,
  /** A policy stands against the move; `details.verdict` tells which clauses. */
  policy_blocked: EXIT.error,
  number_moved: EXIT.error,
  offline: EXIT.offline,
  source_missing: EXIT.notFound,
  source_unreadable: EXIT.error,
  source_changed: EXIT.error,
  target_exists: EXIT.error,
  target_unwritable: EXIT.error,
  no_space: EXIT.error,
  malformed_file: EXIT.error,
  corrupt: EXIT.error,
  cancelled: EXIT.error,
  busy: EXIT.error,
  lease_held: EXIT.error,
  newer_version: EXIT.error,
  data_root_unusable: EXIT.error,
  engine_stopped: EXIT.error,
  forbidden: EXIT.error,
  internal: EXIT.error,
} as const;

/** code -> HTTP status. 5xx is kept for what a later try may find mended, and for what is our own fault. */
export const ERROR_STATUS: Readonly<Record<keyof typeof ERROR_EXIT, number>> = {
  invalid_input: 400,
  invalid_name: 400,
  invalid_reference: 400,
  invalid_path: 400,
  duplicate_path: 409,
  not_found: 404,
  ambiguous: 409,
  name_taken: 409,
  held: 409,
  contested: 409,
  alias_moved: 409,
  policy_blocked: 409,
  number_moved: 409,
  /** The bytes are elsewhere: asking again does not bring them. */
  offline: 424,
  source_missing: 404,
  source_unreadable: 422,
  source_changed: 409,
  target_exists: 409,
  target_unwritable: 422,
  no_space: 507,
  malformed_file: 422,
  corrupt: 422,
  cancelled: 499,
  busy: 503,
  lease_held: 423,
  newer_version: 409,
  data_root_unusable: 503,
  engine_stopped: 503,
  forbidden: 403,
  internal: 500,
};

export type ErrorCode = keyof typeof ERROR_EXIT;
export const ErrorCodeSchema = z.enum(Object.keys(ERROR_EXIT) as [ErrorCode, ...ErrorCode[]]);

/** What every door sends: never a stack, never a bare string. */
export const ErrorShape = z.object({
  code: ErrorCodeSchema,
  /** One sentence: what was being done, what was found, what to do. */
  message: z.string(),
  details: z.record(z.string(), z.unknown()).default({}),
});
export type ErrorShape = z.infer<typeof ErrorShape>;

/** The only error type the engine throws on purpose. `cause` stays on this side of the door. */
export class CairnError extends Error {
  readonly code: ErrorCode;
  readonly details: Record<string, unknown>;

  constructor(code: ErrorCode, message: string, details: Record<string, unknown> = {}, options?: { cause?: unknown }) {
    super(message, options);
    this.name = 'CairnError';
    this.code = code;
    this.details = details;
  }

  toShape(): ErrorShape {
    return { code: this.code, message: this.message, details: this.details };
  }
}

/**
 * The CairnError behind anything that was thrown, on either side of a door. Errors cross as `{code, message, data: details}`;
 * what is not ours becomes `internal` (or `cancelled` for an abort) and keeps its cause on this side.
 */
export function asCairnError(error: unknown): CairnError {
  if (error instanceof CairnError) return error;
  const { code, message, data, name } = (typeof error === 'object' && error !== null ? error : {}) as {
    code?: unknown;
    message?: unknown;
    data?: unknown;
    name?: unknown;
  };
  if (name === 'AbortError') return new CairnError('cancelled', 'The call was cancelled.', {}, { cause: error });
  const known = ErrorCodeSchema.safeParse(code);
  const text = typeof message === 'string' && message !== '' ? message : String(error);
  if (known.success) {
    return new CairnError(known.data, text, typeof data === 'object' && data !== null ? { ...data } : {}, { cause: error });
  }
  return new CairnError('internal', text, {}, { cause: error });
}
