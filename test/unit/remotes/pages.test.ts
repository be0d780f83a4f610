// Long listings of a bucket are whole, or fail: of a store that knows tokens alone, one that knows names alone, and one that knows neither.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { probeRemote, type Check } from '../../../electron/engine/remotes/probe.js';
import { openRemote } from '../../../electron/engine/remotes/registry.js';
import type { Remote } from '../../../electron/engine/remotes/types.js';
import { listAll } from '../../../electron/engine/sync/listAll.js';
import { systemClock, systemRandom } from '../../support/ports.js';

/** How a store goes on after a page. */
interface Knows {
  readonly tokens: boolean;
  readonly names: boolean;
}

const COUNT = 2500;
let objects: Map<string, Buffer>;
let knows: Knows;
let listings: URLSearchParams[];
let server: Server;
let remote: Remote;

function listing(query: URLSearchParams): string {
  listings.push(query);
  const token = knows.tokens ? query.get('continuation-token') : null;
  const after = token === null ? (knows.names ? query.get('start-after') : null) : Buffer.from(token, 'base64').toString();
  const all = [...objects.keys()].filter((key) => key.startsWith(query.get('prefix') ?? '') && (after === null || key > after)).sort();
  const page = all.slice(0, Number(query.get('max-keys')));
  const more = page.length < all.length;
  const next = more && knows.tokens ? `<NextContinuationToken>${Buffer.from(page[page.length - 1] ?? '').toString('base64')}</NextContinuationToken>` : '';
  return `<ListBucketResult><EncodingType>url</EncodingType><IsTruncated>${more}</IsTruncated>${next}${page.map((key) => `<Contents><Key>${encodeURIComponent(key)}</Key><Size>1</Size></Contents>`).join('')}</ListBucketResult>`;
}

function answer(request: IncomingMessage, response: ServerResponse, body: Buffer): void {
  const url = new URL(request.url ?? '/', 'http://store');
  const key = decodeURIComponent(url.pathname).replace(/^\/team\/?/, '');
  const found = objects.get(key);
  if (request.method === 'PUT') {
    if (found && request.headers['if-none-match']) response.statusCode = 412;
    else objects.set(key, body);
  } else if (request.method === 'DELETE') objects.delete(key);
  else if (url.searchParams.has('list-type')) return void response.end(listing(url.searchParams));
  else if (!found) response.statusCode = 404;
  else {
    const [, from, to] = /bytes=(\d+)-(\d+)/.exec(request.headers.range ?? '') ?? [];
    if (from !== undefined) response.statusCode = 206;
    return void response.end(from === undefined ? found : found.subarray(Number(from), Number(to) + 1));
  }
  response.end();
}

beforeEach(async () => {
  objects = new Map(Array.from({ length: COUNT }, (_, index) => [`p/log/x/${String(index).padStart(16, '0')}`, Buffer.from('x')]));
  listings = [];
  server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => answer(request, response, Buffer.concat(parts)));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  remote = await openRemote(`s3://team/p?endpoint=${encodeURIComponent(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)}&pathStyle=1`, { secrets: { accessKeyId: 'a', secretAccessKey: 'b' }, clock: systemClock, random: systemRandom });
});
afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

const listed = async (): Promise<Check | undefined> => (await probeRemote(remote, { random: systemRandom, nowMs: () => systemClock.now() })).checks.find(({ id }) => id === 'list');

describe('long listings', () => {
  it.each([
    { knows: { tokens: true, names: true }, state: 'ok' },
    { knows: { tokens: false, names: true }, state: 'ok' },
    { knows: { tokens: true, names: false }, state: 'warning' },
  ])('are whole where a store goes on by %j', async ({ knows: by, state }) => {
    knows = by;
    expect(await listAll(remote, 'log/x/')).toHaveLength(COUNT);
    expect(listings).toHaveLength(3);
    expect(listings.slice(1).every((query) => query.has('continuation-token') === by.tokens)).toBe(true);
    expect(await listed()).toMatchObject({ state });
  });

  it('go on after a name, for one who kept it', async () => {
    knows = { tokens: true, names: true };
    const [last] = (await listAll(remote, 'log/x/')).slice(1999);
    expect((await remote.list('log/x/', last?.key)).items).toHaveLength(500);
  });

  it('fail where a store begins anew with each page, and the probe says so', async () => {
    knows = { tokens: false, names: false };
    await expect(listAll(remote, 'log/x/')).rejects.toMatchObject({ code: 'offline' });
    expect(await listed()).toMatchObject({ state: 'failed' });
  });
});
