// What every kind of remote promises, plain and behind lost or doubled requests. Loops over the registry, and over real servers.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { probeRemote } from '../../electron/engine/remotes/probe.js';
import { openRemote, REMOTE_KINDS } from '../../electron/engine/remotes/registry.js';
import type { Remote } from '../../electron/engine/remotes/types.js';
import { withFaults, type Fault } from '../../electron/engine/remotes/wrap/faults.js';
import { systemClock, systemRandom } from '../support/ports.js';
import { findServer, KEYS, NO_SERVER, startServer, type S3Server, type ServerName } from '../support/s3Servers.js';

const options = { random: systemRandom, clock: systemClock };

/** A place where fresh, empty remotes of a kind are had. */
interface Stand {
  readonly scheme: string;
  /** Why it cannot be had here; undefined where it can. */
  missing(): string | undefined;
  start(): Promise<{ fresh(): Promise<Remote>; stop(): Promise<void> }>;
}

const bucketOf = (name: ServerName): Stand => ({
  scheme: 's3:',
  missing: () => (findServer(name) ? undefined : NO_SERVER[name]),
  async start() {
    const server: S3Server = await startServer(name);
    return { fresh: () => openRemote(server.url(), { ...options, secrets: KEYS }), stop: server.stop };
  },
});

/** A kind without a stand fails the suite. */
const STANDS: Record<string, Stand> = {
  memory: { scheme: 'memory:', missing: () => undefined, start: async () => ({ fresh: () => openRemote('memory:', options), stop: async () => {} }) },
  folder: {
    scheme: 'file:',
    missing: () => undefined,
    async start() {
      const root = mkdtempSync(join(tmpdir(), 'cairn-remote-'));
      let count = 0;
      return { fresh: () => openRemote(pathToFileURL(join(root, String((count += 1)))).href, options), stop: async () => rmSync(root, { recursive: true, force: true }) };
    },
  },
  moto: bucketOf('moto'),
  versitygw: bucketOf('versitygw'),
};

const bytes = (text: string): Uint8Array => Buffer.from(text, 'utf8');
const text = (body: Uint8Array | undefined): string | undefined => body && Buffer.from(body).toString('utf8');
const LIMIT = 1024 * 1024;

test('schemes are distinct, and an unknown one is refused', async () => {
  expect(new Set(REMOTE_KINDS.map(({ scheme }) => scheme)).size).toBe(REMOTE_KINDS.length);
  expect(new Set(Object.values(STANDS).map(({ scheme }) => scheme))).toEqual(new Set(REMOTE_KINDS.map(({ scheme }) => scheme)));
  await expect(openRemote('gopher://x', options)).rejects.toMatchObject({ code: 'invalid_input' });
});

