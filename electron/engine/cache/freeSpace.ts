// Room on a volume.
import { statfs } from 'node:fs/promises';

/** Bytes that an ordinary user may still write, and the size of the volume. */
export async function readFreeSpace(folder: string): Promise<{ readonly free: number; readonly total: number }> {
  const { bavail, blocks, bsize } = await statfs(folder);
  return { free: bavail * bsize, total: blocks * bsize };
}
