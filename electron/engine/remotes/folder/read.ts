// Reads files of a folder into which anybody may put anything: what is no file counts as not there, and is not waited for.
import { constants } from 'node:fs';
import { open } from 'node:fs/promises';

/** Read between two looks at the signal. */
const STEP = 4 * 1024 * 1024;

export type Stretch = { readonly from: number; readonly length: number };

/**
 * Of the file at this path, the stretch that `of` names once the size is known, fewer bytes where it ends before; undefined for what is
 * no file. No more of it is held than was asked for, also where it grows or says another size than it has.
 */
export async function readStretch(path: string, of: (size: number) => Stretch, signal: AbortSignal | undefined): Promise<Uint8Array | undefined> {
  // Opening a pipe would wait for its writer.
  const file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    const stats = await file.stat();
    if (!stats.isFile()) return undefined;
    const { from, length } = of(stats.size);
    const body = Buffer.allocUnsafeSlow(length);
    let got = 0;
    while (got < length) {
      signal?.throwIfAborted();
      const { bytesRead } = await file.read(body, got, Math.min(STEP, length - got), from + got);
      if (bytesRead === 0) break;
      got += bytesRead;
    }
    return new Uint8Array(body.buffer, body.byteOffset, got);
  } finally {
    await file.close();
  }
}
