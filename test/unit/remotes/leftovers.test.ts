// Files that writers left in a folder when they were killed go a day later, where the folder is listed; nothing else does.
import { existsSync, mkdirSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import { openRemote } from '../../../electron/engine/remotes/registry.js';
import { systemClock, systemRandom } from '../../support/ports.js';
import { tempFolder } from '../../support/tempFolder.js';

const HOUR = 60 * 60_000;
const TAG = '.0123456789abcdef';

function lay(root: string, path: string, age: number): string {
  const file = join(root, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, 'half');
  const at = (Date.now() - age) / 1000;
  utimesSync(file, at, at);
  return file;
}

const open = (root: string, writable = true) => openRemote(pathToFileURL(root).href, { clock: systemClock, random: systemRandom, writable });

describe('what was left in a folder', () => {
  it('goes when it is older than a day, and what may be in work stays', async () => {
    const root = tempFolder();
    const old = [lay(root, `chunks/aa/${TAG}.part`, 25 * HOUR), lay(root, `heads/${TAG}.part`, 48 * HOUR), lay(root, `${TAG}.clock`, 48 * HOUR), lay(root, `${TAG}.link`, 48 * HOUR), lay(root, `heads/${TAG}.name`, 48 * HOUR)];
    const kept = [lay(root, `chunks/ab/${TAG}.part`, 23 * HOUR), lay(root, 'chunks/aa/.hidden', 48 * HOUR), lay(root, 'chunks/aa/.other.part', 48 * HOUR), lay(root, 'chunks/aa/x', 48 * HOUR)];
    const remote = await open(root);
    expect((await remote.list('', undefined)).items.map(({ key }) => key)).toEqual(['chunks/aa/x']);
    expect(old.filter((file) => existsSync(file))).toEqual([]);
    expect(kept.filter((file) => !existsSync(file))).toEqual([]);
  });

  it('goes where one process lists the folder until it is older than a day', async () => {
    const root = tempFolder();
    const left = lay(root, `heads/${TAG}.part`, HOUR);
    const remote = await open(root);
    await remote.list('heads/', undefined);
    expect(existsSync(left)).toBe(true);
    lay(root, `heads/${TAG}.part`, 25 * HOUR);
    await remote.list('heads/', undefined);
    expect(existsSync(left)).toBe(false);
  });

  it('is left alone where the folder is not listed, and where nothing may be written', async () => {
    const root = tempFolder();
    const left = lay(root, `chunks/aa/${TAG}.part`, 48 * HOUR);
    await (await open(root)).list('heads/', undefined);
    await (await open(root, false)).list('', undefined);
    expect(existsSync(left)).toBe(true);
  });
});
