// M1 over the memory remote, as one that decides (`cas`) and as one that does not (`single`): places in the sequence, challenges, moves that
// wait, and how a contest ends.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'libsql';
import { afterEach, describe, expect, it } from 'vitest';
import { blake3Hex } from '../../../electron/engine/domain/blake3.js';
import { collectionId, entityId, projectId, runId, versionId } from '../../../electron/engine/domain/ids.js';
import { carriedBy, moveHash, toldBy } from '../../../electron/engine/domain/moveRecord.js';
import type { Op } from '../../../electron/engine/domain/ops.js';
import type { CairnError } from '../../../shared/contract/errors.js';
import type { JsonObject } from '../../../shared/contract/primitives.js';
import { createMemoryRemote } from '../../../electron/engine/remotes/memory.js';
import type { Remote } from '../../../electron/engine/remotes/types.js';
import { init } from '../../../electron/engine/store/migrations/0010-init.js';
import type { RegistryStore } from '../../../electron/engine/store/types.js';
import { settleMoves } from '../../../electron/engine/sync/moves.js';
import { syncOnce } from '../../../electron/engine/sync/syncOnce.js';
import type { SyncParty } from '../../../electron/engine/sync/types.js';
import { seededDice } from '../../support/randomOps.js';
import { seededRandom, TEST_REGISTRY, testClock, testStore, type TestClock } from '../../support/testStore.js';

const CASES = Number(process.env['CAIRN_ALIAS_CASES'] ?? 30);
const entity = entityId(TEST_REGISTRY, 'mira');
const project = projectId(entity, 'default');
const collection = collectionId(project, 'cnn');
const run = runId(project, 'r');
const digest = (n: number): string => `b3:${blake3Hex(`bytes ${n}`)}`;
const version = (n: number): string => versionId(collection, digest(n));
const WHERE = { entity: 'mira', project: 'default' };

function idOf(hash: string, op: Op): string {
  const record = carriedBy(op);
  return record ? moveHash(record) : hash;
}

const opened: RegistryStore[] = [];
afterEach(() => {
  for (const store of opened.splice(0)) store.close();
});

function party(device: number): SyncParty {
  const clock = testClock(1_780_000_000_000 + device);
  const store = testStore({ device, home: 'memory:', clock });
  opened.push(store);
  return { store, actor: { name: `Person ${device}` }, clock, random: seededRandom(device) };
}

function setUp({ store, actor, clock }: SyncParty): void {
  store.write(actor, (tx) => {
    tx.append({ kind: 'entity.create', body: { entity, name: 'mira', form: 'person' } });
    tx.append({ kind: 'project.create', body: { project, entity, name: 'default' } });
    tx.append({ kind: 'collection.create', body: { collection, project, name: 'cnn', type: 'model', form: 'artifact' } });
    tx.append({ kind: 'run.start', body: { run, project, key: 'r', name: 'r', jobType: 'train' } });
  });
  for (const n of [0, 1, 2, 3]) {
    (clock as TestClock).add(10);
    store.write(actor, (tx) => {
      tx.append({ kind: 'version', body: { version: version(n), collection, digest: digest(n), bytes: 1, files: 1 } });
      tx.append({ kind: 'log', body: { version: version(n), collection, run }, observed: tx.read.latestEdges(collection) });
      tx.number(collection, version(n));
    });
  }
}

const move = ({ store, actor }: SyncParty, n: number | null, alias = 'production'): string => store.write(actor, (tx) => tx.moveAlias({ collection, alias, target: n === null ? null : version(n), note: `to ${n}` }));
const holder = ({ store }: SyncParty): number => [0, 1, 2, 3].findIndex((n) => version(n) === store.read.aliasStates(collection).find((each) => each.alias === 'production')?.version);
const contest = ({ store }: SyncParty) => store.read.aliasStates(collection).find((each) => each.alias === 'production')?.contest;
const known = ({ store }: SyncParty): boolean => store.read.aliasStates(collection).some((each) => each.unpublished);

function takeRole({ store, actor }: SyncParty): void {
  store.write(actor, (tx) => void tx.append({ kind: 'role', body: { role: 'numbering', epoch: (tx.read.numberingRole()?.epoch ?? -1) + 1, device: store.device.id } }));
}