describe.each(Object.entries(STANDS))('%s', (_name, { scheme, missing, start }) => {
  const reason = missing();
  let stand: Awaited<ReturnType<Stand['start']>> | undefined;
  beforeAll(async () => {
    if (reason === undefined) stand = await start();
  });
  afterAll(() => stand?.stop());
  const fresh = async (): Promise<Remote> => {
    if (!stand) throw new Error('The stand did not start');
    return stand.fresh();
  };
  /** Each test says why it was not run. */
  const check = (title: string, work: () => Promise<void>): void => {
    test(title, async (context) => {
      if (reason !== undefined) context.skip(reason);
      await work();
    });
  };

  test('refuses a URL it cannot read', async () => {
    await expect(openRemote(`${scheme}\0nonsense`, options)).rejects.toMatchObject({ code: 'invalid_input' });
  });

  check('a missing key is undefined; an empty and a large body come back whole', async () => {
    const remote = await fresh();
    expect(await remote.get('config', LIMIT)).toBeUndefined();
    expect(await remote.putIfAbsent('log/empty', new Uint8Array(0))).toBe('created');
    expect(await remote.get('log/empty', LIMIT)).toHaveLength(0);
    const large = new Uint8Array(LIMIT).map((_, i) => i % 251);
    await remote.putIfAbsent('log/large', large);
    expect(Buffer.compare(Buffer.from((await remote.get('log/large', LIMIT)) ?? []), large)).toBe(0);
  });

  check('a body longer than asked for is refused', async () => {
    const remote = await fresh();
    await remote.putIfAbsent('log/x', bytes('12345'));
    expect(text(await remote.get('log/x', 5))).toBe('12345');
    await expect(remote.get('log/x', 4)).rejects.toMatchObject({ code: 'corrupt' });
  });

  check('a body is kept as it was when it was put, and callers cannot change it', async () => {
    const remote = await fresh();
    const body = bytes('before');
    await remote.putIfAbsent('log/x', body);
    body[0] = 0;
    const read = await remote.get('log/x', LIMIT);
    read?.fill(0);
    expect(text(await remote.get('log/x', LIMIT))).toBe('before');
  });

  check('create-if-absent never overwrites, and one of many writers wins', async () => {
    const remote = await fresh();
    for (let round = 0; round < 20; round += 1) {
      const key = `claims/${round}`;
      const answers = await Promise.all(Array.from({ length: 8 }, (_, i) => remote.putIfAbsent(key, bytes(`writer ${i}`))));
      expect(answers.filter((answer) => answer !== 'exists')).toHaveLength(1);
      expect(text(await remote.get(key, LIMIT))).toBe(`writer ${answers.findIndex((answer) => answer !== 'exists')}`);
    }
  });

  check('a body that is refused may be long', async () => {
    const remote = await fresh();
    await remote.putIfAbsent('chunks/cut', bytes('half'));
    const whole = new Uint8Array(16 * 1024 * 1024);
    for (let again = 0; again < 8; again += 1) expect(await remote.putIfAbsent('chunks/cut', whole)).toBe('exists');
    expect(text(await remote.get('chunks/cut', LIMIT))).toBe('half');
  });

  check('a hint may be overwritten, and its tag then changes; a claim may not', async () => {
    const remote = await fresh();
    await remote.put('heads/a', bytes('1'));
    const before = (await remote.list('heads/', undefined)).items;
    const said = await remote.put('heads/a', bytes('2'));
    const after = (await remote.list('heads/', undefined)).items;
    expect(text(await remote.get('heads/a', LIMIT))).toBe('2');
    expect(before[0]?.tag).not.toBe(after[0]?.tag);
    expect([undefined, after[0]?.tag]).toContain(said);
    await expect(remote.put('claims/a', bytes('x'))).rejects.toMatchObject({ code: 'internal' });
  });

  check('what decides is given back its bytes only over the body that was seen', async () => {
    const remote = await fresh();
    await remote.putIfAbsent('claims/m', bytes('damaged'));
    const seen = (await remote.head('claims/m'))?.tag ?? '';
    expect(await remote.mend('claims/m', `${seen}0`, bytes('other'))).toBe(false);
    expect(text(await remote.get('claims/m', LIMIT))).toBe('damaged');
    expect(await remote.mend('claims/m', seen, bytes('whole'))).toBe(true);
    expect(text(await remote.get('claims/m', LIMIT))).toBe('whole');
    expect(await remote.mend('claims/none', seen, bytes('x'))).toBe(false);
    await expect(remote.mend('log/a', seen, bytes('x'))).rejects.toMatchObject({ code: 'internal' });
  });

  check('lists by prefix in order, pages, and starts after a key', async () => {
    const remote = await fresh();
    expect(await remote.list('log/', undefined)).toEqual({ items: [], more: false });
    const keys = Array.from({ length: 1203 }, (_, i) => `log/a/${String(i).padStart(5, '0')}`);
    const rest = [...keys].reverse();
    await Promise.all(Array.from({ length: 16 }, async () => {
      for (let key = rest.pop(); key !== undefined; key = rest.pop()) await remote.putIfAbsent(key, bytes(key));
    }));
    await remote.putIfAbsent('log/b/1', bytes('other'));
    await remote.putIfAbsent('logs', bytes('other'));
    const seen: string[] = [];
    for (let after: string | undefined, more = true; more; ) {
      const page = await remote.list('log/a/', after);
      expect(page.items.length).toBeLessThanOrEqual(1000);
      for (const item of page.items) expect(item.size).toBe(item.key.length);
      seen.push(...page.items.map(({ key }) => key));
      after = seen[seen.length - 1];
      more = page.more;
    }
    expect(seen).toEqual(keys);
    expect((await remote.list('log/a/', 'log/a/01200')).items.map(({ key }) => key)).toEqual(['log/a/01201', 'log/a/01202']);
  });

  check('a listing goes on by the mark of the store, where it gives one, in pages as short as are asked for', async () => {
    const remote = await fresh();
    const keys = ['log/a', 'log/b', 'log/c'];
    for (const key of keys) await remote.putIfAbsent(key, bytes(key));
    const seen: string[] = [];
    for (let next: string | undefined, more = true; more; ) {
      const page = await remote.list('log/', seen[seen.length - 1], undefined, { next, most: 1 });
      seen.push(...page.items.map(({ key }) => key));
      ({ next, more } = page);
    }
    expect(seen).toEqual(keys);
    expect((await probeRemote(remote, { random: systemRandom, nowMs: () => Date.now() })).checks.find(({ id }) => id === 'list')).toMatchObject({ state: 'ok' });
  });

  check('parts of a body, its size, and its removal', async () => {
    const remote = await fresh();
    const body = new Uint8Array(300_000).map((_, i) => (i * 7) % 253);
    await remote.putIfAbsent('chunks/aa/x', body);
    expect(Buffer.from((await remote.getRange('chunks/aa/x', 1000, 50)) ?? [])).toEqual(Buffer.from(body.subarray(1000, 1050)));
    expect(Buffer.from((await remote.getRange('chunks/aa/x', 299_990, 50)) ?? [])).toEqual(Buffer.from(body.subarray(299_990)));
    expect(await remote.getRange('chunks/aa/none', 0, 10)).toBeUndefined();
    expect(await remote.head('chunks/aa/x')).toMatchObject({ key: 'chunks/aa/x', size: 300_000 });
    expect((await remote.head('chunks/aa/x'))?.tag).toBe((await remote.list('chunks/', undefined)).items[0]?.tag);
    expect(await remote.head('chunks/aa/none')).toBeUndefined();
    await remote.delete('chunks/aa/x');
    await remote.delete('chunks/aa/x');
    expect(await remote.get('chunks/aa/x', LIMIT)).toBeUndefined();
    expect(['created', 'verified']).toContain(await remote.putIfAbsent('claims/1', bytes('1')));
    expect(await remote.putIfAbsent('chunks/aa/x', bytes('1')), 'what decides nothing is not checked').toBe('created');
    await expect(remote.delete('claims/1')).rejects.toMatchObject({ code: 'internal' });
  });

  check('a chunk of the largest size, many at once', async () => {
    const remote = await fresh();
    const large = new Uint8Array(16 * 1024 * 1024).map((_, i) => (i * 31) % 251);
    await Promise.all(['a', 'b', 'c'].map((name) => remote.putIfAbsent(`chunks/aa/${name}`, large)));
    for (const name of ['a', 'b', 'c']) expect(Buffer.compare(Buffer.from((await remote.get(`chunks/aa/${name}`, large.length)) ?? []), large)).toBe(0);
  });

  check('names that file systems stumble over stay apart', async () => {
    const remote = await fresh();
    const keys = ['@Best', '@best', '@a%2Fb', '@con', '@x.', '@%F0%9F%98%80', `@${'x'.repeat(180)}`].map((part) => `claims/c/${part}/0`);
    for (const key of keys) expect(await remote.putIfAbsent(key, bytes(key))).not.toBe('exists');
    for (const key of keys) expect(text(await remote.get(key, LIMIT))).toBe(key);
  });

  check('the clock of the store is near', async () => {
    const now = await (await fresh()).now();
    if (now !== undefined) expect(Math.abs(now - Date.now())).toBeLessThan(60_000);
  });

  check('an aborted call does not go through', async () => {
    const remote = await fresh();
    const signal = AbortSignal.abort();
    await expect(remote.putIfAbsent('log/x', bytes('x'), signal)).rejects.toThrow();
    expect(await remote.get('log/x', LIMIT)).toBeUndefined();
  });

  describe('behind faults', () => {
    const faulty = async (...faults: Fault[]) => {
      const inner = await fresh();
      return { inner, remote: withFaults(inner, () => faults.shift() ?? 'none') };
    };

    check('a dropped request did nothing; a lost reply did everything', async () => {
      const { inner, remote } = await faulty('drop', 'loseReply', 'none');
      await expect(remote.putIfAbsent('claims/1', bytes('a'))).rejects.toMatchObject({ code: 'offline' });
      expect(await inner.get('claims/1', LIMIT)).toBeUndefined();
      await expect(remote.putIfAbsent('claims/1', bytes('a'))).rejects.toMatchObject({ code: 'offline' });
      expect(await remote.putIfAbsent('claims/1', bytes('b'))).toBe('exists');
      expect(text(await inner.get('claims/1', LIMIT))).toBe('a');
    });

    check('a doubled request reads as refused, with our own body there', async () => {
      const { remote } = await faulty('duplicate');
      expect(await remote.putIfAbsent('claims/1', bytes('a'))).toBe('exists');
      expect(text(await remote.get('claims/1', LIMIT))).toBe('a');
    });

    check('a stale listing lacks the newest keys, the next has them', async () => {
      const { remote } = await faulty('none', 'none', 'none', 'stale');
      await remote.putIfAbsent('log/1', bytes('1'));
      await remote.list('log/', undefined);
      await remote.putIfAbsent('log/2', bytes('2'));
      expect((await remote.list('log/', undefined)).items.map(({ key }) => key)).toEqual(['log/1']);
      expect((await remote.list('log/', undefined)).items.map(({ key }) => key)).toEqual(['log/1', 'log/2']);
    });
  });
});
