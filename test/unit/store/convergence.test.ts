// The fold ends in one state whatever the order; a fold that ignores `observed[]` or sorts by arrival is caught.
import { describe, expect, it } from 'vitest';
import { standardRules, type FoldRules } from '../../../electron/engine/domain/fold.js';
import { opHash } from '../../../electron/engine/domain/opHash.js';
import type { Op } from '../../../electron/engine/domain/ops.js';
import type { RegistryStore } from '../../../electron/engine/store/types.js';
import { fc } from '../../support/fastCheck.js';
import { randomOps, seededDice, seeds, shuffled, thing } from '../../support/randomOps.js';
import { testStore } from '../../support/testStore.js';

const RUNS = Number(process.env['CAIRN_FOLD_CASES'] ?? 150);

function folded(ops: readonly Op[], batch: number, rules?: FoldRules): RegistryStore {
  const store = testStore(rules ? { rules } : {});
  for (let n = 0; n < ops.length; n += batch) store.receive(ops.slice(n, n + batch), []);
  return store;
}

function converges(seed: number, rules?: FoldRules): boolean {
  const dice = seededDice(seed);
  const ops = randomOps(dice, 10 + dice.pick(60));
  const a = folded(ops, 1 + dice.pick(20), rules);
  const b = folded(shuffled(dice, ops), 1 + dice.pick(20), rules);
  const same = a.stateHash() === b.stateHash() && a.opCount() === b.opCount();
  a.close();
  b.close();
  return same;
}

/** Root of a line of re-issues, by the whole set. */
function identities(ops: readonly Op[]): (hash: string) => string {
  const replaces = new Map(ops.flatMap((op) => (op.replaces === undefined ? [] : [[opHash(op), op.replaces] as const])));
  return (hash) => {
    let root = hash;
    for (let next = replaces.get(root); next !== undefined; next = replaces.get(root)) root = next;
    return root;
  };
}

interface Written {
  readonly id: string;
  readonly hash: string;
  readonly op: Op;
}

/** What is left when devices that were taken out are held to their last accepted place: removals one after the other, by (hlc, hash). */
function counting(ops: readonly Op[]): readonly Op[] {
  const last: Record<string, number> = {};
  const removals = ops.filter((op) => op.kind === 'device.remove' && op.v === 1 && op.body['broken'] === undefined).sort((x, y) => (`${x.hlc}${opHash(x)}` < `${y.hlc}${opHash(y)}` ? -1 : 1));
  for (const { device, seq, body } of removals) {
    if (seq > (last[device] ?? Infinity)) continue;
    const of = String(body['device']);
    last[of] = Math.min(last[of] ?? Infinity, Number(body['lastSeq']));
  }
  return ops.filter(({ device, seq }) => seq <= (last[device] ?? Infinity));
}

/** The naive reading: writers of a register that no other writer observes, the greatest (hlc, identity) of them. */
function oracle(ops: readonly Op[], writes: (op: Op) => boolean): Op | undefined {
  const identity = identities(ops);
  const readable = counting(ops).filter((op) => op.v === 1 && op.body['broken'] === undefined);
  const writers: Written[] = readable.filter(writes).map((op) => ({ id: identity(opHash(op)), hash: opHash(op), op }));
  const gone = new Set(writers.flatMap(({ op, id }) => op.observed.map(identity).filter((seen) => seen !== id)));
  const first = new Map<string, Written>();
  for (const writer of writers) {
    const known = first.get(writer.id);
    if (!known || `${writer.op.hlc}${writer.hash}` < `${known.op.hlc}${known.hash}`) first.set(writer.id, writer);
  }
  return [...first.values()].filter((writer) => !gone.has(writer.id)).sort((x, y) => (`${x.op.hlc}${x.id}` < `${y.op.hlc}${y.id}` ? 1 : -1))[0]?.op;
}

describe('fold', () => {
  it('ends in one state for any order, batches and duplicates, and equals a fold of the log anew', () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        expect(converges(seed)).toBe(true);
        const dice = seededDice(seed);
        const store = folded(shuffled(dice, randomOps(dice, 30)), 3);
        expect(store.refoldedStateHash()).toBe(store.stateHash());
        store.close();
      }),
      { numRuns: RUNS },
    );
  }, 300_000);

  it('shows the values that a naive reading of the op set gives', () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const dice = seededDice(seed);
        const ops = randomOps(dice, 10 + dice.pick(60));
        const store = folded(shuffled(dice, ops), 7);
        for (const collection of [thing('collection', 0), thing('collection', 1)]) {
          for (const alias of ['best', 'production']) {
            const winner = oracle(ops, (op) => /^alias\.(move|remove)$/.test(op.kind) && op.body['collection'] === collection && op.body['alias'] === alias);
            expect(store.read.aliasHeads(collection, alias)[0]?.target ?? null).toBe(winner?.body['target'] ?? null);
          }
          const name = oracle(ops, (op) => /^collection\.(create|rename)$/.test(op.kind) && op.body['collection'] === collection);
          expect(store.read.heads({ kind: 'collection', id: collection }, 'name')[0]?.value).toBe(name?.body['name']);
        }
        for (const n of [0, 1, 2]) {
          const id = thing('version', n);
          const words = oracle(ops, (op) => op.kind === 'describe' && op.body['field'] === 'description' && (op.body['subject'] as { kind: string }).kind === 'version' && (op.body['subject'] as { id: string }).id === id);
          expect(store.read.heads({ kind: 'version', id }, 'description')[0]?.value).toEqual(words?.body['value']);
        }
        store.close();
      }),
      { numRuns: RUNS },
    );
  }, 300_000);

  it('is caught when it sorts by arrival', () => {
    const byArrival: FoldRules = { ...standardRules, rank: (_op, arrival) => arrival.toString(16).padStart(16, '0') };
    const caught = Array.from({ length: 20 }, (_, n) => n + 1).some((seed) => !converges(seed, byArrival));
    expect(caught).toBe(true);
  }, 60_000);

  it('is caught when it ignores what an op observed', () => {
    const blind: FoldRules = { ...standardRules, observed: () => [] };
    const differs = Array.from({ length: 20 }, (_, n) => n + 1).some((seed) => {
      const ops = randomOps(seededDice(seed), 60);
      const store = folded(ops, 60, blind);
      const wrong = [thing('collection', 0), thing('collection', 1)].some((collection) =>
        ['best', 'production'].some((alias) => {
          const winner = oracle(ops, (op) => /^alias\.(move|remove)$/.test(op.kind) && op.body['collection'] === collection && op.body['alias'] === alias);
          return (store.read.aliasHeads(collection, alias)[0]?.target ?? null) !== (winner?.body['target'] ?? null);
        }),
      );
      store.close();
      return wrong;
    });
    expect(differs).toBe(true);
  }, 60_000);
});