async function quiet(parties: readonly SyncParty[], remote: Remote): Promise<void> {
  for (let round = 0; round < 50; round += 1) {
    let moved = 0;
    for (const each of parties) {
      const { sent, received, numbered, manifests } = await syncOnce(each, remote);
      moved += sent + received + numbered + manifests;
    }
    if (moved === 0) return;
  }
  throw new Error('never quiet');
}

type Mode = Remote['capabilities']['mode'];

function remoteOf(mode: Mode): Remote {
  const remote = createMemoryRemote();
  return { ...remote, capabilities: { ...remote.capabilities, mode } };
}

async function world(mode: Mode, count: number): Promise<{ remote: Remote; parties: SyncParty[] }> {
  const remote = remoteOf(mode);
  const parties = Array.from({ length: count }, (_, n) => party(n + 1));
  const [first] = parties;
  if (first) setUp(first);
  await quiet(parties, remote);
  return { remote, parties };
}

async function pair(mode: Mode): Promise<{ remote: Remote; a: SyncParty; b: SyncParty }> {
  const { remote, parties } = await world(mode, 2);
  const [a, b] = parties;
  if (!a || !b) throw new Error('two');
  return { remote, a, b };
}

describe.each(['cas', 'single'] as const)('a protected alias in a shared registry, mode %s', (mode) => {
  it('waits for its place, answers here meanwhile, and is known to all after', async () => {
    const { remote, a, b } = await pair(mode);
    expect(move(a, 1)).toBe('publishing');
    expect(a.store.read.resolveText('cnn:production', WHERE)).toMatchObject({ version: version(1), unpublished: true, contested: false });
    expect(a.store.read.version(version(1))?.aliases).toContainEqual({ name: 'production', kind: 'set', contested: false, unpublished: true });
    expect(a.store.read.collection(collection)?.aliases['production']).toBe('v1');
    await quiet([a, b], remote);
    expect([holder(a), holder(b), known(a)]).toEqual([1, 1, false]);
    expect((await remote.list(`claims/${collection}/@production/`, undefined)).items).toHaveLength(mode === 'cas' ? 1 : 0);
    const [line] = b.store.read.history({ alias: 'production' }).rows;
    expect(line).toMatchObject({ kind: 'alias.move', actor: { name: 'Person 1' }, to: 'v1', note: 'to 1', text: 'Person 1 set production to v1 of cnn' });
    move(b, 2);
    await quiet([a, b], remote);
    expect(a.store.read.history({ alias: 'production', kind: 'alias.move' }).rows.map((row) => [row.from, row.to])).toEqual([['v1', 'v2'], [null, 'v1']]);
    expect(a.store.stateHash()).toBe(b.store.stateHash());
    expect(a.store.refoldedStateHash()).toBe(a.store.stateHash());
  });

  it('moved offline by two is contested, held by who was first, and one choice ends it everywhere', async () => {
    const { remote, a, b } = await pair(mode);
    move(a, 1);
    (b.clock as TestClock).add(1_000_000);
    move(b, 2);
    await quiet([a, b], remote);
    for (const each of [a, b]) {
      expect(holder(each)).toBe(1);
      expect(contest(each)).toMatchObject({ alias: 'production', holder: 'cnn:v1', challenges: [{ ref: 'cnn:v2', actor: { name: 'Person 2' }, device: 'device-2', note: 'to 2' }] });
      expect(each.store.read.resolveText('cnn:production', WHERE)).toMatchObject({ version: version(1), contested: true });
      expect(each.store.read.versionDetail(version(2))?.contests).toMatchObject([{ alias: 'production', name: 'cnn' }]);
      expect(each.store.read.collection(collection)?.contested).toEqual(['production']);
    }
    move(a, 2);
    expect(contest(a)).toBeNull();
    await quiet([a, b], remote);
    for (const each of [a, b]) expect([holder(each), contest(each)]).toEqual([2, null]);
    expect(a.store.stateHash()).toBe(b.store.stateHash());
  });

  it.each([
    ['first set on both', null, 1, 2, true],
    ['the same target on both', 0, 1, 1, false],
    ['a move against a removal', 0, 1, null, true],
    ['a removal against a move', 0, null, 1, true],
    ['two removals', 0, null, null, false],
  ] as const)('%s', async (_, before, first, second, contested) => {
    const { remote, a, b } = await pair(mode);
    if (before !== null) move(a, before);
    await quiet([a, b], remote);
    move(a, first);
    move(b, second);
    await quiet([a, b], remote);
    for (const each of [a, b]) {
      expect(contest(each) != null).toBe(contested);
      expect(holder(each)).toBe(first ?? -1);
    }
    expect(a.store.stateHash()).toBe(b.store.stateHash());
  });

  it('ends by a resolution that saw all, not by one that missed a challenge; two at once leave the first', async () => {
    const { remote, parties } = await world(mode, 3);
    const [a, b, c] = parties as [SyncParty, SyncParty, SyncParty];
    [a, b, c].forEach((each, n) => move(each, n));
    await syncOnce(a, remote);
    await syncOnce(b, remote);
    await syncOnce(a, remote);
    expect(contest(a)?.challenges).toHaveLength(1);
    move(a, 3);
    await quiet([a, b, c], remote);
    expect(holder(b)).toBe(3);
    expect(contest(b)).toMatchObject({ holder: 'cnn:v3', challenges: [{ ref: 'cnn:v2' }] });
    move(a, 1);
    move(b, 2);
    await quiet([a, b, c], remote);
    expect(contest(c)).toMatchObject({ holder: 'cnn:v1', challenges: [{ ref: 'cnn:v2' }] });
    move(c, 2);
    await quiet([a, b, c], remote);
    expect([a, b, c].map((each) => [holder(each), contest(each)])).toEqual([[2, null], [2, null], [2, null]]);
  });

  it('keeps its holder when a device comes back after a year', async () => {
    const { remote, parties } = await world(mode, 2);
    const [a, b] = parties as [SyncParty, SyncParty];
    move(a, 0);
    await quiet([a, b], remote);
    (b.clock as TestClock).add(365 * 86_400_000);
    move(b, 3);
    for (const n of [1, 2]) {
      move(a, n);
      await syncOnce(a, remote);
    }
    await quiet([a, b], remote);
    for (const each of [a, b]) expect([holder(each), contest(each)?.challenges.map((challenge) => challenge.ref)]).toEqual([2, ['cnn:v3']]);
  });

  it('made online and too late is refused with who was first, and nothing stays', async () => {
    const { remote, a, b } = await pair(mode);
    move(a, 1);
    await syncOnce(a, remote);
    move(b, 2);
    const refused: CairnError[] = [];
    await syncOnce({ ...b, late: { how: () => 'wait', refused: (_, error) => refused.push(error) } }, remote);
    expect([refused, b.store.read.pendingMoves().length]).toEqual([[], 1]);
    await syncOnce({ ...b, late: { how: () => 'refuse', refused: (_, error) => refused.push(error) } }, remote);
    expect(refused).toMatchObject([{ code: 'alias_moved', message: expect.stringContaining('Person 1') as string }]);
    expect(b.store.read.pendingMoves()).toEqual([]);
    expect(b.store.opsOf(b.store.device.id, 0, 1000)).toEqual([]);
    expect([holder(b), contest(b)]).toEqual([1, null]);
  });

  it('on one version at a time, one state everywhere, contested exactly when the heads say so, whatever five devices do', async () => {
    for (let seed = 1; seed <= CASES; seed += 1) {
      const dice = seededDice(seed);
      const { remote, parties } = await world(mode, 2 + dice.pick(4));
      for (let step = 0; step < 6 + dice.pick(14); step += 1) {
        const each = parties[dice.pick(parties.length)] as SyncParty;
        if (dice.pick(3) === 0) await syncOnce(each, remote);
        else if (mode === 'single' && dice.pick(8) === 0) takeRole(each);
        else move(each, dice.pick(5) === 0 ? null : dice.pick(4), dice.pick(4) === 0 ? 'best' : 'production');
        (each.clock as TestClock).add(dice.pick(1000));
      }
      await quiet(parties, remote);
      const [first] = parties as [SyncParty];
      const why = `seed ${seed}`;
      for (const each of parties) expect(each.store.stateHash(), why).toBe(first.store.stateHash());
      expect(first.store.refoldedStateHash(), why).toBe(first.store.stateHash());
      for (const alias of ['production', 'best']) {
        const moves = new Map([...first.store.allOps()].map(({ hash, op }) => [idOf(hash, op), toldBy(op)]));
        const about = [...moves].filter(([, op]) => /^alias\.(move|remove)$/.test(op.kind) && op.body['alias'] === alias);
        const gone = new Set(about.flatMap(([, op]) => op.observed));
        const targets = new Set(about.filter(([id]) => !gone.has(id)).map(([, op]) => op.body['target'] ?? null));
        const state = first.store.read.aliasStates(collection).find((each) => each.alias === alias);
        expect(state?.contest != null, why).toBe(alias === 'production' && targets.size > 1);
        if (state?.version) expect(targets, why).toContain(state.version);
        const on = [0, 1, 2, 3].filter((n) => first.store.read.version(version(n))?.aliases.some((badge) => badge.name === alias));
        expect(on.length, why).toBe(state?.version ? 1 : 0);
        expect(first.store.read.pendingMoves(), why).toEqual([]);
      }
      for (const each of opened.splice(0)) each.close();
    }
  }, 300_000);
});

