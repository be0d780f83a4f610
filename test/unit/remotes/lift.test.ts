// Bodies that go around the parser arrive as those that go through it: the same answers, cut at any places, over both.
import { Agent } from 'node:http';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { setImmediate } from 'node:timers/promises';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connect } from '../../../electron/engine/remotes/s3/connection.js';
import { readS3Url, type S3Place } from '../../../electron/engine/remotes/s3/place.js';
import { send, type Asked } from '../../../electron/engine/remotes/s3/request.js';
import { CairnError } from '../../../shared/contract/errors.js';

const KEYS = { accessKeyId: 'key', secretAccessKey: 'secret', from: 'the test' };
const MAX = 5000;

interface Script {
  readonly answer: Buffer;
  /** Where it is cut. */
  readonly cuts: readonly number[];
  /** The connection ends after it. */
  readonly ends: boolean;
}

let script: Script;
let server: Server;
let sent: number;
const sockets = new Set<Socket>();

async function play(socket: Socket): Promise<void> {
  const { answer, cuts, ends } = script;
  const places = [0, ...[...new Set(cuts.map((cut) => cut % answer.length))].sort((a, b) => a - b), answer.length];
  for (const [index, from] of places.entries()) {
    if (socket.destroyed) return;
    socket.write(answer.subarray(from, places[index + 1]));
    await setImmediate();
    await setImmediate();
  }
  if (ends) socket.end();
}

