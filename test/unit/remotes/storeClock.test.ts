// What time it is in a bucket is known from its last listing, for a minute of a clock here that goes on.
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openRemote } from '../../../electron/engine/remotes/registry.js';
import type { Remote } from '../../../electron/engine/remotes/types.js';
import { systemRandom } from '../../support/ports.js';

const YEAR = 365 * 86_400_000;

let server: Server;
let remote: Remote;
let here: number;
let asked: number;
beforeEach(async () => {
  here = 1_700_000_000_000;
  asked = 0;
  server = createServer((_request, answer) => {
    asked += 1;
    answer.setHeader('Date', new Date(1_700_000_000_000 + YEAR + asked * 1_000_000).toUTCString());
    answer.end('<ListBucketResult><IsTruncated>false</IsTruncated></ListBucketResult>');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  remote = await openRemote(`s3://team/p?endpoint=${encodeURIComponent(endpoint)}&region=x&pathStyle=1`, { random: systemRandom, clock: { now: () => here }, secrets: { accessKeyId: 'key', secretAccessKey: 'secret' } });
});
afterEach(() => new Promise((resolve) => server.close(resolve)));

const heardIn = (request: number, after = 0): number => 1_700_000_000_000 + YEAR + request * 1_000_000 + 500 + after;

test('a listing tells it, and nothing is asked for it within a minute', async () => {
  await remote.list('heads/', undefined);
  here += 59_000;
  expect(await remote.now()).toBe(heardIn(1, 59_000));
  expect(asked).toBe(1);
  here += 1000;
  expect(await remote.now()).toBe(heardIn(2));
  expect(await remote.now()).toBe(heardIn(2));
  expect(asked).toBe(2);
});

test.each([
  ['set back', -1000],
  ['set ahead, or slept', YEAR],
])('it is asked for anew where the computer was %s', async (_what, by) => {
  await remote.list('heads/', undefined);
  here += by;
  expect(await remote.now()).toBe(heardIn(2));
});
