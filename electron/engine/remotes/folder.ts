// A remote in a folder: a NAS share, a USB disk, a folder that another program copies between computers.
import { access, constants, mkdir, open, readdir, rm, stat } from 'node:fs/promises';
import { isAbsolute, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { CairnError } from '../../../shared/contract/errors.js';
import { canLink, createFile, replaceFile } from './folder/create.js';
import { doubtAbout } from './folder/doubt.js';
import { createLeftovers } from './folder/leftovers.js';
import { pathOf } from './folder/names.js';
import { readStretch, type Stretch } from './folder/read.js';
import { itemAt, listFolder } from './folder/walk.js';
import { notDeleted, notOverwritten, tooLong } from './refusals.js';
import { mayDelete, mayMend, mayOverwrite, type OpenOptions, type Remote, type RemoteKind } from './types.js';

const FULL = new Set(['ENOSPC', 'EDQUOT']);
const DENIED = new Set(['EACCES', 'EPERM', 'EROFS']);

/** What the file system refused, in the words that sync acts by. */
function refusal(error: unknown, doing: string, root: string): CairnError {
  if (error instanceof CairnError) return error;
  const code = (error as NodeJS.ErrnoException).code ?? 'unknown';
  if (FULL.has(code)) return new CairnError('no_space', `${doing} in ${root}: the disk there is full. Free some space on it; sync goes on by itself.`, { root, errno: code }, { cause: error });
  if (DENIED.has(code)) return new CairnError('forbidden', `${doing} in ${root}: permission denied (${code}). Check the rights of the folder.`, { root, errno: code }, { cause: error });
  if (code === 'ENAMETOOLONG') return new CairnError('invalid_input', `${doing} in ${root}: the path is too long for the file system there. Choose a folder with a shorter path, or one on another disk.`, { root, errno: code }, { cause: error });
  if (code === 'EEXIST') return new CairnError('offline', `${doing} in ${root}: another device is about to write there, or was stopped while it did. It is tried again.`, { root, errno: code }, { cause: error });
  return new CairnError('offline', `${doing} in ${root} failed (${code}). Is the disk or share connected? It is tried again.`, { root, errno: code }, { cause: error });
}

interface Place {
  readonly root: string;
  readonly url: string;
  readonly mode: 'cas' | 'single' | undefined;
}

/** `file:///folder[?mode=cas|single]`. @throws CairnError invalid_input */
function readUrl(text: string): Place {
  const bad = (why: string): CairnError => new CairnError('invalid_input', `The remote ${JSON.stringify(text)} is no folder: ${why}. Write file:///absolute/path.`);
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    throw bad('it is no URL');
  }
  if (/[\0]|%00/.test(text) || url.protocol !== 'file:' || !text.startsWith('file://')) throw bad('it does not begin with file://');
  const mode = url.searchParams.get('mode') ?? undefined;
  if (mode !== undefined && mode !== 'cas' && mode !== 'single') throw bad('mode is cas (one disk, reached by all devices) or single (copied between devices)');
  let root: string;
  try {
    root = fileURLToPath(new URL(url.pathname, url));
  } catch (error) {
    throw bad((error as Error).message);
  }
  if (!isAbsolute(root) || root === '/') throw bad('it is not an absolute path of a folder');
  return { root: resolve(root), url: `${pathToFileURL(resolve(root)).href}${mode ? `?mode=${mode}` : ''}`, mode };
}

/** Tells a folder from another that takes its name, as a mount point does when its disk is pulled out. */
async function whichFolder(root: string): Promise<string> {
  const stats = await stat(root, { bigint: true });
  return stats.isDirectory() ? `${stats.dev}:${stats.ino}` : '';
}

/** The time by the clock that dates files there. */
async function timeIn(root: string, tag: string): Promise<number> {
  const file = join(root, `.${tag}.clock`);
  try {
    await (await open(file, 'wx')).close();
    return (await stat(file)).mtimeMs;
  } finally {
    await rm(file, { force: true });
  }
}

