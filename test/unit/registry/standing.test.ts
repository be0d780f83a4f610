// Who holds an alias and whether it is contested, over 10,000 random histories of moves by several devices, told in any order.
import { describe, expect, it } from 'vitest';
import { aliasStanding } from '../../../electron/engine/domain/aliasStanding.js';
import { blake3Hex } from '../../../electron/engine/domain/blake3.js';
import { headsOf, type Seen, type Write } from '../../../electron/engine/domain/registers.js';
import { seededDice, shuffled } from '../../support/randomOps.js';
import { SEED } from '../../support/seed.js';

const CASES = Number(process.env['CAIRN_STANDING_CASES'] ?? 10_000);

interface Move {
  readonly id: string;
  readonly rank: string;
  readonly target: string | null;
  readonly observed: readonly string[];
  readonly k: number | undefined;
}

/** Devices move, take off and resolve, each seeing what has reached it; moves that saw the newest in sequence take the next place. */
function history(seed: number): readonly Move[] {
  const dice = seededDice(seed);
  const devices = Array.from({ length: 1 + dice.pick(5) }, () => new Set<string>());
  const moves: Move[] = [];
  for (let n = 0; n < 1 + dice.pick(12); n += 1) {
    const known = devices[dice.pick(devices.length)] ?? new Set<string>();
    for (const move of moves) if (dice.pick(3) === 0) known.add(move.id);
    const seen = moves.filter((move) => known.has(move.id));
    const gone = new Set(seen.flatMap((move) => move.observed));
    const heads = seen.filter((move) => !gone.has(move.id));
    const observed = heads.filter(() => dice.pick(8) > 0).map((move) => move.id);
    const newest = moves.filter((move) => move.k !== undefined).sort((a, b) => (b.k ?? 0) - (a.k ?? 0))[0];
    const k = newest === undefined ? 0 : observed.includes(newest.id) ? (newest.k ?? 0) + 1 : undefined;
    const rank = (1000 + dice.pick(20)).toString(16).padStart(16, '0');
    const target = dice.pick(5) === 0 ? null : `v${dice.pick(3)}`;
    const id = blake3Hex(`${seed} ${n}`);
    moves.push({ id, rank, target, observed, k });
    known.add(id);
  }
  return moves;
}

function standing(moves: readonly Move[], guarded: boolean): ReturnType<typeof aliasStanding> {
  const writes: Write[] = [...new Map(moves.map((move) => [move.id, { id: move.id, hash: move.id, rank: move.rank, fields: { target: move.target } }])).values()];
  const seen: Seen = new Map(moves.flatMap((move) => move.observed).map((id) => [id, new Set(['target'])]));
  const places = new Map(moves.map((move) => [move.id, move.k]));
  return aliasStanding(headsOf(writes, seen).get('target') ?? [], guarded, (id) => places.get(id));
}

describe('the standing of an alias', () => {
  it('is one in any order, contested exactly when the heads name more than one target, held by the newest in sequence', () => {
    for (let seed = SEED; seed < SEED + CASES; seed += 1) {
      const moves = history(seed);
      const told = standing(shuffled(seededDice(seed + 7), moves), true);
      const gone = new Set(moves.flatMap((move) => move.observed));
      const heads = moves.filter((move) => !gone.has(move.id));
      const why = `seed ${seed}`;
      expect(told, why).toEqual(standing(moves, true));
      expect(new Set(told.heads.map((head) => head.id)), why).toEqual(new Set(heads.map((move) => move.id)));
      expect(told.contested, why).toBe(new Set(heads.map((move) => move.target)).size > 1);
      const newest = moves.filter((move) => move.k !== undefined).sort((a, b) => (b.k ?? 0) - (a.k ?? 0))[0];
      if (newest && !gone.has(newest.id)) expect(told.heads[0]?.id, why).toBe(newest.id);
      expect(standing(moves, false).contested, why).toBe(false);
    }
  }, 120_000);
});
