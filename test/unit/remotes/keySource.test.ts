// Keys of a bucket: those of a program are read once for all requests that want them, and anew when they no longer hold; those that a
// person gave are never replaced by others.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, it, vi } from 'vitest';
import { createKeySource } from '../../../electron/engine/remotes/s3/credentials.js';
import { tempFolder } from '../../support/tempFolder.js';

afterEach(() => vi.unstubAllEnvs());

/** A profile whose program counts how often it ran. */
function counted(expires: number): { runs(): number } {
  const folder = tempFolder();
  const program = join(folder, 'program.cjs');
  const count = join(folder, 'count');
  const config = join(folder, 'config');
  writeFileSync(count, '');
  const said = JSON.stringify({ Version: 1, AccessKeyId: 'a', SecretAccessKey: 'b', Expiration: new Date(expires).toISOString() });
  writeFileSync(program, `require('node:fs').appendFileSync(${JSON.stringify(count)}, 'x'); console.log(${JSON.stringify(said)});`);
  writeFileSync(config, `[profile p]\ncredential_process = "${process.execPath}" "${program}"\n`);
  vi.stubEnv('AWS_CONFIG_FILE', config);
  vi.stubEnv('AWS_SHARED_CREDENTIALS_FILE', '/dev/null');
  return { runs: () => readFileSync(count, 'utf8').length };
}

const NOW = Date.parse('2026-01-01');
const clock = { now: () => NOW };
const all = <T>(work: () => Promise<T>): Promise<T[]> => Promise.all(Array.from({ length: 32 }, work));

it('the first requests share one reading, and those that follow have its keys', async () => {
  const { runs } = counted(NOW + 3_600_000);
  const keys = createKeySource({}, 'p', clock);
  const [first] = await all(() => keys());
  expect(await keys()).toBe(first);
  expect(runs()).toBe(1);
});

it('keys that the store refused are read anew once, however many requests they were refused for, and whenever', async () => {
  const { runs } = counted(NOW + 3_600_000);
  const keys = createKeySource({}, 'p', clock);
  const refused = await keys();
  const [anew] = await all(() => keys(refused));
  expect(await keys(refused)).toBe(anew);
  expect(anew).not.toBe(refused);
  expect(runs()).toBe(2);
});

it('keys that expire within a minute are read anew once for all that ask', async () => {
  const { runs } = counted(NOW + 30_000);
  const keys = createKeySource({}, 'p', clock);
  await keys();
  await all(() => keys());
  expect(runs()).toBe(2);
});

it('after a reading that failed, the next request reads again', async () => {
  vi.stubEnv('AWS_CONFIG_FILE', '/dev/null');
  const keys = createKeySource({}, 'p', clock);
  await expect(all(() => keys())).rejects.toMatchObject({ code: 'forbidden' });
  counted(NOW + 3_600_000);
  expect(await keys()).toMatchObject({ accessKeyId: 'a' });
});

it.each([{ accessKeyId: 'a' }, { secretAccessKey: 'b' }])('half of the keys that a person gave (%j) is an error, and those of the environment are not taken', async (half) => {
  await expect(createKeySource(half, undefined, clock, { AWS_ACCESS_KEY_ID: 'c', AWS_SECRET_ACCESS_KEY: 'd' })()).rejects.toMatchObject({ code: 'forbidden', message: expect.stringMatching(/enter both/) });
});
