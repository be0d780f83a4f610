// The error of a call whose engine went away. Everything else a call fails with is shared/contract/errors.ts's asCairnError.
import { CairnError } from '../../shared/contract/errors.js';

/** Queries are asked again by themselves, commands are not. `reason` is a sentence of the main process. */
export function engineStopped(reason: string | null = null): CairnError {
  return new CairnError('engine_stopped', reason ?? 'The engine stopped while it was working on this. It starts again by itself; try again.');
}
