// Moves of protected aliases that somebody waits for: made online, and so refused where others came before.
import type { CairnError } from '../../../../shared/contract/errors.js';
import type { Clock } from '../../ports.js';
import type { PendingMove } from '../../store/readTypes.js';
import type { LateMoves } from '../types.js';

/** A sync that begins by itself leaves younger moves alone: who made one is about to say that he waits for it. */
const YOUNG_MS = 2000;

interface Named {
  readonly collection: string;
  readonly alias: string;
}

export interface AwaitedMoves {
  /** For a sync. `itself`: nobody asked for it. */
  late(itself: boolean): LateMoves;
  /** One of these was made just now, and nobody waits for it yet. */
  isYoung(moves: readonly PendingMove[]): boolean;
  /** Waits from now on; `end` gives the refusal, if that is what came. */
  begin(move: Named): { end(): CairnError | undefined };
}

export function createAwaitedMoves(clock: Clock): AwaitedMoves {
  const awaited = new Map<string, { refusal: CairnError | undefined; waiting: number }>();
  const nameOf = ({ collection, alias }: Named): string => `${collection} ${alias}`;
  const young = (move: PendingMove): boolean => {
    const age = clock.now() - move.at;
    return !awaited.has(nameOf(move)) && age >= 0 && age < YOUNG_MS;
  };
  return {
    isYoung: (moves) => moves.some(young),
    late: (itself) => ({
      how(move) {
        if (awaited.has(nameOf(move))) return 'refuse';
        return itself && young(move) ? 'wait' : 'challenge';
      },
      refused(move, error) {
        const wait = awaited.get(nameOf(move));
        if (wait) wait.refusal = error;
      },
    }),
    begin(move) {
      const name = nameOf(move);
      const wait = awaited.get(name) ?? { refusal: undefined, waiting: 0 };
      wait.waiting += 1;
      awaited.set(name, wait);
      return {
        end() {
          wait.waiting -= 1;
          if (wait.waiting === 0) awaited.delete(name);
          return wait.refusal;
        },
      };
    },
  };
}
