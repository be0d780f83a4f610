// The private key of this data root's device: `device.key`, PKCS8 PEM, readable by its owner alone. It never travels.
import { chmodSync, closeSync, fsyncSync, linkSync, mkdirSync, openSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CairnError } from '../../../shared/contract/errors.js';
import { createIdentity, identityFromKeyFile, type DeviceIdentity } from '../domain/identity.js';
import type { Random } from '../ports.js';

const FILE = 'device.key';

function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}

function syncFolder(folder: string): void {
  if (process.platform === 'win32') return;
  const handle = openSync(folder, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

function writeSynced(file: string, text: string): void {
  const handle = openSync(file, 'wx', 0o600);
  try {
    writeFileSync(handle, text);
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

function readKey(file: string): DeviceIdentity | undefined {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
    if (process.platform !== 'win32' && (statSync(file).mode & 0o077) !== 0) chmodSync(file, 0o600);
  } catch (cause) {
    if (codeOf(cause) === 'ENOENT') return undefined;
    throw new CairnError('data_root_unusable', `Opening ${file}, it could not be read and kept to its owner (${codeOf(cause) ?? 'unknown'}). Check who owns the data root.`, { file }, { cause });
  }
  return identityFromKeyFile(text, file);
}

/** Gives the key its name unless there is one: a link takes effect whole or not at all, also between two processes. */
function install(temporary: string, file: string, text: string): void {
  try {
    linkSync(temporary, file);
  } catch (error) {
    const code = codeOf(error);
    if (code === 'EEXIST') return;
    // File systems without hard links (exFAT, some shares).
    if (code !== 'EPERM' && code !== 'ENOTSUP' && code !== 'EOPNOTSUPP' && code !== 'ENOSYS') throw error;
    try {
      writeSynced(file, text);
    } catch (second) {
      if (codeOf(second) !== 'EEXIST') throw second;
    }
  }
}

function refuseMaking(file: string, cause: unknown): CairnError {
  return new CairnError('data_root_unusable', `Making ${file}, writing failed (${codeOf(cause) ?? 'unknown'}). Check the rights and the space of the data root.`, { file }, { cause });
}

/** Writes a new key beside the others' work, gives it its name by `place`, and makes that durable. */
function makeKey(dataRoot: string, random: Random, place: (temporary: string, file: string, text: string) => void): void {
  const file = join(dataRoot, FILE);
  const { keyFile } = createIdentity(random);
  const temporary = join(dataRoot, 'tmp', `device-key-${Buffer.from(random.bytes(8)).toString('hex')}`);
  try {
    mkdirSync(join(dataRoot, 'tmp'), { recursive: true, mode: 0o700 });
    writeSynced(temporary, keyFile);
    try {
      place(temporary, file, keyFile);
    } finally {
      rmSync(temporary, { force: true });
    }
    syncFolder(dataRoot);
  } catch (cause) {
    throw refuseMaking(file, cause);
  }
}

/**
 * The identity of the device that a data root belongs to; made at first use. Two processes that start at once agree on one.
 * @throws CairnError data_root_unusable when the file cannot be read, written, or is no Ed25519 key
 */
export function loadOrCreateDeviceKey(dataRoot: string, random: Random): DeviceIdentity {
  const file = join(dataRoot, FILE);
  const present = readKey(file);
  if (present) return present;
  makeKey(dataRoot, random, install);
  const made = readKey(file);
  if (!made) throw new CairnError('data_root_unusable', `${file} was written and is not there.`, { file });
  return made;
}

/** The key of a data root that several processes have open, any of which may take a new one. */
export interface DeviceKey {
  /** The identity that the file holds now. */
  current(): DeviceIdentity;
  /**
   * Takes a new identity in place of that one, unless the file holds another already. The old key is gone then.
   * @throws CairnError data_root_unusable
   */
  renew(former: string): void;
}

/** @throws CairnError data_root_unusable */
export function openDeviceKey(dataRoot: string, random: Random): DeviceKey {
  const file = join(dataRoot, FILE);
  const markOf = (): string | undefined => {
    const found = statSync(file, { throwIfNoEntry: false });
    return found && `${found.ino} ${found.mtimeMs} ${found.ctimeMs} ${found.size}`;
  };
  let mark = markOf();
  let known = loadOrCreateDeviceKey(dataRoot, random);
  function current(): DeviceIdentity {
    const now = markOf();
    if (now === undefined || now === mark) return known;
    known = readKey(file) ?? known;
    mark = now;
    return known;
  }
  return {
    current,
    renew(former) {
      if (current().id === former) makeKey(dataRoot, random, renameSync);
    },
  };
}
