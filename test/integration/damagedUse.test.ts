// A version whose bytes were damaged here is used all the same: what was set aside comes from the remote within that use.
import { randomBytes } from 'node:crypto';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { failureOf, type EngineWorld } from '../support/engineWorld.js';
import { filesUnder } from '../support/filesUnder.js';
import { joinedWorlds } from '../support/joinedWorlds.js';
import { passUnnoticed, rot } from '../support/rot.js';
import { tempFolder } from '../support/tempFolder.js';

const joined = joinedWorlds();
const NAMES = ['one.bin', 'small.txt', 'two.bin'];

async function damaged(folder: string, unnoticed: boolean): Promise<{ a: EngineWorld; digests: string[] }> {
  const a = await joined(folder);
  for (const name of NAMES) a.put(`m/${name}`, name === 'small.txt' ? 'small bytes' : randomBytes(300_000));
  const { id } = await a.log([a.at('m')], { name: 'm' });
  await a.engine.client.sync.now({});
  const { rows } = await a.engine.client.versions.files({ version: id });
  const digests = rows.flatMap(({ path, digest }) => (digest !== null && path !== 'two.bin' ? [digest] : []));
  for (const digest of digests) {
    rot(a.home, digest, 3);
    if (unnoticed) passUnnoticed(a.home, digest);
  }
  return { a, digests };
}

it.each([
  [true, false],
  [false, true],
  [false, false],
])('by the first use (the disk did it: %s, as hard links: %s)', async (unnoticed, hardlink) => {
  const { a, digests } = await damaged(tempFolder(), unnoticed);
  expect((await a.use('m:v0', a.at('out'), hardlink)).bytes).toBe(600_011);
  for (const name of NAMES) expect(readFileSync(a.at(`out/${name}`)).equals(readFileSync(a.at(`m/${name}`)))).toBe(true);
  expect(filesUnder(join(a.home, 'quarantine')).sort()).toEqual(digests.map((digest) => digest.slice(3)).sort());
  expect((await a.verify()).findings).toEqual([]);
}, 30_000);

it('is an error that leaves nothing behind where the remote is away', async () => {
  const folder = join(tempFolder(), 'disk');
  const { a } = await damaged(folder, true);
  rmSync(folder, { recursive: true });
  expect((await failureOf(a.use('m:v0', a.at('out')))).code).toBe('offline');
  expect(filesUnder(a.folder).filter((path) => path.startsWith('out'))).toEqual([]);
}, 30_000);