/** @param doubt why it may not be one disk that every device reaches by itself */
function createFolderRemote({ root, url }: Place, opened: string, mode: 'cas' | 'single', doubt: string | undefined, writable: boolean, newTag: () => string, told?: (now: number) => void): Remote {
  const at = (key: string): string => {
    const parts = pathOf(key);
    if (!parts) throw new CairnError('invalid_input', `The key ${JSON.stringify(key)} cannot be a path.`, { key });
    return join(root, ...parts);
  };
  const doing = async <T>(what: string, signal: AbortSignal | undefined, work: () => Promise<T>): Promise<T> => {
    signal?.throwIfAborted();
    try {
      return await work();
    } catch (error) {
      throw refusal(error, what, root);
    }
  };
  /** A folder that went away looks empty, as its mount point does; only the one that was opened can be believed. */
  const present = async (): Promise<void> => {
    if ((await whichFolder(root)) !== opened) throw new CairnError('offline', `${root} is another folder than a moment ago. Was a disk or share connected or removed? It is looked at again.`, { root, retry: false });
  };
  const orAbsent = async <T>(work: () => Promise<T>): Promise<T | undefined> => {
    try {
      return await work();
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code;
      if (code !== 'ENOENT' && code !== 'ENOTDIR') throw error;
      await present();
      return undefined;
    }
  };
  const clock = (): Promise<number> => timeIn(root, newTag());
  const removeOld = createLeftovers(clock);
  return {
    url,
    capabilities: { mode, writable, durable: true },
    get: (key, maxBytes, signal) =>
      doing(`Reading ${key}`, signal, () =>
        orAbsent(() => {
          const whole = (size: number): Stretch => {
            if (size > maxBytes) throw tooLong(key, size, maxBytes);
            return { from: 0, length: size };
          };
          return readStretch(at(key), whole, signal);
        }),
      ),
    getRange: (key, from, length, signal) => doing(`Reading ${key}`, signal, () => orAbsent(() => readStretch(at(key), () => ({ from, length }), signal))),
    head: (key, signal) => doing(`Looking at ${key}`, signal, async () => (await itemAt(key, at(key))) ?? (await present(), undefined)),
    putIfAbsent: (key, body, signal) =>
      doing(`Writing ${key}`, signal, async () => {
        await present();
        return createFile(at(key), body, newTag());
      }),
    put: (key, body, signal) =>
      doing(`Writing ${key}`, signal, async () => {
        if (!mayOverwrite(key)) throw notOverwritten(key);
        await present();
        await replaceFile(at(key), body, newTag());
        if (told) await stat(at(key)).then(({ mtimeMs }) => told(mtimeMs), () => undefined);
        // Looked at now, the file may be another's already.
        return undefined;
      }),
    mend: (key, tag, body, signal) =>
      doing(`Mending ${key}`, signal, async () => {
        if (!mayMend(key)) throw notOverwritten(key);
        await present();
        if ((await itemAt(key, at(key)))?.tag !== tag) return false;
        await replaceFile(at(key), body, newTag());
        return true;
      }),
    list: (prefix, after, signal) =>
      doing(`Listing ${prefix}`, signal, async () => {
        await present();
        const { left, ...page } = await listFolder(root, prefix, after);
        if (writable) await removeOld(left);
        return page;
      }),
    delete: (key, signal) =>
      doing(`Removing ${key}`, signal, async () => {
        if (!mayDelete(key)) throw notDeleted(key);
        await rm(at(key), { force: true });
      }),
    now: async (signal) => (writable ? doing('Asking for the time', signal, clock) : undefined),
    policies: async () => {
      if (mode === 'single') return [{ about: 'versioning', state: 'warning', message: `One device gives the numbers here, because ${doubt ?? 'it was added so'}. Other devices see their versions as provisional until that one has synced. If it is the disk of one server that every device reaches by itself, say so with ?mode=cas.` }];
      if (doubt !== undefined) return [{ about: 'versioning', state: 'warning', message: `The folder was stated to be one disk that every device reaches by itself, though ${doubt}. If it is not, add it with ?mode=single.` }];
      return [{ about: 'versioning', state: 'ok', message: 'The folder is taken for one disk that every device reaches by itself. If a program copies it between computers instead, add it with ?mode=single.' }];
    },
  };
}

async function openFolder(text: string, options: OpenOptions): Promise<Remote> {
  const place = readUrl(text);
  options.signal?.throwIfAborted();
  const { root } = place;
  const newTag = (): string => Buffer.from(options.random.bytes(8)).toString('hex');
  try {
    const parent = await stat(root).then(() => root, () => resolve(root, '..'));
    if (parent !== root) {
      if (options.existing) throw new CairnError('offline', `Opening the folder ${root}: it is not there. Is the disk or share connected that it lies on? It is looked for again.`, { root, retry: false });
      await access(parent, constants.W_OK);
      await mkdir(root);
    }
    await readdir(root);
    // What could be written when it was added may only be read now.
    const writable = options.writable !== false && (await access(root, constants.W_OK).then(() => true, () => false));
    const links = !writable || (await canLink(root, newTag()));
    const doubt = await doubtAbout(root, links);
    if (writable) options.told?.(await timeIn(root, newTag()));
    return createFolderRemote(place, await whichFolder(root), options.mode ?? place.mode ?? (doubt === undefined ? 'cas' : 'single'), doubt, writable, newTag, options.told);
  } catch (error) {
    throw refusal(error, 'Opening the folder', root);
  }
}

export const folderKind: RemoteKind = {
  scheme: 'file:',
  id: 'folder',
  title: 'Shared folder',
  description: 'A NAS share, a USB disk, or a folder that another program copies between computers',
  offered: true,
  fields: [
    { name: 'folder', label: 'Folder', kind: 'folder', required: true, help: 'The same folder on every device. It is made if it is not there.', placeholder: '/mnt/team/cairn', options: [] },
    {
      name: 'mode',
      label: 'How devices reach it',
      kind: 'choice',
      required: false,
      help: 'On one disk any device can take a number at any time. In a copied folder one device gives them.',
      placeholder: '',
      options: [
        { value: '', label: 'Find out' },
        { value: 'cas', label: 'One disk or server that all of them reach' },
        { value: 'single', label: 'Copied between them, or carried about' },
      ],
    },
  ],
  presets: [
    { id: 'nas', title: 'NAS or file server', values: { mode: 'cas' } },
    { id: 'synced', title: 'Synced folder', values: { mode: 'single' } },
    { id: 'usb', title: 'USB disk', values: { mode: 'single' } },
  ],
  toUrl(values) {
    const folder = values['folder'] ?? '';
    if (!isAbsolute(folder)) throw new CairnError('invalid_input', 'Folder: choose an absolute path.', { field: 'folder' });
    return readUrl(`${pathToFileURL(folder).href}${values['mode'] ? `?mode=${values['mode']}` : ''}`).url;
  },
  open: openFolder,
};
