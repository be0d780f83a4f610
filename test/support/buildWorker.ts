// The cache's worker thread for tests.
import { buildProgram } from './buildProgram.js';

/** Path of its bundle, made when its sources changed. */
export function buildWorker(): Promise<string> {
  return buildProgram('electron/engine/cache/ingestWorker.ts');
}
