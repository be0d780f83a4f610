// Why a folder may not be one disk that every device reaches by itself. Its owner can say that it is one.
import { readFile, realpath, stat, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { syncedBy } from './synced.js';

/** `f_type` of file systems behind which a program stands (statfs(2)). */
const FUSE = 0x65735546;

/** Whether the disk can be carried away, as far as Linux says: it hangs on USB, or is marked as removable. */
async function isRemovable(folder: string): Promise<boolean> {
  const { dev } = await stat(folder, { bigint: true });
  const major = ((dev >> 8n) & 0xfffn) | ((dev >> 32n) & ~0xfffn);
  const minor = (dev & 0xffn) | ((dev >> 12n) & ~0xffn);
  try {
    const device = await realpath(`/sys/dev/block/${major}:${minor}`);
    if (/\/usb\d+\//.test(device)) return true;
    // Of a partition the disk around it says so.
    const marks = await Promise.all([device, join(device, '..')].map((path) => readFile(join(path, 'removable'), 'utf8').catch(() => '0')));
    return marks.some((mark) => mark.trim() === '1');
  } catch {
    return false;
  }
}

/** The end of a sentence with "because"; undefined where nothing speaks against it. What other systems than Linux do not tell is not known. */
export async function doubtAbout(folder: string, links: boolean): Promise<string | undefined> {
  const program = await syncedBy(folder);
  if (program !== undefined) return `it lies in a folder that ${program} copies between computers`;
  if (!links) return 'its file system cannot create a file for one of many at once';
  if (process.platform !== 'linux') return undefined;
  if ((await statfs(folder)).type >>> 0 === FUSE) return 'a program stands behind its file system, and what that promises is not known';
  return (await isRemovable(folder)) ? 'its disk can be carried from one computer to another' : undefined;
}
