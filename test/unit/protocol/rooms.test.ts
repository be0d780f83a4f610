// Memory is used again for what comes next, and never by two at once: the bytes of answers that come side by side stay their own.
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { canonicalManifest } from '../../../electron/engine/domain/manifest.js';
import { createMemoryRemote } from '../../../electron/engine/remotes/memory.js';
import { openRemote } from '../../../electron/engine/remotes/registry.js';
import type { Remote } from '../../../electron/engine/remotes/types.js';
import { createLanes } from '../../../electron/engine/sync/bytes/lanes.js';
import { putManifestObject, readManifestObjects } from '../../../electron/engine/sync/manifests.js';
import { systemClock, systemRandom } from '../../support/ports.js';

const MOST = 16 * 1024 * 1024;

test('work has a room of its own for as long as it runs, and the next has it after', async () => {
  const lanes = createLanes({ start: 2, most: 2 });
  const begun: Uint8Array[] = [];
  const ends: (() => void)[] = [];
  const work = (room: Uint8Array): Promise<void> => {
    begun.push(room);
    return new Promise((resolve) => ends.push(resolve));
  };
  const all = [700_000, 600_000, 800_000].map((bytes) => lanes.run({ bytes }, work));
  await expect.poll(() => begun.length).toBe(2);
  expect(begun[0]?.length).toBeGreaterThanOrEqual(700_000);
  expect(begun[1] === begun[0]).toBe(false);
  ends[0]?.();
  await expect.poll(() => begun.length).toBe(3);
  expect(begun[2] === begun[0]).toBe(true);
  for (const end of ends) end();
  await Promise.all(all);
});

test('rooms together stay below the bound, however short the work is that each is for', async () => {
  const budget = 16 * 1024 * 1024;
  const lanes = createLanes({ start: 8, most: 8, budget });
  const [inUse, lengths] = [new Set<Uint8Array>(), [] as number[]];
  await Promise.all(
    Array.from({ length: 40 }, (_, index) =>
      lanes.run({ bytes: 100_000 + ((index * 1_234_567) % 5_300_000) }, async (room) => {
        inUse.add(room);
        lengths.push([...inUse].reduce((sum, { length }) => sum + length, 0));
        await new Promise((resolve) => setTimeout(resolve, 2));
        inUse.delete(room);
      }),
    ),
  );
  expect(Math.max(...lengths)).toBeLessThanOrEqual(budget);
  expect(lengths).toHaveLength(40);
  await lanes.run({ bytes: 2 * budget }, async (room) => expect(room.length).toBeGreaterThanOrEqual(2 * budget));
});

test('answers that come side by side, in pieces, with and without a length, are each whole', async () => {
  const bodies = new Map(Array.from({ length: 48 }, (_, index) => [`chunks/${index}`, randomBytes(1 + ((index * 61_331) % 1_500_000))]));
  const server = createServer((request, response) => {
    const body = bodies.get(decodeURIComponent((request.url ?? '').slice('/team/'.length)));
    if (!body) return void response.writeHead(404).end();
    if (body.length % 2 === 0) response.setHeader('Content-Length', body.length);
    const step = 1 + (body.length % 70_000);
    for (let at = 0; at < body.length; at += step) response.write(body.subarray(at, at + step));
    response.end();
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  try {
    const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const remote = await openRemote(`s3://team/?endpoint=${encodeURIComponent(endpoint)}&region=us-east-1&pathStyle=1`, { random: systemRandom, clock: systemClock, secrets: { accessKeyId: 'a', secretAccessKey: 'b' } });
    const lanes = createLanes();
    await Promise.all(
      [...bodies].map(([key, body]) =>
        lanes.run({ bytes: body.length }, async (room) => {
          const got = await remote.get(key, MOST, undefined, room);
          // Others come meanwhile.
          await new Promise((resolve) => setTimeout(resolve, 5));
          expect(body.equals(got ?? new Uint8Array(0))).toBe(true);
          if (body.length % 2 === 0) expect(got?.buffer === room.buffer).toBe(true);
        }),
      ),
    );
  } finally {
    server.closeAllConnections();
    server.close();
  }
});

test('objects of manifests that are read side by side stay below a bound together', async () => {
  const memory = createMemoryRemote();
  const size = 20 * 1024 * 1024;
  const { digest, json } = canonicalManifest([]);
  for (let each = 0; each < 12; each += 1) await putManifestObject(memory, digest, json, { [`b3:${String(each).padStart(64, '0')}`]: { inline: '' } });
  const items = (await memory.list('manifests/', undefined)).items.map((item) => ({ ...item, size }));
  let [running, most] = [0, 0];
  const remotes = items.map((item): Remote => ({
    ...memory,
    list: async () => ({ items: [item], more: false }),
    async get(...args) {
      running += 1;
      most = Math.max(most, running);
      await new Promise((resolve) => setTimeout(resolve, 2));
      running -= 1;
      return memory.get(...args);
    },
  }));
  const read = await Promise.all(remotes.map((remote) => readManifestObjects(remote, digest, false)));
  expect(read.map(({ found }) => found.length)).toEqual(items.map(() => 1));
  expect(most * size).toBeLessThanOrEqual(96 * 1024 * 1024);
});
