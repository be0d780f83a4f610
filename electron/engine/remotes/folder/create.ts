// Puts whole files into a folder: written beside their place, made durable, and given their name in one step.
import { link, lstat, mkdir, open, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { blake3Hex } from '../../domain/blake3.js';

/** `EISDIR`: Windows, of exFAT (nodejs/node#65817). */
const NO_LINKS = new Set(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK', 'EISDIR']);

/** How often, and after how long, it is looked whether a name that another has marked is given. */
const LOOKS = 50;
const LOOK_MS = 20;
/** Who has marked a name for longer was killed: it looks and renames, no more. */
const MARKED_MS = 60_000;

/** Makes the folder; gives it and those above it that were not there, whose names are to be made durable too. */
async function makeFolder(folder: string): Promise<string[]> {
  const first = await mkdir(folder, { recursive: true });
  const changed = [folder];
  for (let at = folder; first !== undefined && at.length >= first.length; at = dirname(at)) changed.push(dirname(at));
  return changed;
}

/** What was named in these folders is on disk when it returns, where the system can say so: Windows and some shares cannot. */
async function settle(folders: readonly string[]): Promise<void> {
  for (const folder of folders) {
    const opened = await open(folder, 'r').catch(() => undefined);
    await opened?.sync().catch(() => {});
    await opened?.close();
  }
}

async function writeBeside(path: string, body: Uint8Array, tag: string): Promise<string> {
  const folder = dirname(path);
  const temp = join(folder, `.${tag}.part`);
  const file = await open(temp, 'wx', 0o644);
  try {
    await file.writeFile(body);
    await file.sync();
  } catch (error) {
    await rm(temp, { force: true });
    throw error;
  } finally {
    await file.close();
  }
  return temp;
}

/** Undefined where nothing is. */
async function orNothing<T>(looked: Promise<T>): Promise<T | undefined> {
  return looked.catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error;
    return undefined;
  });
}

/**
 * Where there are no hard links: a rename, by the one who marked the name as about to be given. Nobody sees a part of the file, and a mark
 * is forgotten that is old by the clock of the folder, which dated `temp` just now.
 * @throws EEXIST where another has marked it
 */
async function renameMarked(temp: string, path: string): Promise<'created' | 'exists'> {
  const mark = join(dirname(path), `.${blake3Hex(basename(path)).slice(0, 16)}.name`);
  const marked = await orNothing(stat(mark));
  if (marked && (await stat(temp)).mtimeMs - marked.mtimeMs > MARKED_MS) await rm(mark, { force: true });
  await (await open(mark, 'wx')).close();
  try {
    if (await orNothing(lstat(path))) return 'exists';
    await rename(temp, path);
    return 'created';
  } finally {
    await rm(mark, { force: true });
  }
}

/** Gives the file its name, unless that is taken. @throws EEXIST where another was about to, and did not for a second */
async function takeName(temp: string, path: string): Promise<'created' | 'exists'> {
  try {
    await link(temp, path);
    return 'created';
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST') return 'exists';
    if (!NO_LINKS.has(code)) throw error;
  }
  for (let tries = 1; ; tries += 1) {
    try {
      return await renameMarked(temp, path);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      if (await orNothing(lstat(path))) return 'exists';
      if (tries === LOOKS) throw error;
      await setTimeout(LOOK_MS);
    }
  }
}

/** Creates the file, durable with its name, or leaves the one that is there. `tag` names the temporary file; it must be new. */
export async function createFile(path: string, body: Uint8Array, tag: string): Promise<'created' | 'exists'> {
  const folders = await makeFolder(dirname(path));
  const temp = await writeBeside(path, body, tag);
  try {
    const taken = await takeName(temp, path);
    await settle(folders);
    return taken;
  } finally {
    await rm(temp, { force: true });
  }
}

export async function replaceFile(path: string, body: Uint8Array, tag: string): Promise<void> {
  const folders = await makeFolder(dirname(path));
  const temp = await writeBeside(path, body, tag);
  try {
    await rename(temp, path);
    await settle(folders);
  } catch (error) {
    await rm(temp, { force: true });
    throw error;
  }
}

/** Whether hard links work in this folder: without them no create-if-absent is atomic. */
export async function canLink(folder: string, tag: string): Promise<boolean> {
  const [from, to] = [join(folder, `.${tag}.part`), join(folder, `.${tag}.link`)];
  try {
    await (await open(from, 'wx')).close();
    await link(from, to);
    return true;
  } catch (error) {
    if (NO_LINKS.has((error as NodeJS.ErrnoException).code ?? '')) return false;
    throw error;
  } finally {
    await rm(from, { force: true });
    await rm(to, { force: true });
  }
}
