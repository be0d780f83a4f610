// Real engines in processes of their own, real S3 servers, and between them a network and a store that fail: what devices agree on, what a
// failure leaves, and who promotes when.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { blake3 } from '@napi-rs/blake-hash';
import { safetensorsBytes } from '../fixtures/safetensors.js';
import { cairn, type CliResult } from '../support/cli.js';
import { openEngine } from '../support/engineWorld.js';
import type { Rule } from '../support/proxy/conditions.js';
import { FAIR } from '../support/proxy/conditions.js';
import { startProxy, type Proxy } from '../support/proxy/startProxy.js';
import { findServer, KEYS, NO_SERVER, startServer, type S3Server, type ServerName } from '../support/s3Servers.js';
import { SEED } from '../support/seed.js';
import { tempFolder } from '../support/tempFolder.js';

/** Syncs until one goes through whole; behind these faults most need two or three. */
const MOST_SYNCS = 25;
const TENSOR = 3_000_000;

/** Everything that goes wrong, often: about every fourth request. */
const STORM: readonly Rule[] = [
  { chance: 0.05, trouble: { kind: 'answer', status: 500, code: 'InternalError' } },
  { chance: 0.05, trouble: { kind: 'answer', status: 503, code: 'SlowDown' } },
  { chance: 0.05, trouble: { kind: 'drop' } },
  { chance: 0.05, trouble: { kind: 'loseReply' } },
  { method: 'GET', chance: 0.08, trouble: { kind: 'cutReply' } },
  { method: 'GET', path: '/(chunks|log|manifests|claims)/', chance: 0.08, trouble: { kind: 'corrupt' } },
  { method: 'PUT', chance: 0.08, trouble: { kind: 'cutRequest' } },
];

const KEY_ENV = { AWS_ACCESS_KEY_ID: KEYS.accessKeyId, AWS_SECRET_ACCESS_KEY: KEYS.secretAccessKey };

/** The model of Mira, as anybody writes it. */
const DIGITS = 'mira/model-registry/digits';

interface Device {
  readonly home: string;
  run(args: readonly string[]): CliResult;
  json<T = Record<string, unknown>>(args: readonly string[]): T;
}

function deviceOf(home: string, who: string): Device {
  const config = join(home, 'who.gitconfig');
  mkdirSync(home, { recursive: true });
  writeFileSync(config, `[user]\n\tname = ${who}\n\temail = ${who.toLowerCase()}@example.org\n`);
  const run = (args: readonly string[]): CliResult => cairn(home, args, { ...KEY_ENV, GIT_CONFIG_GLOBAL: config });
  return {
    home,
    run,
    json<T>(args: readonly string[]): T {
      const { status, stdout, stderr } = run([...args, '--json']);
      if (status !== 0) throw new Error(`cairn ${args.join(' ')} exited with ${status}: ${stderr}`);
      return JSON.parse(stdout) as T;
    },
  };
}

/** A model of four tensors; `seeds` decide their bytes. */
function model(folder: string, name: string, seeds: readonly number[]): string {
  const file = join(folder, name);
  const tensor = (seed: number): Buffer => {
    const bytes = Buffer.alloc(TENSOR);
    for (let at = 0; at < TENSOR; at += 4) bytes.writeUInt32LE(Math.imul(at + seed, 2_654_435_761) >>> 0, at);
    return bytes;
  };
  writeFileSync(file, safetensorsBytes(Object.fromEntries(seeds.map((seed, index) => [`layer.${index}`, { dtype: 'F32', shape: [TENSOR / 4], data: tensor(seed) }]))));
  return file;
}

const digestOf = (file: string): string => blake3(readFileSync(file)).toString('hex');

async function stateOf({ home }: Device): Promise<string> {
  const engine = await openEngine(home);
  const hash = engine.context.registry.stateHash();
  await engine.close();
  return hash;
}

interface Listed {
  readonly version: string;
  readonly digest: string;
}

