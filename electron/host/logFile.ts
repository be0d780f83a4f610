// A log file that keeps its size: when full it becomes NAME.1.log and a new one begins.
import { closeSync, fstatSync, mkdirSync, openSync, renameSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';

/** 5 MB holds days of ordinary work and opens in any editor. */
const LIMIT_BYTES = 5_000_000;

/** A stream for pino. Writes are synchronous, so the last line before a crash is on disk. */
export function openLogFile(file: string, limit = LIMIT_BYTES): { write(line: string): void } {
  mkdirSync(dirname(file), { recursive: true });
  let handle = openSync(file, 'a');
  let size = fstatSync(handle).size;
  return {
    write(line) {
      size += writeSync(handle, line);
      if (size < limit) return;
      closeSync(handle);
      renameSync(file, file.replace(/\.log$/, '.1.log'));
      handle = openSync(file, 'a');
      size = 0;
    },
  };
}
