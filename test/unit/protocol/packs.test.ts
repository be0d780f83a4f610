// Packs: a device that comes new reads many segments and manifests with few requests, and believes nothing that it would not have let in.
import { afterEach, expect, test } from 'vitest';
import { blake3Hex } from '../../../electron/engine/domain/blake3.js';
import { createMemoryRemote } from '../../../electron/engine/remotes/memory.js';
import type { Remote } from '../../../electron/engine/remotes/types.js';
import { createLanes } from '../../../electron/engine/sync/bytes/lanes.js';
import { healPacks } from '../../../electron/engine/sync/heal/packs.js';
import type { HealContext } from '../../../electron/engine/sync/heal/types.js';
import { syncOnce } from '../../../electron/engine/sync/syncOnce.js';
import type { SyncParty } from '../../../electron/engine/sync/types.js';
import { syncParties } from '../../support/syncParties.js';

const LIMIT = 1 << 24;
const { party: bare, log, close } = syncParties('r-packs');
afterEach(close);

const party = (byte: number): SyncParty => ({ ...bare(byte), packs: { ops: 1000, segments: 5, manifests: 6, worth: 3 } });

async function published(remote: Remote, versions: number): Promise<SyncParty> {
  const author = party(1);
  for (let n = 1; n <= versions; n += 1) {
    log(author, n);
    await syncOnce(author, remote);
  }
  return author;
}

function expectSame(a: SyncParty, b: SyncParty): void {
  expect(b.store.stateHash()).toBe(a.store.stateHash());
  const digests = [...a.store.allOps()].flatMap(({ op }) => (op.kind === 'version' ? [String(op.body['digest'])] : []));
  for (const digest of digests) expect(b.store.read.manifest(digest)).toBe(a.store.read.manifest(digest));
}

test('a device that comes new reads packs, and asks only for what lies in none', async () => {
  const remote = createMemoryRemote();
  const a = await published(remote, 23);
  expect((await remote.list('snap/', undefined)).items).toHaveLength(4);
  const b = party(2);
  const asked: string[] = [];
  const watched: Remote = { ...remote, get: (key, most, signal) => (asked.push(key), remote.get(key, most, signal)) };
  expect(await syncOnce(b, watched)).toMatchObject({ manifests: 23, findings: [] });
  const count = (prefix: string): number => asked.filter((key) => key.startsWith(prefix)).length;
  expect({ packs: count('snap/'), segments: count('log/'), manifests: count('manifests/') }).toEqual({ packs: 4, segments: 3, manifests: 3 });
  expectSame(a, b);
});

/** The same remote, in which another body comes for one key. */
const saying = (remote: Remote, key: string, body: Uint8Array | undefined): Remote => ({ ...remote, get: async (each, most, signal) => (each === key ? body : remote.get(each, most, signal)) });

/** The same remote, in which an object has another key and body. */
const renamed = (remote: Remote, key: string, name: string, body: Uint8Array): Remote => ({
  ...saying(remote, name, body),
  async list(prefix, after, signal) {
    const page = await remote.list(prefix, after, signal);
    return { ...page, items: page.items.map((item) => (item.key === key ? { ...item, key: name } : item)) };
  },
});

test.each(['damaged', 'missing', 'with another manifest in it'])('a pack that is %s costs requests alone', async (how) => {
  const remote = createMemoryRemote();
  const a = await published(remote, 12);
  const key = (await remote.list('snap/', undefined)).items[0]?.key ?? '';
  const body = Buffer.from((await remote.get(key, LIMIT)) ?? []);
  const damaged = Buffer.from(body);
  damaged[body.length >> 1] = (body[body.length >> 1] ?? 0) ^ 1;
  // Its author says of its last manifest what is none.
  const forged = Buffer.from(body.toString('utf8').replace(/"path":"model\.bin"(?![\s\S]*"path":"model\.bin")/, '"path":"other.bin"'), 'utf8');
  expect(forged.equals(body)).toBe(false);
  const view = how === 'damaged' ? saying(remote, key, damaged) : how === 'missing' ? saying(remote, key, undefined) : renamed(remote, key, `${key.slice(0, -64)}${blake3Hex(forged)}`, forged);
  const b = party(2);
  expect((await syncOnce(b, view)).findings).toEqual([]);
  expectSame(a, b);
});

test.each([
  { comes: 'damaged, and then whole', bad: [1], gone: false },
  { comes: 'damaged in two ways', bad: [1, 2], gone: false },
  { comes: 'damaged twice alike', bad: [1, 1], gone: true },
])('a pack that comes $comes is removed: $gone', async ({ bad, gone }) => {
  const remote = createMemoryRemote();
  const a = await published(remote, 12);
  const key = (await remote.list('snap/', undefined)).items[0]?.key ?? '';
  const answers = [...bad];
  const view: Remote = {
    ...remote,
    async get(each, most, signal) {
      const body = await remote.get(each, most, signal);
      const first = each === key ? answers.shift() : undefined;
      return body && first !== undefined ? Uint8Array.of(first, ...body.subarray(1)) : body;
    },
  };
  const context = { party: a, remote: { ...view, overwrite: () => {} }, remoteId: 'r', lanes: createLanes(), signal: undefined } as unknown as HealContext;
  const lack = { id: key, what: 'pack', problem: 'damaged', healed: true, device: a.store.device.id };
  expect(await healPacks(context, [])).toEqual(gone ? [lack] : []);
  expect((await remote.get(key, LIMIT)) === undefined).toBe(gone);
});
