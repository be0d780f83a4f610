// A file on disk as a format reads it.
import { open } from 'node:fs/promises';
import type { FormatSource } from './types.js';

/** Opens a file for reading, calls `use`, closes it. Errors of the file system pass through as they are. */
export async function withFileSource<T>(path: string, name: string, use: (source: FormatSource) => Promise<T>): Promise<T> {
  const file = await open(path, 'r');
  try {
    const { size } = await file.stat();
    return await use({
      size,
      name,
      async read(offset, length) {
        const wanted = Math.max(0, Math.min(length, size - offset));
        const bytes = Buffer.allocUnsafe(wanted);
        let got = 0;
        while (got < wanted) {
          const { bytesRead } = await file.read(bytes, got, wanted - got, offset + got);
          if (bytesRead === 0) break;
          got += bytesRead;
        }
        return bytes.subarray(0, got);
      },
    });
  } finally {
    await file.close();
  }
}
