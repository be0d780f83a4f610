// Sync by the letter of PROTOCOL.md: what is let in, what is kept out and named, who gets which number.
import { afterEach, describe, expect, test, vi } from 'vitest';
import { collectionId, linkId } from '../../../electron/engine/domain/ids.js';
import { createMemoryRemote } from '../../../electron/engine/remotes/memory.js';
import type { Remote } from '../../../electron/engine/remotes/types.js';
import { withFaults } from '../../../electron/engine/remotes/wrap/faults.js';
import { adoptRegistry, readConfig, writeConfig } from '../../../electron/engine/sync/config.js';
import { exchange } from '../../../electron/engine/sync/exchange.js';
import { syncOnce } from '../../../electron/engine/sync/syncOnce.js';
import { syncParties } from '../../support/syncParties.js';

const REGISTRY = 'r-test';
const LIMIT = 1 << 24;
const { party, log, close, random, collection, project } = syncParties(REGISTRY);
afterEach(close);

const keys = async (remote: Remote, prefix: string): Promise<string[]> => (await remote.list(prefix, undefined)).items.map(({ key }) => key);

/** The same remote, with some bodies replaced on the way out. */
function tampered(remote: Remote, change: (key: string, body: Buffer) => Uint8Array | undefined): Remote {
  return {
    ...remote,
    get: async (key, maxBytes, signal) => {
      const body = await remote.get(key, maxBytes, signal);
      return body && change(key, Buffer.from(body));
    },
  };
}

