// A long file is brought to the disk while the rest of it still comes, so that little is left to wait for at its end.
import type { FileHandle } from 'node:fs/promises';

/** Bytes that are written before the disk is asked to have them. */
const FLUSH_BYTES = 64 * 1024 * 1024;

export interface Flusher {
  wrote(bytes: number): void;
  /** Waits for what is under way; a sync of the whole is the caller's. @throws Error the disk's: it tells of a refusal once, so a later sync would not */
  end(): Promise<void>;
}

/** Has the disk take what was written, some while the rest still comes. */
export function createFlusher(file: Pick<FileHandle, 'datasync'>): Flusher {
  let waiting = 0;
  let going: Promise<void> | undefined;
  let refused: { readonly error: unknown } | undefined;
  return {
    wrote(bytes) {
      waiting += bytes;
      if (going || waiting < FLUSH_BYTES) return;
      waiting = 0;
      going = file.datasync().then(
        () => void (going = undefined),
        (error: unknown) => void ([going, refused] = [undefined, { error }]),
      );
    },
    async end() {
      await going;
      if (refused) throw refused.error;
    },
  };
}
