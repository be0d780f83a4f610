// Keys as names of files: every key that sync makes has a file's name that a file system takes, and what is no such name is no key.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import { openRemote } from '../../../electron/engine/remotes/registry.js';
import { moveKey } from '../../../electron/engine/sync/keys.js';
import { systemClock, systemRandom } from '../../support/ports.js';
import { tempFolder } from '../../support/tempFolder.js';

const open = (root: string) => openRemote(pathToFileURL(root).href, { clock: systemClock, random: systemRandom });

describe('a key in a folder', () => {
  it.each(['生产环境推荐系统主模型稳定版本', 'продакшн-основная-модель', 'P'.repeat(80), 'P'.repeat(81), '='.repeat(26), 'p'.repeat(255)])('has a place for a move of the protected alias %s', async (alias) => {
    const remote = await open(tempFolder());
    const key = moveKey('c'.repeat(64), alias, 0);
    expect(await remote.putIfAbsent(key, Buffer.from('move'))).toBe('created');
    expect((await remote.list('claims/', undefined)).items.map((item) => item.key)).toEqual([key]);
  });

  it('is read by the name that it has in a listing; what no key is written as is none', async () => {
    const root = tempFolder();
    mkdirSync(join(root, 'log', 'of'), { recursive: true });
    const names = ['plain', '=41=20=7e', '=2fx', 'x=2f', '=61', '=00', '=7f', '=e7', '=2e', '=2ehidden', '=', '=4', '=zz', '=4A', '=3d2f', '.hidden', 'Upper', 'x (conflict)'];
    for (const name of names) writeFileSync(join(root, 'log', 'of', name), name);
    mkdirSync(join(root, 'log', '=2e=2e'));
    writeFileSync(join(root, 'log', '=2e=2e', 'x'), 'x');
    const remote = await open(root);
    const keys = (await remote.list('log/', undefined)).items.map(({ key }) => key);
    expect(keys).toEqual(['log/of/=2f', 'log/of/A ~', 'log/of/plain']);
    for (const key of keys) expect(await remote.get(key, 20), key).toBeDefined();
  });

  it('whose name is longer than the file system takes is refused, and the folder is not said to be away', async () => {
    const remote = await open(tempFolder());
    await expect(remote.putIfAbsent(`claims/${'P'.repeat(100)}`, Buffer.from('x'))).rejects.toMatchObject({ code: 'invalid_input', details: { errno: 'ENAMETOOLONG' } });
  });
});