describe('syncOnce', () => {
  test('a version travels with its manifest and its number; a second sync moves nothing', async () => {
    const [a, b] = [party(1), party(2)];
    const remote = createMemoryRemote();
    const version = log(a, 3);
    expect(a.store.read.version(version)).toMatchObject({ number: null, provisional: 'v0?' });
    expect(await syncOnce(a, remote)).toMatchObject({ numbered: 1, pending: 0, findings: [] });
    expect(await syncOnce(b, remote)).toMatchObject({ manifests: 1, findings: [] });
    expect(b.store.read.version(version)).toMatchObject({ number: 0, provisional: null });
    expect(b.store.read.manifest(b.store.read.version(version)?.digest ?? '')).toContain('model.bin');
    expect(b.store.stateHash()).not.toBe('');
    for (const each of [a, b]) await syncOnce(each, remote);
    for (const each of [a, b]) expect(await syncOnce(each, remote)).toEqual({ sent: 0, received: 0, numbered: 0, manifests: 0, pending: 0, findings: [], reissued: 0 });
    expect(a.store.stateHash()).toBe(b.store.stateHash());
  });

  test('two devices offline: numbers by who comes first, the same bytes once', async () => {
    const [a, b] = [party(1), party(2)];
    const [only, both] = [log(a, 1), log(a, 2)];
    const other = log(b, 3);
    expect(log(b, 2)).toBe(both);
    await exchange(a, b);
    for (const { store } of [a, b]) {
      expect([only, both, other].map((version) => store.read.version(version)?.number)).toEqual([0, 1, 2]);
      expect(store.read.version(both)?.logged).toBe(2);
    }
    expect(a.store.stateHash()).toBe(b.store.stateHash());
  });

  test('links are numbered in the order in which they were made', async () => {
    const a = party(1);
    const model = collectionId(project, 'digits');
    const versions = Array.from({ length: 8 }, (_, index) => log(a, index + 1));
    const links = versions.map((version) => {
      const link = linkId(model, version);
      a.store.write(a.actor, (tx) => {
        tx.append({ kind: 'collection.create', body: { collection: model, project, name: 'digits', type: 'model', form: 'registered' } });
        tx.append({ kind: 'link', body: { link, model, version }, observed: tx.read.latestEdges(model) });
        tx.number(model, link);
      });
      return link;
    });
    await syncOnce(a, createMemoryRemote());
    expect(links.map((link) => a.store.read.numberOf(model, link))).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
  });

  test('asking for many numbers does not look at each version again and again', async () => {
    const a = party(1);
    const versions = Array.from({ length: 50 }, (_, index) => log(a, index + 1));
    const looked = vi.spyOn(a.store.read, 'version');
    expect(await syncOnce(a, createMemoryRemote())).toMatchObject({ numbered: 50 });
    expect(looked.mock.calls.length).toBeLessThanOrEqual(versions.length);
    expect(versions.map((version) => a.store.read.version(version)?.number)).toEqual(versions.map((_, index) => index));
  });

  test('a claim whose answer was lost is found to be ours, and burns no number', async () => {
    const a = party(1);
    const inner = createMemoryRemote();
    await writeConfig(inner, REGISTRY, random);
    const version = log(a, 1);
    let lose = true;
    const remote = withFaults(inner, (call, key) => (lose && call === 'putIfAbsent' && key.startsWith('claims/') ? 'loseReply' : 'none'));
    await expect(syncOnce(a, remote)).rejects.toMatchObject({ code: 'offline' });
    expect(a.store.intents()).toHaveLength(1);
    lose = false;
    expect(await syncOnce(a, remote)).toMatchObject({ numbered: 1, pending: 0 });
    expect(a.store.read.version(version)?.number).toBe(0);
    expect(await keys(inner, 'claims/')).toHaveLength(1);
  });

  test('an empty remote where a full one was is filled again', async () => {
    const [a, b] = [party(1), party(2)];
    log(a, 1);
    await syncOnce(a, createMemoryRemote());
    const fresh = createMemoryRemote();
    await writeConfig(fresh, REGISTRY, { bytes: (length) => new Uint8Array(length).fill(6) });
    await syncOnce(a, fresh);
    await syncOnce(b, fresh);
    expect(b.store.opCount()).toBe(a.store.opCount());
  });

  test('numbers given under claims that a remote made anew has lost stay whose they are', async () => {
    // Several devices, since the hash of an op would decide between two holders of one number.
    for (const byte of [11, 12, 13, 14, 15, 16]) {
      const [a, b] = [party(byte), party(byte + 20)];
      const old = [log(a, 1), log(a, 2)];
      await exchange(a, b);
      const fresh = createMemoryRemote();
      await writeConfig(fresh, REGISTRY, { bytes: (length) => new Uint8Array(length).fill(6) });
      const added = [log(b, 3), log(a, 4)];
      expect((await exchange(b, a, fresh)).findings).toEqual([]);
      for (const { store } of [a, b]) expect([...old, ...added].map((version) => store.read.version(version)?.number)).toEqual([0, 1, 2, 3]);
    }
  });

  test('a number far beyond all others costs a bounded number of claims, and the next comes after it', async () => {
    const [a, b] = [party(1), party(2)];
    const remote = createMemoryRemote();
    const version = log(a, 1);
    for (const each of [a, b]) await syncOnce(each, remote);
    b.store.write(b.actor, (tx) => void tx.append({ kind: 'number', body: { collection, version, number: 2_000_000_000 } }));
    await syncOnce(b, remote);
    const next = log(a, 2);
    expect(await syncOnce(a, remote)).toMatchObject({ pending: 0, findings: [] });
    expect(await keys(remote, 'claims/')).toHaveLength(1 + 16 + 1);
    expect(a.store.read.numberOf(collection, next)).toBe(2_000_000_001);
  });

  test('a registry of this computer, or of another remote, is refused', async () => {
    await expect(syncOnce(party(1, { home: 'computer' }), createMemoryRemote())).rejects.toMatchObject({ code: 'forbidden' });
    const remote = createMemoryRemote();
    await writeConfig(remote, 'r-other', random);
    await expect(syncOnce(party(2), remote)).rejects.toMatchObject({ code: 'forbidden' });
  });

  test('an unknown feature stops writing, not reading', async () => {
    const [a, b] = [party(1), party(2)];
    const inner = createMemoryRemote();
    log(a, 1);
    await syncOnce(a, inner);
    const remote = tampered(inner, (key, body) => (key === 'config' ? Buffer.from(body.toString().replace('"features":[]', '"features":["tomorrow"]')) : body));
    log(b, 2);
    const report = await syncOnce(b, remote);
    expect(report).toMatchObject({ sent: 0, numbered: 0, findings: [{ reason: 'newer_version' }] });
    expect(b.store.opCount()).toBeGreaterThan(a.store.opCount());
  });
});

