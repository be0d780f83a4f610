// After trouble: a centre that backed off is back at once when the lid or the network opens, and `sync --watch` goes on until it is stopped.
import { once } from 'node:events';
import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import type { NetworkInterfaceInfo } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished, vi } from 'vitest';
import { createSyncCentre } from '../../electron/engine/sync/centre/centre.js';
import { cairnJson, startCairn } from '../support/cli.js';
import { failureOf } from '../support/engineWorld.js';
import { joinedWorlds } from '../support/joinedWorlds.js';
import { tempFolder } from '../support/tempFolder.js';

const joined = joinedWorlds();
const network = (address: string): NetworkInterfaceInfo => ({ address, internal: false, family: 'IPv4', netmask: '255.255.255.0', mac: '00:00:00:00:00:00', cidr: null });

it.each(['lid', 'network'] as const)('is back at once when the %s opens, however long it would have waited', async (what) => {
  const folder = join(tempFolder(), 'disk');
  mkdirSync(folder);
  const { context } = (await joined(folder)).engine;
  const state = { now: Date.now(), address: '10.0.0.1' };
  const clock = { now: () => state.now };
  const { cache, remotes, clockWatch, actor } = context;
  // The longest waits that may be drawn.
  const ports = { ...context.ports, clock, random: { bytes: (length: number) => new Uint8Array(length).fill(255) } };
  const centre = createSyncCentre({ cache, ports, remotes, clockWatch, actor, registries: () => context.registries, choices: () => ({ paused: false, up: null, down: null }), choose: () => undefined, renew: () => undefined, networks: () => ({ wlan0: [network(state.address)] }) });
  onTestFinished(() => centre.stop());
  renameSync(folder, `${folder}.away`);
  await failureOf(centre.now({ refill: false }));
  centre.start();
  for (let failures = 2; failures <= 5; failures += 1) {
    state.now += 9000;
    await vi.waitFor(() => expect(centre.status().registries[0]?.next).toBeGreaterThan(clock.now()), { timeout: 10_000 });
  }
  expect(centre.status().registries[0]?.next).toBeGreaterThan(clock.now() + 12_000);
  renameSync(`${folder}.away`, folder);
  if (what === 'lid') state.now += 11_000;
  else state.address = '10.0.0.2';
  await vi.waitFor(() => expect(centre.status()).toMatchObject({ word: 'synced' }), { timeout: 10_000 });
}, 60_000);

it('goes on with --watch after what passes, says once what is wrong, and ends well when it is stopped', async () => {
  const [home, work] = [tempFolder(), tempFolder()];
  const folder = join(work, 'disk');
  mkdirSync(folder);
  writeFileSync(join(work, 'm.bin'), 'bytes');
  cairnJson(home, ['remote', 'add', 'team', folder]);
  cairnJson(home, ['sync']);
  renameSync(folder, `${folder}.away`);
  const child = startCairn(home, ['sync', '--watch']);
  onTestFinished(() => void child.kill('SIGKILL'));
  let [out, err] = ['', ''];
  child.stdout?.on('data', (part: Buffer) => (out += part.toString()));
  child.stderr?.on('data', (part: Buffer) => (err += part.toString()));
  const ended = once(child, 'exit');
  await vi.waitFor(() => expect(err).toContain('is not there'), { timeout: 20_000 });
  cairnJson(home, ['log', join(work, 'm.bin'), '--name', 'm']);
  renameSync(`${folder}.away`, folder);
  await vi.waitFor(() => expect(out).toMatch(/^[1-9]\d* sent/m), { timeout: 30_000 });
  expect(err.match(/is not there/g)).toHaveLength(1);
  child.kill('SIGINT');
  expect((await ended)[0]).toBe(0);
}, 90_000);
