// The main process writes little, and to a file of its own: logs/window.log.
import { join } from 'node:path';
import { openLogFile } from '../host/logFile.js';
import { logFolder } from './paths.js';

let file: ReturnType<typeof openLogFile> | undefined;

/** One line of JSON. A log that cannot be written must not take the window down. */
export function log(event: string, data: object = {}): void {
  try {
    file ??= openLogFile(join(logFolder, 'window.log'));
    file.write(`${JSON.stringify({ time: new Date().toISOString(), event, ...data })}\n`);
  } catch {
    file = undefined;
  }
}
