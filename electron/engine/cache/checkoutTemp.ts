// What is written beside its target before it appears under its name, and the note that lets a later start remove it.
import { rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { namedError } from './fsErrors.js';
import type { Parts } from './parts.js';

/** Prefix of the name of a checkout's folder, beside the target, and of the note in our folder of tmp/. */
export const CHECKOUT_TEMP = '.cairn-checkout-';
/** The same of the file that an export is written to. */
export const EXPORT_TEMP = '.cairn-export-';

/** See `Cache.noteTemp`. */
export function noteTemp({ processes }: Parts, path: string): () => void {
  const seat = processes.enter();
  const note = join(seat.folder, basename(path));
  const end = (): void => {
    rmSync(note, { force: true });
    processes.leave();
  };
  try {
    writeFileSync(note, path);
  } catch (error) {
    end();
    throw namedError(error, 'root', 'Working in', seat.folder);
  }
  return end;
}
