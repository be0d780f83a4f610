// Puts whole files into a folder: written beside their place, made durable, and given their name in one step.
import { constants } from 'node:fs';
import { copyFile, link, mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';

const NO_LINKS = new Set(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK']);

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

/** Gives the file its name unless that is taken. Where the file system knows no hard links, an exclusive copy has to do. */
async function takeName(temp: string, path: string): Promise<'created' | 'exists'> {
  try {
    try {
      await link(temp, path);
    } catch (error) {
      if (!NO_LINKS.has((error as NodeJS.ErrnoException).code ?? '')) throw error;
      await copyFile(temp, path, constants.COPYFILE_EXCL);
    }
    return 'created';
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return 'exists';
    throw error;
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