describe('a move at its place', () => {
  it('that was taken while the network answered is refused, and what took it is carried', async () => {
    const { remote, a, b } = await pair('cas');
    move(a, 1);
    await syncOnce(a, remote);
    move(b, 2);
    const refused: CairnError[] = [];
    await settleMoves(b, remote, { how: () => 'refuse', refused: (_, error) => refused.push(error) });
    expect(refused).toMatchObject([{ code: 'alias_moved', message: expect.stringContaining('Person 1') as string }]);
    expect(b.store.opsOf(b.store.device.id, 0, 1000).map(({ op }) => op.kind)).toEqual(['device', 'alias.sequence']);
  });

  it('is its own after a crash between the claim and the log, also when moved again meanwhile', async () => {
    const { remote, a, b } = await pair('cas');
    for (const again of [undefined, 2]) {
      move(a, 1);
      const waiting = a.store.read.pendingMoves();
      await settleMoves(a, remote);
      // The log is lost with the crash: another device's data is what the remote has, and the move waits still.
      const c = party(1);
      for (const each of b.store.allOps()) c.store.receive([each.op], []);
      for (const each of waiting) c.store.write(c.actor, (tx) => tx.keepMove(each));
      if (again !== undefined) move(c, again);
      await settleMoves(c, remote);
      expect([holder(c), contest(c), c.store.read.pendingMoves()]).toEqual([again ?? 1, null, []]);
      await quiet([a, b], remote);
    }
  });

  it('takes no forged record, and one place is held by the lower hash', async () => {
    const { remote, a, b } = await pair('cas');
    move(a, 1);
    await quiet([a, b], remote);
    const carrier = [...a.store.allOps()].find(({ op }) => op.kind === 'alias.sequence')?.op;
    if (!carrier) throw new Error('no carrier');
    expect(toldBy(carrier)).toMatchObject({ kind: 'alias.move', body: { target: version(1) } });
    const forged = { ...(carrier.body['record'] as JsonObject), target: version(3), k: 1 };
    expect(() => b.store.write(b.actor, (tx) => tx.append({ kind: 'alias.sequence', body: { record: forged } }))).toThrow();
    expect(holder(b)).toBe(1);
  });
});

describe('a registry of the first schema', () => {
  it('is opened, brought up to date, and goes on', () => {
    const folder = mkdtempSync(join(tmpdir(), 'cairn-schema-'));
    const file = join(folder, 'main.db');
    const raw = new Database(file);
    raw.exec(`${init.sql}; PRAGMA user_version = ${init.version}`);
    raw.close();
    const store = testStore({ file });
    expect(store.read.pendingMoves()).toEqual([]);
    store.close();
    rmSync(folder, { recursive: true });
  });
});
