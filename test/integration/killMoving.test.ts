// kill -9 of the engine at random points while it moves data to and from a real server: what was moved is not moved again, the bytes are the
// same, and nothing half-made stays anywhere.
import aws4 from 'aws4';
import { Blake3Hasher } from '@napi-rs/blake-hash';
import { once } from 'node:events';
import { createCipheriv } from 'node:crypto';
import { createReadStream, mkdirSync, writeFileSync, openSync, writeSync, closeSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { cairn, cairnJson, startCairn } from '../support/cli.js';
import { filesUnder } from '../support/filesUnder.js';
import { FAIR, type Passed } from '../support/proxy/conditions.js';
import { startProxy, type Proxy } from '../support/proxy/startProxy.js';
import { findServer, KEYS, NO_SERVER, startServer, type S3Server } from '../support/s3Servers.js';
import { tempFolder } from '../support/tempFolder.js';

/** 4 kills over 40 MB in CI, 100 over 4 GB in the long form; half of each up, half down. */
const KILLS = Number(process.env['CAIRN_MOVE_KILLS'] ?? 4);
const MEGABYTES = Number(process.env['CAIRN_MOVE_MB'] ?? 40);
const SMALL_FILES = 200;
/** From the first byte that moves on; some processes are killed sooner. */
const WINDOW_MS = KILLS > 20 ? 1500 : 500;
/** Requests of one engine at once, at most. */
const STREAMS = 32;
const KEY_ENV = { AWS_ACCESS_KEY_ID: KEYS.accessKeyId, AWS_SECRET_ACCESS_KEY: KEYS.secretAccessKey };

/** Bytes without any pattern. */
function fill(path: string, bytes: number): void {
  const cipher = createCipheriv('aes-128-ctr', Buffer.alloc(16, 7), Buffer.alloc(16));
  const file = openSync(path, 'w');
  const zeros = Buffer.alloc(4 * 1024 * 1024);
  for (let done = 0; done < bytes; done += zeros.length) writeSync(file, cipher.update(zeros.subarray(0, Math.min(zeros.length, bytes - done))));
  closeSync(file);
}

async function digestOf(path: string): Promise<string> {
  const hasher = new Blake3Hasher();
  for await (const part of createReadStream(path, { highWaterMark: 1 << 22 }) as AsyncIterable<Buffer>) hasher.update(part);
  return hasher.digestBuffer().toString('hex');
}

/** Multipart uploads that were begun and neither ended nor given up, as the server lists them. */
async function unfinishedUploads({ endpoint, bucket, port }: S3Server): Promise<string[]> {
  const { path, headers } = aws4.sign({ host: `127.0.0.1:${port}`, method: 'GET', path: `/${bucket}?uploads=`, service: 's3', region: 'us-east-1', headers: { 'X-Amz-Content-Sha256': 'UNSIGNED-PAYLOAD' } }, KEYS);
  const answer = await fetch(`${endpoint}${path}`, { headers: headers as Record<string, string> });
  const text = await answer.text();
  expect(answer.status, text).toBe(200);
  expect(text).toContain('ListMultipartUploadsResult');
  return [...text.matchAll(/<Upload>.*?<Key>(.*?)<\/Key>/gs)].map(([, key]) => key ?? '');
}

type Line = Passed['log'][number];
const chunkOf = ({ path }: Line): string | undefined => /\/chunks\/[0-9a-f]{2}\/([0-9a-f]{64})/.exec(path)?.[1];

interface Moved {
  readonly kills: number;
  /** The greatest number of chunks that one kill caused to be moved again. */
  readonly mostAgain: number;
  readonly again: number;
  readonly bytes: number;
  /** Chunks that were moved again though the server had answered. */
  readonly needless: readonly string[];
}

/** Runs the command again and again, each time until it is killed, the last time until it ends. */
async function moveWithKills(proxy: Proxy, home: string, args: readonly string[], method: 'PUT' | 'GET', kills: number): Promise<Moved> {
  const eras: Line[][] = [];
  let [done, bytes] = [0, 0];
  const take = async (): Promise<Line[]> => {
    const { log, up, down } = await proxy.take();
    bytes += method === 'PUT' ? up : down;
    return log.filter((line) => line.method === method && chunkOf(line) !== undefined);
  };
  await proxy.take();
  for (let turn = 0; turn <= kills; turn += 1) {
    const child = startCairn(home, args, KEY_ENV);
    let said = '';
    child.stderr?.on('data', (part: Buffer) => (said += part.toString()));
    child.stdout?.resume();
    const ended = once(child, 'close');
    const era: Line[] = [];
    if (turn < kills) {
      const early = turn % 5 === 4;
      while (!early && child.exitCode === null && era.length === 0) {
        await new Promise((resolve) => setTimeout(resolve, 20));
        era.push(...(await take()));
      }
      await new Promise((resolve) => setTimeout(resolve, Math.random() * WINDOW_MS));
      if (child.exitCode === null) done += 1;
      child.kill('SIGKILL');
    }
    await ended;
    if (turn === kills) expect(child.exitCode, said).toBe(0);
    // What was on its way is cut by the proxy once it sees that the client is gone.
    await new Promise((resolve) => setTimeout(resolve, 50));
    era.push(...(await take()));
    eras.push(era);
  }
  const needless: string[] = [];
  let [mostAgain, again] = [0, 0];
  eras.forEach((era, index) => {
    const later = new Set(eras.slice(index + 1).flat().map(chunkOf));
    const repeated = new Set(era.filter((line) => later.has(chunkOf(line))).map(chunkOf));
    if (method === 'PUT') needless.push(...era.filter((line) => line.status === 200 && repeated.has(chunkOf(line))).map((line) => chunkOf(line) ?? ''));
    mostAgain = Math.max(mostAgain, repeated.size);
    again += repeated.size;
  });
  return { kills: done, mostAgain, again, bytes, needless };
}

it(`${KILLS} kills while ${MEGABYTES} MB move up and down`, { timeout: 120_000 + KILLS * 8_000 + MEGABYTES * 300 }, async (context) => {
  if (findServer('versitygw') === undefined) context.skip(NO_SERVER.versitygw);
  const server = await startServer('versitygw');
  const proxy = await startProxy(server.port);
  try {
    const [up, down, work] = [tempFolder('cairn-up-'), tempFolder('cairn-down-'), tempFolder('cairn-moving-')];
    const url = server.url('moving').replace(encodeURIComponent(server.endpoint), encodeURIComponent(proxy.endpoint));
    for (const home of [up, down]) expect(cairn(home, ['remote', 'add', 'team', url], KEY_ENV).status).toBe(0);
    const folder = join(work, 'version');
    mkdirSync(join(folder, 'small'), { recursive: true });
    fill(join(folder, 'large.bin'), MEGABYTES * 1_000_000);
    for (let n = 0; n < SMALL_FILES; n += 1) writeFileSync(join(folder, 'small', `${n}.json`), JSON.stringify({ n, text: 'x'.repeat(20_000 + n) }));
    const { digest } = cairnJson<{ digest: string }>(up, ['log', folder, '--name', 'moved']);

    // So slow that all kills fall while it moves.
    const each = Math.ceil(KILLS / 2);
    await proxy.set({ ...FAIR, latencyMs: 2, bytesPerSecond: Math.ceil((MEGABYTES * 1_000_000) / ((each + 1) * (WINDOW_MS / 1000))) });
    const sent = await moveWithKills(proxy, up, ['sync'], 'PUT', each);
    expect(cairn(down, ['sync'], KEY_ENV).status).toBe(0);
    const out = join(work, 'out');
    const fetched = await moveWithKills(proxy, down, ['use', `moved@${digest}`, '-o', out], 'GET', each);

    const unfinished = await unfinishedUploads(server);
    const temp = [up, down].flatMap((home) => filesUnder(join(home, 'tmp')));
    const stray = [...filesUnder(work).filter((path) => !/^(version|out)\//.test(path)), ...readdirSync(work).filter((name) => name !== 'version' && name !== 'out')];
    const say = ({ kills, again, mostAgain, bytes }: Moved): string => `${kills} kills, ${(bytes / 1e6).toFixed(0)} MB moved, ${again} chunks again, at most ${mostAgain} after one kill`;
    console.info(`kill -9 while ${MEGABYTES} MB move: up ${say(sent)}; down ${say(fetched)}; ${unfinished.length} unfinished uploads, ${temp.length + stray.length} stray files`);
    expect(sent.kills + fetched.kills).toBeGreaterThanOrEqual(Math.floor(KILLS * 0.9));
    expect(sent.needless).toEqual([]);
    for (const moved of [sent, fetched]) expect(moved.mostAgain).toBeLessThanOrEqual(STREAMS);
    for (const path of filesUnder(folder)) expect(await digestOf(join(out, path)), path).toBe(await digestOf(join(folder, path)));
    expect(unfinished).toEqual([]);
    expect([...temp, ...stray]).toEqual([]);
    for (const home of [up, down]) expect(cairnJson<{ findings: unknown[] }>(home, ['verify']).findings).toEqual([]);
  } finally {
    await proxy.stop();
    await server.stop();
  }
});
