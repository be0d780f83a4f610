// device.key: this device's secret in a data root. Made once, readable by its owner alone, never copied.
import { closeSync, existsSync, fsyncSync, linkSync, openSync, readFileSync, renameSync, unlinkSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { CairnError } from '../../../shared/contract/errors.js';
import { createIdentity, identityFromKeyFile, type DeviceIdentity } from '../domain/chain.js';
import type { Random } from '../ports.js';

function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}

function writeDurably(path: string, text: string): void {
  const file = openSync(path, 'wx', 0o600);
  try {
    writeSync(file, text);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

/** Puts the finished file in place unless another process was first. A link never overwrites; file systems without links rename. */
function place(temporary: string, path: string): void {
  try {
    linkSync(temporary, path);
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return;
    if (!existsSync(path)) renameSync(temporary, path);
  }
}

/**
 * The identity of a data root, made at first use. Of several processes that make it at once, all get the same.
 * @throws CairnError data_root_unusable when the file cannot be read or written, or holds no key
 */
export function loadOrCreateDeviceKey(dataRoot: string, random: Random): DeviceIdentity {
  const path = join(dataRoot, 'device.key');
  try {
    if (!existsSync(path)) {
      const temporary = join(dataRoot, `device.key.${Buffer.from(random.bytes(8)).toString('hex')}`);
      writeDurably(temporary, createIdentity(random).keyFile);
      place(temporary, path);
      if (existsSync(temporary)) unlinkSync(temporary);
    }
    return identityFromKeyFile(readFileSync(path, 'utf8'));
  } catch (cause) {
    if (cause instanceof CairnError) throw cause;
    throw new CairnError('data_root_unusable', `Opening the data root, ${path} could not be read or made: ${(cause as Error).message}. Check its permissions, or choose another folder with --home.`, { path }, { cause });
  }
}
