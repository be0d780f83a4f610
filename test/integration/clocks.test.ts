// Clocks that are wrong: the device is named, on itself and on the others, and what goes by age waits.
import { statSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { expiredVersions } from '../../electron/engine/commands/storage/roots.js';
import type { Clock } from '../../electron/engine/ports.js';
import { createEngineWorld } from '../support/engineWorld.js';
import { systemClock } from '../support/ports.js';
import { joinedWorlds } from '../support/joinedWorlds.js';
import { tempFolder } from '../support/tempFolder.js';

const joined = joinedWorlds();
const DAY_MS = 86_400_000;

/** The clock of this computer goes ahead by so much until the test restores it. */
function goAhead(ms: number): void {
  vi.spyOn(systemClock, 'now').mockImplementation(() => Date.now() + ms);
}

afterEach(() => void vi.restoreAllMocks());

describe('a clock that is a year ahead', () => {
  it('is named on the device that has it, and ends nothing by age there', async () => {
    const a = await joined(tempFolder());
    const { ref } = await a.log([a.put('one.bin', 'one')], { name: 'one' });
    await a.engine.client.registry.delete({ ref, force: true });
    goAhead(365 * DAY_MS);
    const { context } = a.engine;
    await a.engine.client.sync.now({});
    const { word, items } = await a.engine.client.sync.status();
    expect(word).toBe('attention');
    expect(items).toMatchObject([{ kind: 'clock', device: context.deviceName(), cause: expect.stringContaining('365 days ahead') as string }]);
    expect(expiredVersions(context, context.registry)).toEqual(new Set());
  });

  it('is named on the others, whose own times are the remote’s', async () => {
    const folder = tempFolder();
    const a = await joined(folder);
    const b = await joined(folder);
    goAhead(365 * DAY_MS);
    await a.log([a.put('one.bin', 'one')], { name: 'one' });
    await a.engine.client.sync.now({});
    vi.restoreAllMocks();
    await b.engine.client.sync.now({});
    const id = a.engine.context.registry.device.id;
    const row = (await b.engine.client.sync.devices({})).find((device) => device.id === id);
    expect(Math.round((row?.ahead ?? 0) / DAY_MS)).toBe(365);
    expect(row?.lastSent).toBe(Math.floor(statSync(join(folder, 'heads', id)).mtimeMs));
    expect(await b.engine.client.sync.status()).toMatchObject({ word: 'attention', items: [{ kind: 'clock', device: row?.name }] });
  });
});

it('that jumped without a remote ends nothing by age until a person says that it is right', async () => {
  const steady = { ms: 0, boot: 'one' };
  const clock = systemClock as Clock & { steady?: NonNullable<Clock['steady']> };
  clock.steady = () => steady;
  onTestFinished(() => void delete clock.steady);
  const a = await createEngineWorld();
  onTestFinished(() => a.end());
  const { context, client } = a.engine;
  const { id, ref } = await a.log([a.put('one.bin', 'one')], { name: 'one' });
  await client.registry.delete({ ref, force: true });
  goAhead(365 * DAY_MS);
  expect(expiredVersions(context, context.registry)).toEqual(new Set());
  expect(await client.sync.status()).toMatchObject({ word: 'attention', items: [{ kind: 'jump', cause: expect.stringContaining('ahead') as string }] });
  expect(await client.sync.clockIsRight()).toMatchObject({ word: 'local', items: [] });
  expect(expiredVersions(context, context.registry)).toEqual(new Set([id]));
});

it('is seen in whatever a bucket answers', async () => {
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'key').stubEnv('AWS_SECRET_ACCESS_KEY', 'secret');
  onTestFinished(() => void vi.unstubAllEnvs());
  const server = createServer((_, response) => response.writeHead(404, { Date: new Date(Date.now() - 3 * 3_600_000).toUTCString() }).end());
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const a = await joined(tempFolder());
  const { remotes } = a.engine.context;
  const [stored] = remotes.list();
  if (stored) remotes.put({ ...stored, url: `s3://bucket/p?endpoint=${encodeURIComponent(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)}&pathStyle=1` });
  await a.engine.client.sync.now({}).catch(() => undefined);
  const { items } = await a.engine.client.sync.status();
  expect(items.find(({ kind }) => kind === 'clock')?.cause).toContain('3 hours ahead');
});
