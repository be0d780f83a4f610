// Connections that nothing is asked on are closed, also where the store would keep them for ever.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { connect } from '../../../electron/engine/remotes/s3/connection.js';
import { readS3Url } from '../../../electron/engine/remotes/s3/place.js';
import { send } from '../../../electron/engine/remotes/s3/request.js';

const KEYS = { accessKeyId: 'key', secretAccessKey: 'secret', from: 'the test' };
const IDLE_MS = 50;

/** A store, or a proxy before it, that thinks for longer than a connection may be idle. */
const server = createServer({ keepAliveTimeout: 0 }, (request, response) => {
  request.resume();
  setTimeout(() => response.end('x'), 3 * IDLE_MS);
});
let address = '';
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

const connections = (): Promise<number> => new Promise((resolve) => server.getConnections((_, count) => resolve(count)));

it.each([
  ['to a store', (): NodeJS.ProcessEnv => ({})],
  ['to a proxy', (): NodeJS.ProcessEnv => ({ http_proxy: address })],
])('%s', async (_, env) => {
  const place = readS3Url(`s3://team/p?endpoint=${encodeURIComponent(address)}&region=x&pathStyle=1`);
  const agent = connect(place.endpoint, undefined, env(), IDLE_MS);
  const answers = await Promise.all(Array.from({ length: 8 }, (_each, n) => send(place, agent, KEYS, { method: n % 2 === 0 ? 'GET' : 'PUT', key: `chunks/${n}`, ...(n % 2 === 0 ? {} : { body: Buffer.from('x') }) })));
  expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 8 }, () => 200));
  await expect.poll(connections).toBe(0);
});
