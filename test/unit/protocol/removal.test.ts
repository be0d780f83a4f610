// A device that was taken out: what it made before counts, what it makes after counts nowhere, in whatever order things arrive.
import { afterEach, describe, expect, test } from 'vitest';
import { entityId } from '../../../electron/engine/domain/ids.js';
import { lastAccepted, type Removal } from '../../../electron/engine/domain/removal.js';
import { createMemoryRemote } from '../../../electron/engine/remotes/memory.js';
import { exchange } from '../../../electron/engine/sync/exchange.js';
import { syncOnce } from '../../../electron/engine/sync/syncOnce.js';
import type { SyncParty } from '../../../electron/engine/sync/types.js';
import { syncParties } from '../../support/syncParties.js';

const REGISTRY = 'r-removal';
const { party, close } = syncParties(REGISTRY);
afterEach(close);

const create = ({ store, actor }: SyncParty, name: string): void => store.write(actor, (tx) => void tx.append({ kind: 'entity.create', body: { entity: entityId(REGISTRY, name), name, form: 'team' } }));
const has = ({ store }: SyncParty, name: string): boolean => store.read.entityByName(name) !== undefined;
const seqOf = ({ store }: SyncParty): number => Math.max(...store.opsOf(store.device.id, 0, 1e9).map(({ op }) => op.seq));

function remove({ store, actor }: SyncParty, other: SyncParty, lastSeq: number): void {
  store.write(actor, (tx) => void tx.append({ kind: 'device.remove', body: { device: other.store.device.id, lastSeq } }));
}

describe('a device that was taken out', () => {
  test('has no effect above its last accepted operation, on devices that had folded it and on those that get it later', async () => {
    const remote = createMemoryRemote();
    const [a, b, c] = [party(1), party(2), party(3)];
    create(b, 'before');
    await exchange(a, b, remote);
    const last = seqOf(b);
    create(b, 'after');
    await syncOnce(b, remote);
    await syncOnce(c, remote);
    expect([has(c, 'before'), has(c, 'after')]).toEqual([true, true]);
    // a has not seen what came after, and c has.
    remove(a, b, last);
    await syncOnce(a, remote);
    expect([has(a, 'before'), has(a, 'after')]).toEqual([true, false]);
    await syncOnce(c, remote);
    expect([has(c, 'before'), has(c, 'after')]).toEqual([true, false]);
    expect(c.store.stateHash()).toBe(a.store.stateHash());
    expect(c.store.refoldedStateHash()).toBe(c.store.stateHash());
    expect(c.store.read.history({ all: true }).rows.some(({ text }) => text.includes('after'))).toBe(false);
  });

  test('learns it, may not write any more, and sends nothing of what it had made', async () => {
    const remote = createMemoryRemote();
    const [a, b] = [party(1), party(2)];
    create(b, 'before');
    await exchange(a, b, remote);
    remove(a, b, seqOf(b));
    await syncOnce(a, remote);
    create(b, 'unsent');
    const report = await syncOnce(b, remote);
    expect(report.sent).toBe(0);
    expect(report.findings.map(({ reason }) => reason)).toContain('removed_here');
    expect(has(b, 'unsent')).toBe(false);
    expect(() => create(b, 'late')).toThrow(/taken out of it by actor 1/);
    await syncOnce(a, remote);
    expect(a.store.stateHash()).toBe(b.store.stateHash());
  });

  test('cannot take others out after it: of two that remove each other the earlier stands, whoever hears of it first', async () => {
    const remote = createMemoryRemote();
    const [a, b, c, d] = [party(1), party(2), party(3), party(4)];
    create(a, 'first');
    create(b, 'second');
    await exchange(a, b, remote);
    remove(a, b, seqOf(b));
    remove(b, a, seqOf(a) - 1);
    const [fromA, fromB] = [a.store.opsOf(a.store.device.id, 0, 1e9), b.store.opsOf(b.store.device.id, 0, 1e9)].map((ops) => ops.map(({ op }) => op));
    for (const ops of [fromA, fromB]) c.store.receive(ops ?? [], []);
    for (const ops of [fromB, fromA]) d.store.receive(ops ?? [], []);
    expect(c.store.stateHash()).toBe(d.store.stateHash());
    expect(c.store.lastAccepted(a.store.device.id)).toBeUndefined();
    expect(c.store.lastAccepted(b.store.device.id)).toBeDefined();
  });

  test('the lowest place stands, and a removal that was shut out says nothing', () => {
    const removal = (author: string, seq: number, device: string, lastSeq: number, hlc: string): Removal => ({ author, seq, hlc, hash: `${author}${hlc}`, device, lastSeq });
    expect(lastAccepted([removal('a', 3, 'x', 9, '2'), removal('b', 1, 'x', 4, '3')])).toEqual(new Map([['x', 4]]));
    expect(lastAccepted([removal('x', 5, 'a', 0, '3'), removal('a', 3, 'x', 4, '2')])).toEqual(new Map([['x', 4]]));
    expect(lastAccepted([removal('x', 4, 'b', 0, '3'), removal('a', 3, 'x', 4, '2')])).toEqual(new Map([['x', 4], ['b', 0]]));
  });

  test('a registry whose keys only read refuses writes at once, with the reason', () => {
    const a = party(1, { sealed: () => 'the keys for "team" may read and not write.' });
    expect(() => create(a, 'x')).toThrow('Writing to this registry failed: the keys for "team" may read and not write.');
    expect(a.store.opCount()).toBe(0);
  });
});
