// A slow line is waited for, as long as what goes over it takes; a dead store is not.
import { once } from 'node:events';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { openRemote } from '../../../electron/engine/remotes/registry.js';
import { createDeadlines } from '../../../electron/engine/remotes/s3/deadlines.js';
import type { Remote } from '../../../electron/engine/remotes/types.js';
import { createLanes } from '../../../electron/engine/sync/bytes/lanes.js';
import { openForWork } from '../../../electron/engine/sync/centre/session.js';
import { systemClock, systemRandom } from '../../support/ports.js';

const SILENCE_MS = 250;
const OPTIONS = { clock: systemClock, random: systemRandom, secrets: { accessKeyId: 'a', secretAccessKey: 'b' }, silenceMs: SILENCE_MS };
const TAKEN = 'HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n';

let server: Server | undefined;
const sockets = new Set<Socket>();
afterEach(() => {
  for (const socket of sockets) socket.destroy();
  sockets.clear();
  server?.close();
});

/** A store that is told of whatever comes. */
async function listen(heard: (socket: Socket, bytes: number) => void, protocol = 'http'): Promise<string> {
  server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    socket.on('data', (part: Buffer) => heard(socket, part.length));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return `s3://team/p?endpoint=${encodeURIComponent(`${protocol}://127.0.0.1:${(server.address() as AddressInfo).port}`)}&region=x&pathStyle=1`;
}

const putAll = (remote: Remote, count: number, size: number): Promise<unknown> => Promise.all(Array.from({ length: count }, (_, n) => remote.put(`chunks/aa/${n}`, new Uint8Array(size))));

describe('bodies that go up', () => {
  it('arrive though a buffer took them at once, and was silent then', async () => {
    const got = new Map<Socket, number>();
    const url = await listen((socket, bytes) => {
      got.set(socket, (got.get(socket) ?? 0) + bytes);
      if ([...got.values()].filter((each) => each > 8192).length === 4) setTimeout(() => sockets.forEach((each) => each.write(TAKEN)), 3 * SILENCE_MS);
    });
    await putAll(await openRemote(url, OPTIONS), 4, 8192);
  });

  it('are given up when their time is over, and fewer go at once from then on', async () => {
    const url = await listen(() => {});
    const lanes = createLanes({ start: 16 });
    const free = { take: () => Promise.resolve() };
    const remote = await openForWork(url, OPTIONS, { clock: systemClock, random: systemRandom, up: free, down: free, traffic: { sent: 0, received: 0, requests: 0 }, lanes, tries: 2 });
    await expect(putAll(remote, 1, 100)).rejects.toMatchObject({ code: 'offline', details: { retry: true, slow: true } });
    expect(lanes.width).toBe(8);
  });

  it('are given up after a silence where the connection is never made', async () => {
    const url = await listen(() => {}, 'https');
    await expect(putAll(await openRemote(url, OPTIONS), 1, 10 * 1024 * 1024)).rejects.toThrow('the store was silent for 0.25 s');
  });
});

it.each([
  ['a listing', (remote: Remote) => remote.list('log/', undefined)],
  ['a download', (remote: Remote) => remote.get('chunks/aa/0', 16 * 1024 * 1024)],
])('%s is given up after a silence, while bodies that go up are waited for', async (_, ask) => {
  const remote = await openRemote(await listen(() => {}), OPTIONS);
  const going = expect(putAll(remote, 1, 10_000)).rejects.toThrow('no answer came in time');
  await expect(ask(remote)).rejects.toThrow('the store was silent for 0.25 s');
  await going;
});

it('a download that comes in drops is given up when its time is over, and fewer may help', async () => {
  const url = await listen((socket) => {
    socket.write('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n');
    const dropping = setInterval(() => socket.write('1\r\nx\r\n'), SILENCE_MS / 4);
    socket.on('close', () => clearInterval(dropping));
  });
  await expect((await openRemote(url, OPTIONS)).get('chunks/aa/0', 1000)).rejects.toMatchObject({ code: 'offline', message: expect.stringContaining('no answer came in time'), details: { slow: true } });
});

describe('the time of a body', () => {
  const KIB = 1024;
  const begin = (way: { begin(bytes: number, giveUp: () => void): (arrived: boolean) => void }, bytes: number) => {
    const giveUp = vi.fn();
    return { giveUp, end: way.begin(bytes, giveUp) };
  };

  /** Ends before any hook begins: those are timed, by a clock that must not have jumped. */
  const inFakeTime = (work: () => void) => () => {
    vi.useFakeTimers();
    try {
      work();
    } finally {
      vi.useRealTimers();
    }
  };

  it('is what all that goes at the same time takes on the slowest line', inFakeTime(() => {
    const { up } = createDeadlines(20_000);
    const bodies = Array.from({ length: 16 }, () => begin(up, 512 * KIB));
    vi.advanceTimersByTime(16 * 32_000 + 19_000);
    for (const { giveUp } of bodies) expect(giveUp).not.toHaveBeenCalled();
    vi.advanceTimersByTime(2000);
    for (const { giveUp } of bodies) expect(giveUp).toHaveBeenCalledOnce();
  }));

  it('is shorter on a line that was fast, so that a store that dies is found, until one was late', inFakeTime(() => {
    const { up } = createDeadlines(20_000);
    const first = begin(up, 1024 * KIB);
    vi.advanceTimersByTime(1000);
    first.end(true);
    const second = begin(up, 16 * 1024 * KIB);
    vi.advanceTimersByTime(4 * 16_000 + 21_000);
    expect(second.giveUp).toHaveBeenCalledOnce();
    second.end(false);
    const third = begin(up, 16 * 1024 * KIB);
    vi.advanceTimersByTime(1_000_000);
    expect(third.giveUp).not.toHaveBeenCalled();
    third.end(true);
  }));
});
