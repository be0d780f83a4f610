// What a run started from a shell runs in: this system, and the virtual environment that is active there.
import type { JsonObject } from '../../../shared/contract/primitives.js';
import { environmentHere } from '../../engine/index.js';

/** `env` is the environment of the process. */
export function shellEnvironment(env: Readonly<Record<string, string | undefined>>): JsonObject {
  return environmentHere(env['VIRTUAL_ENV'] ?? env['CONDA_PREFIX']);
}