describe.each(['versitygw', 'moto'] as const satisfies ServerName[])('two devices and %s', (name) => {
  const missing = findServer(name) ? undefined : NO_SERVER[name];
  let server: S3Server | undefined;
  let proxy: Proxy | undefined;
  beforeAll(async () => {
    if (missing !== undefined) return;
    server = await startServer(name);
    proxy = await startProxy(server.port, SEED);
  });
  afterAll(async () => {
    await proxy?.stop();
    await server?.stop();
  });

  /** Two devices that share a new registry, and the network between. */
  async function team(first = 'Mira', second = 'Jonas'): Promise<{ a: Device; b: Device; net: Proxy; work: string; until(device: Device): number }> {
    if (!server || !proxy) throw new Error('The server did not start');
    await proxy.set(FAIR);
    const url = server.url().replace(encodeURIComponent(server.endpoint), encodeURIComponent(proxy.endpoint));
    const [a, b] = [deviceOf(tempFolder(), first), deviceOf(tempFolder(), second)];
    for (const device of [a, b]) device.json(['remote', 'add', 'team', url]);
    const until = (device: Device): number => {
      for (let count = 1; count <= MOST_SYNCS; count += 1) {
        const { status, stdout } = device.run(['sync', '--json']);
        if (status === 0 && (JSON.parse(stdout) as { pending: number; findings: unknown[] }).pending === 0 && (JSON.parse(stdout) as { findings: unknown[] }).findings.length === 0) return count;
      }
      throw new Error(`A device was not in step after ${MOST_SYNCS} syncs`);
    };
    return { a, b, net: proxy, work: tempFolder(), until };
  }

  const check = (title: string, work: () => Promise<void>): void => {
    it(title, async (context) => {
      if (missing !== undefined) context.skip(missing);
      await work();
    });
  };

  check('through a storm of faults: one state, one number each, every byte as it was', async () => {
    const { a, b, net, work, until } = await team('Mira', 'Mira');
    await net.set({ latencyMs: 4, requestsPerSecond: 400, rules: STORM });
    const made: { who: string; file: string; digest: string }[] = [];
    for (const [device, who] of [[a, 'a'], [b, 'b']] as const) {
      for (const n of [0, 1]) {
        const file = model(work, `${who}${n}.safetensors`, [1, 2, who === 'a' ? 3 : 4, 10 * n + (who === 'a' ? 5 : 6)]);
        const { digest } = device.json<Listed>(['log', file, '--name', 'storm', '--metric', `n=${n}`]);
        made.push({ who, file, digest });
      }
    }
    const syncs = [until(a), until(b), until(a), until(b)];
    const rows = (device: Device): string[] => device.json<Listed[]>(['ls', 'versions', 'storm']).map(({ version, digest }) => `${version} ${digest}`).sort();
    expect(rows(a)).toEqual(rows(b));
    expect(rows(a).map((row) => row.split(' ')[0])).toEqual(['v0', 'v1', 'v2', 'v3']);
    for (const [device, others] of [[a, 'b'], [b, 'a']] as const) {
      for (const { file, who, digest } of made.filter((each) => each.who === others)) {
        const out = join(work, `out-${who}-${digest.slice(3, 11)}`);
        let used = device.run(['use', `storm@${digest}`, '-o', out, '--json']);
        for (let again = 0; used.status !== 0 && again < MOST_SYNCS; again += 1) used = device.run(['use', `storm@${digest}`, '-o', out, '--json']);
        expect(used.status, used.stderr).toBe(0);
        expect(digestOf(join(out, basename(file)))).toBe(digestOf(file));
      }
    }
    const { requests, troubles } = await net.take();
    console.info(`${name}, seed ${SEED}: ${syncs.join(' + ')} syncs, ${requests} requests, troubles ${JSON.stringify(troubles)}`);
    expect(Object.keys(troubles).length, 'it was a storm').toBeGreaterThanOrEqual(3);
    await net.set(FAIR);
    for (const device of [a, b, a, b]) until(device);
    expect(await stateOf(a)).toBe(await stateOf(b));
    expect(a.json<{ findings: unknown[] }>(['verify', '--remote']).findings).toEqual([]);
  });

  check('one offline while both promote: contested on both, one choice resolves both', async () => {
    const { a, b, net, work, until } = await team();
    for (const n of [0, 1, 2]) {
      writeFileSync(join(work, 'm.bin'), `weights ${n}`);
      a.json(['log', join(work, 'm.bin'), '--name', 'cnn', '--link', 'digits']);
    }
    for (const device of [a, b, a]) until(device);
    await net.set({ online: false });
    expect(b.run(['sync', '--json']).status).not.toBe(0);
    expect(b.json(['alias', 'set', `${DIGITS}:v1`, 'production', '--note', 'on the train'])).toMatchObject({ state: 'publishing', to: 'v1' });
    await net.set({ online: true });
    expect(a.json(['alias', 'set', `${DIGITS}:v0`, 'production', '--note', 'reviewed'])).toMatchObject({ state: 'moved', to: 'v0', contested: false });
    until(b);
    until(a);
    for (const device of [a, b]) {
      const shown = device.run(['show', `${DIGITS}:production`, '--json']);
      expect(shown.status, shown.stderr).toBe(4);
      expect(JSON.parse(shown.stdout)).toMatchObject({ ref: 'digits:v0', contested: [{ holder: 'digits:v0', challenges: [{ ref: 'digits:v1', note: 'on the train' }] }] });
    }
    expect(b.json(['alias', 'resolve', `${DIGITS}:production`, `${DIGITS}:v1`, '--note', 'agreed'])).toMatchObject({ state: 'moved', to: 'v1', contested: false });
    until(a);
    for (const device of [a, b]) expect(device.json(['show', `${DIGITS}:production`])).toMatchObject({ ref: 'digits:v1', contested: [] });
    expect(await stateOf(a)).toBe(await stateOf(b));
  });

  check('both online: one wins, the other is refused and leaves nothing', async () => {
    const { a, b, net, work, until } = await team();
    for (const n of [0, 1]) {
      writeFileSync(join(work, 'm.bin'), `weights ${n}`);
      a.json(['log', join(work, 'm.bin'), '--name', 'cnn', '--link', 'digits']);
    }
    for (const device of [a, b, a]) until(device);
    expect(a.json(['alias', 'set', `${DIGITS}:v0`, 'production'])).toMatchObject({ state: 'moved', to: 'v0' });
    // The loser has not heard of it.
    const late = b.run(['alias', 'set', `${DIGITS}:v1`, 'production', '--json']);
    expect(late.status, late.stdout).toBe(1);
    expect(late.stderr).toMatch(/alias_moved/);
    expect(late.stderr).toMatch(/moved to v0 by Mira first/);
    expect(b.json(['show', `${DIGITS}:production`])).toMatchObject({ ref: 'digits:v0', contested: [] });
    // Moved again, having seen it: that is meant.
    expect(b.json(['alias', 'set', `${DIGITS}:v1`, 'production', '--note', 'I know'])).toMatchObject({ state: 'moved', to: 'v1' });
    until(a);
    expect(a.json(['show', `${DIGITS}:production`])).toMatchObject({ ref: 'digits:v1', contested: [] });
    expect(a.json<{ to: string; note: string | null }[]>(['history', DIGITS, '--alias', 'production']).map(({ to }) => to)).toEqual(['v1', 'v0']);
    await net.take();
  });

  // Waiting out a silent connection takes 20 s: once is enough.
  if (name === 'versitygw') check('expired keys and a half-open connection: said or waited out, nothing lost, nothing doubled', async () => {
    const { a, b, net, work, until } = await team();
    writeFileSync(join(work, 'm.bin'), 'weights');
    a.json(['log', join(work, 'm.bin'), '--name', 'cnn']);
    await net.set({ rules: [{ trouble: { kind: 'answer', status: 403, code: 'ExpiredToken' } }] });
    const refused = a.run(['sync']);
    expect(refused.status).toBe(1);
    expect(refused.stderr).toMatch(/keys from the environment have expired/);
    // One chunk whose connection opens and stays silent: given up after 20 s, sent again.
    await net.set({ rules: [{ method: 'PUT', path: '/log/', times: 1, trouble: { kind: 'stall' } }] });
    await net.take();
    expect(until(a)).toBe(1);
    const { troubles, log } = await net.take();
    expect(troubles).toEqual({ stall: 1 });
    expect(log.filter(({ method, path }) => method === 'PUT' && path.includes('/log/')).length).toBe(2);
    await net.set(FAIR);
    until(b);
    until(a);
    expect(b.json<Listed[]>(['ls', 'versions', 'cnn']).map(({ version }) => version)).toEqual(['v0']);
    expect(await stateOf(a)).toBe(await stateOf(b));
  });
});