beforeAll(async () => {
  server = createServer((socket) => {
    sockets.add(socket);
    socket.setNoDelay(true);
    let heard = '';
    socket.on('error', () => {});
    socket.on('data', (part: Buffer) => {
      heard += part.toString('latin1');
      if (!heard.endsWith('\r\n\r\n')) return;
      heard = '';
      sent += 1;
      void play(socket);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterAll(async () => {
  for (const socket of sockets) socket.destroy();
  await new Promise((resolve) => server.close(resolve));
});

const place = (): S3Place => readS3Url(`s3://bucket/p?endpoint=${encodeURIComponent(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)}&region=r&pathStyle=1`);

async function ask(agent: Agent, { maxBytes, ...asked }: Omit<Partial<Asked>, 'maxBytes'> & { maxBytes?: number | undefined } = { maxBytes: MAX }): Promise<unknown> {
  try {
    const { status, headers, body } = await send(place(), agent, KEYS, { method: 'GET', key: 'k', ...(maxBytes === undefined ? {} : { maxBytes }), ...asked });
    return { status, headers, body: Buffer.from(body).toString('latin1') };
  } catch (error) {
    // The network's words for an answer that was cut differ with how much of it the parser saw.
    return error instanceof CairnError ? error.code : 'the network failed';
  }
}

const lifting = (): Agent => connect(new URL('http://127.0.0.1'), undefined, {});

const body = fc.string({ maxLength: 3000, unit: 'binary-ascii' });
const head = (lines: readonly string[]): string => `${lines.join('\r\n')}\r\n\r\n`;
const chunked = (text: string): string => `${text === '' ? '' : `${text.length.toString(16)}\r\n${text}\r\n`}0\r\n\r\n`;
const closing = fc.boolean().map((closes) => (closes ? ['Connection: close'] : []));
const plain = fc.tuple(fc.constantFrom('200 OK', '206 Partial Content', '404 Not Found', '503 Slow Down'), body, closing, fc.constantFrom('Content-Length', 'content-length')).map(([status, text, more, name]) => head([`HTTP/1.1 ${status}`, 'ETag: "x"', ...more, `${name}: ${text.length}`]) + text);
const odd = fc.oneof(
  body.map((text) => head(['HTTP/1.1 200 OK', 'Transfer-Encoding: chunked']) + chunked(text)),
  body.map((text) => head(['HTTP/1.1 103 Early Hints', 'Link: <x>']) + head(['HTTP/1.1 200 OK', `Content-Length: ${text.length}`]) + text),
  body.map((text) => head(['HTTP/1.1 200 OK', `Content-Length: ${text.length}`, `Content-Length: ${text.length}`]) + text),
  fc.constant(head(['HTTP/1.1 200 OK', `Content-Length: ${MAX + 1}`]) + 'x'.repeat(MAX + 1)),
  fc.constant(head(['HTTP/1.1 204 No Content'])),
  // Cut short, and something that is no answer.
  body.map((text) => head(['HTTP/1.1 200 OK', `Content-Length: ${text.length + 5}`]) + text),
  body.map((text) => `something else ${text}`),
);

describe('an answer of which the body is lifted', () => {
  it('is the answer that the parser alone gives, wherever it is cut', async () => {
    await fc.assert(
      fc.asyncProperty(fc.oneof({ weight: 2, arbitrary: plain }, odd), fc.array(fc.nat(), { maxLength: 6 }), async (answer, cuts) => {
        script = { answer: Buffer.from(answer, 'latin1'), cuts, ends: true };
        const [ours, theirs] = [lifting(), new Agent()];
        expect(await ask(ours)).toEqual(await ask(theirs));
        for (const agent of [ours, theirs]) agent.destroy();
      }),
      { numRuns: 150 },
    );
  });

  it('is not seen by the parser', async () => {
    const agent = lifting() as Agent & { createConnection(...args: unknown[]): Socket };
    const make = agent.createConnection.bind(agent);
    let parsed = '';
    agent.createConnection = (...args) => make(...args).on('data', (part: Buffer) => (parsed += part.toString('latin1')));
    script = { answer: Buffer.from(`${head(['HTTP/1.1 200 OK', 'ETag: "x"', 'Content-Length: 8'])}the body`), cuts: [52, 55], ends: true };
    expect(await ask(agent)).toMatchObject({ status: 200, headers: { etag: '"x"', 'content-length': '8' }, body: 'the body' });
    expect(parsed).toBe(head(['HTTP/1.1 200 OK', 'ETag: "x"', 'Content-Length: 0']));
    agent.destroy();
  });

  it('goes to the room it was given, and the connection is used again', async () => {
    const agent = lifting();
    const room = new Uint8Array(64);
    const before = sockets.size;
    for (const [text, cuts] of [['first', []], ['second, longer', [3, 60, 66]], ['', []], ['third', [1, 2, 3]]] as const) {
      script = { answer: Buffer.from(head(['HTTP/1.1 200 OK', `Content-Length: ${text.length}`]) + text), cuts, ends: false };
      expect(await ask(agent, { maxBytes: MAX, room })).toMatchObject({ status: 200, body: text });
      expect(Buffer.from(room).toString('latin1', 0, text.length)).toBe(text);
    }
    // One whose head came in pieces was the parser's; a connection serves all of them.
    expect(sockets.size - before).toBe(1);
    agent.destroy();
  });

  it('is cut off with the signal while its body comes', async () => {
    const agent = lifting();
    script = { answer: Buffer.from(`${head(['HTTP/1.1 200 OK', 'Content-Length: 100'])}only this`), cuts: [], ends: false };
    const controller = new AbortController();
    sent = 0;
    const asked = send(place(), agent, KEYS, { method: 'GET', key: 'k', maxBytes: MAX }, controller.signal);
    await expect.poll(() => sent).toBe(1);
    controller.abort(new Error('enough'));
    await expect(asked).rejects.toThrow('enough');
    agent.destroy();
  });
});

describe.each([['lifted', lifting], ['parsed', () => new Agent()]] as const)('a length that no memory holds, %s', (_, agentOf) => {
  it.each([
    ['is refused where nothing says how much may come', '9999999999999999', {}, 'corrupt'],
    ['is refused where nothing says how much may come (a safe integer)', '90071992547409', {}, 'corrupt'],
    ['fails the request where so much may come', '90071992547409', { maxBytes: Number.MAX_SAFE_INTEGER }, 'the network failed'],
  ] as const)('%s', async (_title, length, { maxBytes }: { maxBytes?: number }, outcome) => {
    const agent = agentOf();
    script = { answer: Buffer.from(`${head(['HTTP/1.1 200 OK', `Content-Length: ${length}`])}<x`), cuts: [], ends: false };
    expect(await ask(agent, { maxBytes })).toBe(outcome);
    agent.destroy();
  });
});
