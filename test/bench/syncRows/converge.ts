// Five devices that were apart for a while come together again: requests of each, besides chunks and manifests.
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Engine } from '../../../electron/engine/index.js';
import type { FaultProxy } from '../../support/proxy/faultProxy.js';
import { print } from '../harness.js';
import { openDevice, sync } from './team.js';
import { writeVersions } from './write.js';

const DEVICES = 5;
const OPS = 10_000;
const VERSIONS = 2000;
const COLLECTIONS = 4;
const GOAL = 20;
const MOST_ROUNDS = 6;
const LATENCY_MS = 100;

const line = (what: string, value: number, unit: string, goal: number | null, ok: boolean | null, note: string): void => print({ bench: 'sync', case: what, value, unit, peer: null, ratio: null, goal, ok, note });

const besides = (proxy: FaultProxy): string[] => proxy.take().log.map(({ method, path }) => `${method} ${decodeURIComponent(path)}`).filter((request) => !/\/(chunks|manifests)\/|prefix=[^&]*(chunks|manifests)\//.test(request));

export async function converge(proxy: FaultProxy, url: string, work: string): Promise<void> {
  const homes = Array.from({ length: DEVICES }, (_, n) => join(work, `device-${n}`));
  const devices: Engine[] = [];
  for (const home of homes) devices.push(await openDevice(home, url));
  await writeVersions(devices[0] as Engine, { who: 'everybody', collections: COLLECTIONS, versions: 0, more: true });
  // All know each other, and have nothing to tell.
  for (let round = 0; round < 2; round += 1) {
    for (const [n, device] of devices.entries()) {
      if (round === 0) device.context.registry.write({ name: `device ${n}` }, (tx) => void tx.append({ kind: 'setting', body: { scope: `device ${n}`, key: 'here', value: true } }));
      await sync(device);
    }
  }
  const before = devices.map(({ context }) => context.registry.opCount())[0] ?? 0;
  for (const [n, device] of devices.entries()) await writeVersions(device, { who: `device ${n}`, collections: COLLECTIONS, versions: VERSIONS / DEVICES, more: true });
  await proxy.set({ latencyMs: LATENCY_MS });
  proxy.take();
  const requests = devices.map(() => [] as string[]);
  const inStep = (): boolean => new Set(devices.map(({ context }) => context.registry.stateHash())).size === 1 && devices.every(({ context }) => context.registry.intents().length === 0);
  const start = performance.now();
  let rounds = 0;
  for (; rounds === 0 || !inStep(); rounds += 1) {
    if (rounds >= MOST_ROUNDS) throw new Error(`The devices were not in step after ${MOST_ROUNDS} rounds`);
    for (const [n, device] of devices.entries()) {
      await sync(device);
      requests[n]?.push(...besides(proxy));
      if (inStep()) break;
    }
  }
  const seconds = (performance.now() - start) / 1000;
  const [first] = devices;
  const made = (first?.context.registry.opCount() ?? 0) - before;
  const { versions } = first?.context.registry.read.counts() ?? { versions: 0 };
  if (made < OPS || versions !== VERSIONS) throw new Error(`There are ${made} operations and ${versions} versions, and not ${OPS} and ${VERSIONS}`);
  const most = Math.max(...requests.map((list) => list.length));
  line(`${made} operations over ${DEVICES} devices, ${VERSIONS} of them versions in ${COLLECTIONS} collections: requests of a device besides chunks and manifests`, most, 'requests', GOAL, most <= GOAL, `${requests.map((list) => list.length).join(', ')} in ${rounds} rounds, ${seconds.toFixed(1)} s with ${LATENCY_MS} ms each; in turn, until all are equal`);
  if (most > GOAL) process.stderr.write(`${requests.find((list) => list.length === most)?.join('\n') ?? ''}\n`);
  for (let turn = 0; turn < 2; turn += 1) for (const device of devices) await sync(device);
  const idle: number[] = [];
  for (const device of devices) {
    proxy.take();
    await sync(device);
    idle.push(proxy.take().requests);
  }
  line('idle poll', Math.max(...idle), 'requests', 1, Math.max(...idle) === 1, idle.join(', '));
  await proxy.set({ latencyMs: 0 });
  for (const device of devices) await device.close();
  for (const home of homes) rmSync(home, { recursive: true });
}