describe('what is kept out, named, and let in once it is whole', () => {
  const cases: [reason: string, change: (key: string, body: Buffer) => Uint8Array | undefined][] = [
    ['bad_digest', (key, body) => (key.startsWith('log/') ? Buffer.from(body.toString().replace('resnet', 'resnot')) : body)],
    ['bad_digest', (key, body) => (key.startsWith('log/') ? body.subarray(0, body.length - 10) : body)],
    ['missing', (key, body) => (key.startsWith('log/') ? undefined : body)],
    ['unknown_device', (key, body) => (key.startsWith('devices/') ? Buffer.from(body.toString().replace(/"key":"../, '"key":"00')) : body)],
    ['manifest_missing', (key, body) => (key.startsWith('manifests/') ? undefined : body)],
    ['bad_digest', (key, body) => (key.startsWith('manifests/') ? Buffer.from(body.toString().replace('model.bin', 'evil!.bin')) : body)],
  ];
  test.each(cases)('%s', async (reason, change) => {
    const [a, b] = [party(1), party(2)];
    const remote = createMemoryRemote();
    log(a, 1);
    await syncOnce(a, remote);
    const before = b.store.opCount();
    const report = await syncOnce(b, tampered(remote, change));
    expect(report.findings.map((finding) => finding.reason)).toContain(reason);
    if (!reason.startsWith('manifest') && report.manifests === 0 && report.received === 0) expect(b.store.opCount()).toBe(before);
    expect((await syncOnce(b, remote)).findings).toEqual([]);
    expect(b.store.read.allBlobs).toBeDefined();
    expect(b.store.opCount()).toBe(a.store.opCount());
  });

  test('a segment above a missing one waits for it', async () => {
    const [a, b] = [party(1), party(2)];
    const remote = createMemoryRemote();
    log(a, 1);
    await syncOnce(a, remote);
    log(a, 2);
    await syncOnce(a, remote);
    const [first] = await keys(remote, `log/${a.store.device.id}/`);
    const report = await syncOnce(b, tampered(remote, (key, body) => (key === first ? undefined : body)));
    expect(report).toMatchObject({ received: 0, findings: [{ reason: 'missing' }, { reason: 'gap' }] });
    await syncOnce(b, remote);
    expect(b.store.opCount()).toBe(a.store.opCount());
  });

  test.each([
    ['log/', 'too_long'],
    ['manifests/', 'too_long'],
    ['devices/', 'unknown_device'],
    ['heads/', undefined],
  ])('a body under %s that is longer than any of ours keeps nobody from the rest', async (prefix, reason) => {
    const [a, b, c] = [party(1), party(2), party(3)];
    const remote = createMemoryRemote();
    log(a, 1);
    await syncOnce(a, remote);
    log(c, 2);
    await syncOnce(c, remote);
    const hostile = { ...remote, get: (key: string, max: number) => remote.get(key, key.startsWith(prefix) && !key.endsWith(c.store.device.id) ? 1 : max) };
    log(b, 3);
    const report = await syncOnce(b, hostile);
    expect(report).toMatchObject({ pending: 0, numbered: 1 });
    expect(report.sent).toBeGreaterThan(0);
    if (reason !== undefined) expect(report.findings.map((finding) => finding.reason)).toContain(reason);
    expect((await syncOnce(b, remote)).findings).toEqual([]);
    expect(b.store.opCount()).toBeGreaterThan(a.store.opCount() + 5);
  });

  test('a claim longer than any of ours is void', async () => {
    const a = party(1);
    const remote = createMemoryRemote();
    await remote.putIfAbsent(`claims/${collection}/${'0'.repeat(16)}`, Buffer.alloc(1024 * 1024 + 1));
    const version = log(a, 1);
    expect(await syncOnce(a, remote)).toMatchObject({ numbered: 1, findings: [{ reason: 'void_claim' }] });
    expect(a.store.read.version(version)?.number).toBe(1);
  });

  test("a device's key is its own, whatever another device says it is", async () => {
    const [a, b, evil] = [party(1), party(2), party(3)];
    const remote = createMemoryRemote();
    log(a, 1);
    for (const each of [a, evil]) await syncOnce(each, remote);
    evil.store.write(evil.actor, (tx) =>
      tx.append({ kind: 'device', body: { device: a.store.device.id, key: evil.store.device.publicKey, name: 'a' } }),
    );
    await syncOnce(evil, remote);
    await syncOnce(b, remote);
    expect(b.store.deviceKey(a.store.device.id)).toBe(a.store.device.publicKey);
    log(a, 2);
    await syncOnce(a, remote);
    expect(await syncOnce(b, remote)).toMatchObject({ findings: [] });
    expect(b.store.hasOp(a.store.chainHeads().find(({ device }) => device === a.store.device.id)?.hash ?? '')).toBe(true);
  });

  test('a manifest that has not come is asked for once a sync, not once a segment', async () => {
    const [a, b] = [party(1), party(2)];
    const remote = createMemoryRemote();
    for (const size of [1, 2, 3, 4]) {
      log(a, size);
      await syncOnce(a, remote);
    }
    let lists = 0;
    const list: Remote['list'] = (prefix, after) => {
      if (!prefix.startsWith('manifests/')) return remote.list(prefix, after);
      lists += 1;
      return Promise.resolve({ items: [], more: false });
    };
    const report = await syncOnce(b, { ...remote, list });
    expect(report.findings.filter(({ reason }) => reason === 'manifest_missing')).toHaveLength(4);
    expect(lists).toBe(4);
  });

  test('a void claim takes one number and stays a gap', async () => {
    const a = party(1);
    const remote = createMemoryRemote();
    await remote.putIfAbsent(`claims/${collection}/${'0'.repeat(16)}`, Buffer.from('{"cairn":"claim/1"}'));
    const version = log(a, 1);
    expect(await syncOnce(a, remote)).toMatchObject({ numbered: 1, findings: [{ reason: 'void_claim' }] });
    expect(a.store.read.version(version)?.number).toBe(1);
    expect(await remote.get(`claims/${collection}/${'0'.repeat(15)}1`, LIMIT)).toBeDefined();
  });
});

describe('adoptRegistry', () => {
  test('an empty remote takes our registry, a full one gives us its own, two full ones are refused', async () => {
    const remote = createMemoryRemote();
    expect(await readConfig(remote)).toBeUndefined();
    expect(await adoptRegistry(remote, { id: 'r-a', empty: false }, random)).toMatchObject({ adopt: false, config: { registry: 'r-a' } });
    expect(await adoptRegistry(remote, { id: 'r-a', empty: true }, random)).toMatchObject({ adopt: false });
    expect(await adoptRegistry(remote, { id: 'r-b', empty: true }, random)).toMatchObject({ adopt: true, config: { registry: 'r-a' } });
    await expect(adoptRegistry(remote, { id: 'r-b', empty: false }, random)).rejects.toMatchObject({ code: 'forbidden' });
  });

  test('a config that is none is corrupt', async () => {
    const remote = createMemoryRemote();
    await remote.putIfAbsent('config', Buffer.from('hello'));
    await expect(readConfig(remote)).rejects.toMatchObject({ code: 'corrupt' });
  });
});
