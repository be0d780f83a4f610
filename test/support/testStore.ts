// Stores for tests: real SQLite, a clock that the test moves, randomness from a seed.
import { identityFromSeed } from '../../electron/engine/domain/chain.js';
import type { FoldRules } from '../../electron/engine/domain/fold.js';
import type { Logger, Random } from '../../electron/engine/ports.js';
import { openRegistryStore } from '../../electron/engine/store/registryStore.js';
import type { RegistryStore } from '../../electron/engine/store/types.js';

export const silent: Logger = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

/** xorshift32: the same bytes for the same seed. */
export function seededRandom(seed: number): Random {
  let state = seed | 1;
  return {
    bytes: (length) =>
      Uint8Array.from({ length }, () => {
        state ^= state << 13;
        state ^= state >>> 17;
        state ^= state << 5;
        return state & 0xff;
      }),
  };
}

export interface TestClock {
  now(): number;
  add(ms: number): void;
}

export function testClock(start = 1_780_000_000_000): TestClock {
  let now = start;
  return {
    now: () => now,
    add: (ms) => {
      now += ms;
    },
  };
}

export interface TestStoreOptions {
  readonly file?: string;
  readonly device?: number;
  readonly home?: string;
  readonly clock?: TestClock;
  readonly rules?: FoldRules;
}

export const TEST_REGISTRY = 'test-registry';

export function testStore(options: TestStoreOptions = {}): RegistryStore {
  const { file = ':memory:', device = 1, home, clock = testClock(), rules } = options;
  return openRegistryStore({
    file,
    id: TEST_REGISTRY,
    ...(home === undefined ? {} : { home }),
    clock,
    random: seededRandom(device),
    logger: silent,
    device: identityFromSeed(new Uint8Array(32).fill(device)),
    deviceName: `device-${device}`,
    ...(rules === undefined ? {} : { rules }),
  });
}
