// What an answer says that is longer than it may be: an object, that it is too long; a page of a store that fails, nothing.
import { once } from 'node:events';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import { openRemote } from '../../../electron/engine/remotes/registry.js';
import type { Remote } from '../../../electron/engine/remotes/types.js';
import { fetchBody } from '../../../electron/engine/sync/fetchBody.js';
import { fetchDecision } from '../../../electron/engine/sync/fetchDecision.js';
import { systemClock, systemRandom } from '../../support/ports.js';

const PAGE = Buffer.alloc(2 * 1024 * 1024, 'x');
const ANNOUNCED = { 'Content-Length': PAGE.length };

let server: Server;
afterEach(() => {
  server.closeAllConnections();
  server.close();
});

async function answering(answer: (response: ServerResponse) => void): Promise<Remote> {
  server = createServer((request, response) => {
    request.resume();
    answer(response);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return openRemote(`s3://team/p?endpoint=${encodeURIComponent(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)}&region=x&pathStyle=1`, { clock: systemClock, random: systemRandom, secrets: { accessKeyId: 'a', secretAccessKey: 'b' } });
}

it.each([
  ['announced', ANNOUNCED],
  ['in parts', {}],
])('a claim is not void because a store failed with a long page, %s', async (_, headers) => {
  const remote = await answering((response) => response.writeHead(503, headers).end(PAGE));
  await expect(fetchDecision(remote, 'claims/c/0', 1024 * 1024, () => undefined)).rejects.toMatchObject({ code: 'offline', details: { retry: true } });
});

it.each([
  ['announced', ANNOUNCED],
  ['in parts', {}],
])('an object is too long, %s: that is a finding, and not tried again', async (_, headers) => {
  const remote = await answering((response) => response.writeHead(200, headers).end(PAGE));
  expect(await fetchBody(remote, 'heads/x', 256 * 1024)).toMatchObject({ reason: 'too_long' });
});
