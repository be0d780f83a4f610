// A version's files out to a folder: all problems first, then a hidden folder beside the target, then one rename.
import { existsSync } from 'node:fs';
import { lstat, mkdir, readdir, rename, rm, rmdir, writeFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { CairnError } from '../../../shared/contract/errors.js';
import { formatBytes } from '../../../shared/util/formatBytes.js';
import { checkPaths, checkPresent } from './checkoutProblems.js';
import { CHECKOUT_TEMP } from './checkoutTemp.js';
import { writeFiles } from './checkoutWrite.js';
import { createCloner } from './clone.js';
import { readFreeSpace } from './freeSpace.js';
import { cancelled, errnoOf, namedError } from './fsErrors.js';
import type { WorkingHold } from './holds.js';
import type { Parts } from './parts.js';
import { createMeter, type Meter } from './progress.js';
import { holdsExactly } from './sameTree.js';
import type { CheckoutFile, CheckoutOptions, CheckoutResult } from './types.js';

type Target = 'absent' | 'empty' | 'filled';

async function lookAtTarget(target: string): Promise<Target> {
  try {
    const stats = await lstat(target);
    if (!stats.isDirectory()) throw new CairnError('target_exists', `Writing to ${target}: a file of that name is there; choose another folder`, { path: target });
    return (await readdir(target)).length === 0 ? 'empty' : 'filled';
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return 'absent';
    throw namedError(error, 'target', 'Writing to', target);
  }
}

/** Whether the file system of a folder takes `A` and `a` for one file, seen at the folder itself where its name has a letter. */
function foldsCase(folder: string): boolean {
  const name = basename(folder);
  const other = name === name.toUpperCase() ? name.toLowerCase() : name.toUpperCase();
  if (other === name) return process.platform === 'win32' || process.platform === 'darwin';
  return existsSync(join(dirname(folder), other));
}

/** Where the system can say it, before a byte is written: only what will be copied takes room. */
async function checkRoom(folder: string, bytes: number): Promise<void> {
  const { free } = await readFreeSpace(folder);
  if (bytes <= free) return;
  throw new CairnError('no_space', `Writing to ${folder}: it takes ${formatBytes(bytes)} and ${formatBytes(free)} are free there; free some space or choose another disk`, { path: folder, needed: bytes, free });
}

/** Puts the finished folder under its name. An empty folder that was there gives way. */
async function reveal(temp: string, target: string, state: Target): Promise<void> {
  if (state === 'empty') await rmdir(target);
  try {
    await rename(temp, target);
  } catch (error) {
    if (state === 'empty') await mkdir(target, { recursive: true });
    if (['ENOTEMPTY', 'EEXIST'].includes(errnoOf(error) ?? '')) {
      throw new CairnError('target_exists', `Writing to ${target}: something else was put there meanwhile; nothing was written`, { path: target }, { cause: error });
    }
    throw error;
  }
}

/** A folder and those around it up to one of them, as far as nobody has anything in them. */
async function removeEmpty(folder: string, upTo: string): Promise<void> {
  try {
    for (let at = folder; at.length >= upTo.length; at = dirname(at)) await rmdir(at);
  } catch {
    // Others began to use it.
  }
}

async function writeTree(parts: Parts, { id, seat }: WorkingHold, files: readonly CheckoutFile[], target: string, state: Target, options: CheckoutOptions, meter: Meter): Promise<CheckoutResult['method']> {
  const parent = dirname(target);
  const bytes = files.reduce((sum, file) => sum + file.size, 0);
  let made: string | undefined;
  let temp: string | undefined;
  try {
    made = await mkdir(parent, { recursive: true });
    temp = join(parent, `${CHECKOUT_TEMP}${id}-${basename(target).slice(0, 40)}`);
    const note = join(seat.folder, basename(temp));
    await writeFile(note, temp);
    await mkdir(temp);
    checkPaths(files, { platform: process.platform, foldsCase: foldsCase(temp), folder: target });
    const cloner = createCloner();
    const probe = files.find((file) => file.size > 0);
    const clones = probe !== undefined && (await cloner.canClone(parts.layout.blob(probe.digest), join(temp, '.probe')));
    if (!clones && !options.hardlink) await checkRoom(parent, bytes);
    const method = await writeFiles(parts, files, { folder: temp, hardlink: options.hardlink ?? false, signal: options.signal, meter, cloner });
    if (options.signal?.aborted) throw cancelled('Writing the files');
    await reveal(temp, target, state);
    await parts.workers.run({ kind: 'syncFolders', folders: [target, parent] });
    await rm(note, { force: true });
    return method;
  } catch (error) {
    if (temp !== undefined) await rm(temp, { recursive: true, force: true });
    if (made !== undefined) await removeEmpty(parent, made);
    throw namedError(error, 'target', 'Writing to', target);
  }
}

/** See `Cache.checkout`. */
export async function checkout(parts: Parts, files: readonly CheckoutFile[], targetDir: string, options: CheckoutOptions): Promise<CheckoutResult> {
  const target = resolve(targetDir);
  const bytes = files.reduce((sum, file) => sum + file.size, 0);
  checkPaths(files, { platform: process.platform, foldsCase: false, folder: target });
  const state = await lookAtTarget(target);
  const meter = createMeter(bytes, options.onProgress, 'writing');
  try {
    if (state === 'filled') {
      if (await holdsExactly(parts, files, target, options.signal, meter)) return { path: target, bytes, method: 'cached' };
      throw new CairnError('target_exists', `Writing to ${target}: the folder is not empty and holds other files; choose an empty one`, { path: target });
    }
    const hold = parts.holds.create(() => {});
    try {
      if (options.held !== true) hold.take([...new Set(files.map(({ digest }) => digest))]);
      checkPresent(parts, files);
      return { path: target, bytes, method: await writeTree(parts, hold, files, target, state, options, meter) };
    } finally {
      hold.letGo();
    }
  } finally {
    meter.end();
  }
}
