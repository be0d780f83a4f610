// What may be dropped, what it is called inside the artifact, and what is refused by name.
import { execFileSync } from 'node:child_process';
import { mkdirSync, renameSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ScanOptions } from '../../../electron/engine/cache/types.js';
import { compareCodePoints } from '../../../electron/engine/domain/manifestPath.js';
import { type CacheWorld, createCacheWorld } from '../../support/cacheWorld.js';

let world: CacheWorld;
beforeEach(async () => {
  world = await createCacheWorld();
});
afterEach(() => world.end());

const at = (name: string): string => join(world.folder, name);

function put(...names: string[]): void {
  for (const name of names) {
    mkdirSync(join(at(name), '..'), { recursive: true });
    writeFileSync(at(name), name);
  }
}

async function paths(given: readonly string[], options?: ScanOptions): Promise<string[]> {
  return (await world.cache.scan(given.map(at), options)).entries.map((entry) => entry.path);
}

const refused = (code: string, words: string): object => expect.objectContaining({ code, message: expect.stringContaining(words) as string });

describe('scan', () => {
  it('names files relative to one folder, by base name when there are several, by --as when it is given', async () => {
    put('m/a.txt', 'm/sub/b.txt', 'c.txt');
    mkdirSync(at('m/empty/deeper'), { recursive: true });
    expect(await paths(['m'])).toEqual(['a.txt', 'sub/b.txt']);
    expect(await paths(['c.txt'])).toEqual(['c.txt']);
    expect(await paths(['m', 'c.txt'])).toEqual(['c.txt', 'm/a.txt', 'm/sub/b.txt']);
    expect(await paths(['c.txt'], { asName: 'x/y.txt' })).toEqual(['x/y.txt']);
    expect(await paths(['m'], { asName: 'x' })).toEqual(['x/a.txt', 'x/sub/b.txt']);
    for (const bad of ['../x', '/x', '', 'a//b', 'C:/x']) await expect(paths(['c.txt'], { asName: bad })).rejects.toEqual(refused('invalid_path', 'Naming the files'));
  });

  it('writes names in NFC, in code-point order, and refuses two that become one', async () => {
    put('m/\ufb03', 'm/\u{1f600}', 'm/Z', 'm/a', 'm/e\u0301');
    expect(await paths(['m'])).toEqual(['Z', 'a', '\u00e9', '\ufb03', '\u{1f600}']);
    put('m/\u00e9');
    await expect(paths(['m'])).rejects.toEqual(refused('duplicate_path', '65cc81'));
    expect(compareCodePoints('\ufb03', '\u{1f600}')).toBeLessThan(0);
  });

  it('takes links inside the folder as what they lead to, and refuses those that lead out or in a circle', async () => {
    put('m/a.txt', 'm/sub/b.txt', 'out.txt');
    symlinkSync('a.txt', at('m/link.txt'));
    symlinkSync('sub', at('m/folder'));
    expect(await paths(['m'])).toEqual(['a.txt', 'folder/b.txt', 'link.txt', 'sub/b.txt']);
    symlinkSync('..', at('m/sub/up'));
    await expect(paths(['m'])).rejects.toEqual(refused('invalid_path', 'a loop'));
    renameSync(at('m/sub/up'), at('moved'));
    symlinkSync('self', at('m/self'));
    await expect(paths(['m'])).rejects.toEqual(refused('invalid_path', 'back to itself'));
    renameSync(at('m/self'), at('moved2'));
    symlinkSync('../out.txt', at('m/out'));
    await expect(paths(['m'])).rejects.toEqual(refused('invalid_path', 'outside of'));
    renameSync(at('m/out'), at('moved3'));
    symlinkSync('nowhere', at('m/broken'));
    await expect(paths(['m'])).rejects.toEqual(refused('source_missing', 'broken'));
    symlinkSync('out.txt', at('given'));
    expect(await paths(['given'])).toEqual(['given']);
  });

  it('refuses what is neither file nor folder, and what is not there', async () => {
    put('m/a.txt');
    execFileSync('mkfifo', [at('m/pipe')]);
    await expect(paths(['m'])).rejects.toEqual(refused('invalid_path', 'a pipe'));
    mkdirSync(at('s'));
    const server = createServer().listen(at('s/socket'));
    await expect(paths(['s'])).rejects.toEqual(refused('invalid_path', 'a socket'));
    server.close();
    await expect(world.cache.scan(['/dev/null'])).rejects.toEqual(refused('invalid_path', 'a device'));
    await expect(paths(['nothing'])).rejects.toEqual(refused('source_missing', 'nothing'));
  });

  it('names the bytes of a name that is not UTF-8', async () => {
    put('m/a.txt');
    renameSync(at('m/a.txt'), Buffer.concat([Buffer.from(at('m/')), Buffer.from([0x61, 0xff])]));
    await expect(paths(['m'])).rejects.toEqual(refused('invalid_path', '61ff'));
  });

  it('stops when told to', async () => {
    put('m/a.txt');
    await expect(world.cache.scan([at('m')], { signal: AbortSignal.abort() })).rejects.toEqual(refused('cancelled', ''));
  });
});
