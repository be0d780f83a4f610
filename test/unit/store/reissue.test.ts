// An operation and those issued again for it are one: whichever of them are held, in whatever order they came, the fold is the same.
import { expect, it } from 'vitest';
import { opHash } from '../../../electron/engine/domain/opHash.js';
import type { Op } from '../../../electron/engine/domain/ops.js';
import type { RegistryStore } from '../../../electron/engine/store/types.js';
import { fc } from '../../support/fastCheck.js';
import { randomOps, seededDice, seeds, shuffled, thing } from '../../support/randomOps.js';
import { TEST_REGISTRY, testStore } from '../../support/testStore.js';

type Dice = ReturnType<typeof seededDice>;

const RUNS = Number(process.env['CAIRN_FOLD_CASES'] ?? 150);

/** A device that issues some ops again, as one does after it took a new identity. */
function successor(device: string): (op: Op) => Op {
  let [seq, prev] = [0, null as string | null];
  return (op) => {
    const again: Op = { ...op, device, seq, prev, replaces: op.replaces ?? opHash(op) };
    [seq, prev] = [seq + 1, opHash(again)];
    return again;
  };
}

/** Of each op one copy at least. */
function someOf(dice: Dice, copies: readonly (readonly Op[])[]): Op[] {
  return copies.flatMap((each) => {
    const held = each.filter(() => dice.pick(2) === 0);
    return held.length > 0 ? held : each.slice(-1);
  });
}

function folded(dice: Dice, ops: readonly Op[]): RegistryStore {
  const store = testStore();
  const come = shuffled(dice, ops);
  const batch = 1 + dice.pick(20);
  for (let n = 0; n < come.length; n += batch) store.receive(come.slice(n, n + batch), []);
  return store;
}

it('ends in one state whichever copies of an op are held', () => {
  fc.assert(
    fc.property(seeds, (seed) => {
      const dice = seededDice(seed);
      // Without removals: they concern chains, in which copies stand at other places.
      const ops = randomOps(dice, 10 + dice.pick(40)).filter((op) => op.kind !== 'device.remove' && op.replaces === undefined);
      const [one, two] = [successor('1'.repeat(64)), successor('2'.repeat(64))];
      const copies = ops.map((op) => [op, ...(dice.pick(2) === 0 ? [one(op)] : []), ...(dice.pick(4) === 0 ? [two(op)] : [])]);
      const stores = [ops, copies.flat(), someOf(dice, copies), someOf(dice, copies)].map((held) => folded(dice, held));
      const [first, ...others] = stores.map((store) => store.stateHash());
      expect(others).toEqual([first, first, first]);
      expect(stores[2]?.refoldedStateHash()).toBe(first);
      for (const store of stores) store.close();
    }),
    { numRuns: RUNS },
  );
}, 300_000);

const move: Op = {
  registry: TEST_REGISTRY, device: 'd'.repeat(64), seq: 0, prev: null, hlc: '019a000000000000', actor: { name: 'Ada' }, at: 1_780_000_000_000,
  kind: 'alias.move', v: 1, observed: [], body: { collection: thing('collection', 0), alias: 'best', target: thing('version', 0), note: 'passed' },
};
const again = successor('e'.repeat(64))(move);

it.each([['before', [move, again]], ['after', [again, move]]])('says once in history, and to hooks, what was issued again, where the original came %s it', (_when, ops) => {
  const store = testStore();
  for (const op of ops) store.receive([op], []);
  expect(store.read.history({ subject: thing('collection', 0) }).rows.map(({ note }) => note)).toEqual(['passed']);
  expect(new Set(store.hooks.movesAfter(0).map(({ id }) => id))).toEqual(new Set([opHash(move)]));
  store.close();
});

it('tells hooks that were told of the original nothing more', () => {
  const store = testStore();
  store.receive([move], []);
  const told = store.hooks.newest();
  store.receive([again], []);
  expect(store.hooks.movesAfter(told)).toEqual([]);
  store.close();
});

it('knows who moved an alias, and what it was on at a past moment, where only the copy came', () => {
  const store = testStore();
  const next: Op = { ...move, device: 'f'.repeat(64), hlc: '019b000000000000', at: move.at + 10, observed: [opHash(move)], body: { ...move.body, target: thing('version', 1) } };
  store.receive([next, again], []);
  expect(store.op(opHash(move))?.hash).toBe(opHash(again));
  expect(store.aliasTargetAsOf(move.at + 5, thing('collection', 0), 'best')).toBe(thing('version', 0));
  expect(store.read.aliasHeads(thing('collection', 0), 'best').map(({ hash }) => hash)).toEqual([opHash(next)]);
  store.close();
});
