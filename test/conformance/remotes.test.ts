// What every kind of remote promises, plain and behind lost or doubled requests. Loops over the registry.
import { describe, expect, test } from 'vitest';
import { openRemote, REMOTE_KINDS } from '../../electron/engine/remotes/registry.js';
import type { Remote } from '../../electron/engine/remotes/types.js';
import { withFaults, type Fault } from '../../electron/engine/remotes/wrap/faults.js';

/** Where a fresh, empty remote of a kind is had. A kind without a line here fails the suite. */
const FRESH: Record<string, () => Promise<Remote>> = {
  'memory:': () => openRemote('memory:'),
};

const bytes = (text: string): Uint8Array => Buffer.from(text, 'utf8');
const text = (body: Uint8Array | undefined): string | undefined => body && Buffer.from(body).toString('utf8');
const LIMIT = 1024 * 1024;

test('schemes are distinct, and an unknown one is refused', async () => {
  expect(new Set(REMOTE_KINDS.map(({ scheme }) => scheme)).size).toBe(REMOTE_KINDS.length);
  await expect(openRemote('gopher://x')).rejects.toMatchObject({ code: 'invalid_input' });
});

describe.each(REMOTE_KINDS.map(({ scheme }) => scheme))('%s', (scheme) => {
  const fresh = async (): Promise<Remote> => {
    const make = FRESH[scheme];
    if (!make) throw new Error(`No fresh remote is known for ${scheme}`);
    return make();
  };

  test('refuses a URL it cannot read', async () => {
    await expect(openRemote(`${scheme}\0nonsense`)).rejects.toMatchObject({ code: 'invalid_input' });
  });

  test('a missing key is undefined; an empty and a large body come back whole', async () => {
    const remote = await fresh();
    expect(await remote.get('config', LIMIT)).toBeUndefined();
    expect(await remote.putIfAbsent('log/empty', new Uint8Array(0))).toBe('created');
    expect(await remote.get('log/empty', LIMIT)).toHaveLength(0);
    const large = new Uint8Array(LIMIT).map((_, i) => i % 251);
    await remote.putIfAbsent('log/large', large);
    expect(Buffer.from((await remote.get('log/large', LIMIT)) ?? [])).toEqual(Buffer.from(large));
  });

  test('a body longer than asked for is refused', async () => {
    const remote = await fresh();
    await remote.putIfAbsent('log/x', bytes('12345'));
    expect(text(await remote.get('log/x', 5))).toBe('12345');
    await expect(remote.get('log/x', 4)).rejects.toMatchObject({ code: 'corrupt' });
  });

  test('a body is kept as it was when it was put, and callers cannot change it', async () => {
    const remote = await fresh();
    const body = bytes('before');
    await remote.putIfAbsent('log/x', body);
    body[0] = 0;
    const read = await remote.get('log/x', LIMIT);
    read?.fill(0);
    expect(text(await remote.get('log/x', LIMIT))).toBe('before');
  });

  test('create-if-absent never overwrites, and one of many writers wins', async () => {
    const remote = await fresh();
    for (let round = 0; round < 20; round += 1) {
      const key = `claims/${round}`;
      const answers = await Promise.all(Array.from({ length: 8 }, (_, i) => remote.putIfAbsent(key, bytes(`writer ${i}`))));
      expect(answers.filter((answer) => answer === 'created')).toHaveLength(1);
      expect(text(await remote.get(key, LIMIT))).toBe(`writer ${answers.indexOf('created')}`);
    }
  });

  test('only heads may be overwritten, and their tag then changes', async () => {
    const remote = await fresh();
    await remote.put('heads/a', bytes('1'));
    const before = (await remote.list('heads/', undefined)).items;
    await remote.put('heads/a', bytes('2'));
    const after = (await remote.list('heads/', undefined)).items;
    expect(text(await remote.get('heads/a', LIMIT))).toBe('2');
    expect(before[0]?.tag).not.toBe(after[0]?.tag);
    await expect(remote.put('log/a', bytes('x'))).rejects.toMatchObject({ code: 'internal' });
  });

  test('lists by prefix in order, pages, and starts after a key', async () => {
    const remote = await fresh();
    expect(await remote.list('log/', undefined)).toEqual({ items: [], more: false });
    const keys = Array.from({ length: 1203 }, (_, i) => `log/a/${String(i).padStart(5, '0')}`);
    for (const key of [...keys].reverse()) await remote.putIfAbsent(key, bytes(key));
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

  test('an aborted call does not go through', async () => {
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

    test('a dropped request did nothing; a lost reply did everything', async () => {
      const { inner, remote } = await faulty('drop', 'loseReply', 'none');
      await expect(remote.putIfAbsent('claims/1', bytes('a'))).rejects.toMatchObject({ code: 'offline' });
      expect(await inner.get('claims/1', LIMIT)).toBeUndefined();
      await expect(remote.putIfAbsent('claims/1', bytes('a'))).rejects.toMatchObject({ code: 'offline' });
      expect(await remote.putIfAbsent('claims/1', bytes('b'))).toBe('exists');
      expect(text(await inner.get('claims/1', LIMIT))).toBe('a');
    });

    test('a doubled request reads as refused, with our own body there', async () => {
      const { remote } = await faulty('duplicate');
      expect(await remote.putIfAbsent('claims/1', bytes('a'))).toBe('exists');
      expect(text(await remote.get('claims/1', LIMIT))).toBe('a');
    });

    test('a stale listing lacks the newest keys, the next has them', async () => {
      const { remote } = await faulty('none', 'none', 'none', 'stale');
      await remote.putIfAbsent('log/1', bytes('1'));
      await remote.list('log/', undefined);
      await remote.putIfAbsent('log/2', bytes('2'));
      expect((await remote.list('log/', undefined)).items.map(({ key }) => key)).toEqual(['log/1']);
      expect((await remote.list('log/', undefined)).items.map(({ key }) => key)).toEqual(['log/1', 'log/2']);
    });
  });
});
