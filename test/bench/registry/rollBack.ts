// Putting an alias back to a past moment, in the large registry with no remote: from the call to its operation on the disk.
import { rollBack, setAlias } from '../../../electron/engine/commands/registry/aliases.js';
import { print } from '../harness.js';
import { withEngine } from '../homes.js';
import { p95 } from '../window.js';

/** Moves that lie before the moment that is gone back to, and moves timed. */
const HISTORY = 200;
const TURNS = 40;
const GOAL_MS = 100;
const COLLECTION = 'mira/default/model-0000';
const ALIAS = 'production';

const later = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 2));

/** In the first of the generated models. @param versions in the whole registry */
export async function rollingBack(home: string, versions: number): Promise<void> {
  await withEngine(home, async ({ context }) => {
    const set = (n: number) => setAlias(context, { ref: `${COLLECTION}:v${n % 2}`, alias: ALIAS });
    for (let n = 0; n < HISTORY; n += 1) set(n);
    const times: number[] = [];
    for (let turn = 0; turn < TURNS; turn += 1) {
      const wanted = set(0).to;
      await later();
      const at = Date.now();
      await later();
      set(1);
      const began = performance.now();
      const moved = rollBack(context, { collection: COLLECTION, alias: ALIAS, at });
      times.push(performance.now() - began);
      if (moved.to !== wanted) throw new Error(`rolled back to ${moved.to}, not to ${wanted}`);
    }
    const value = Number(p95(times).toFixed(1));
    print({ bench: 'registry', case: `rolling an alias back, ${versions} versions, 95th percentile`, value, unit: 'ms', peer: null, ratio: null, goal: GOAL_MS, ok: null, note: value <= GOAL_MS ? 'within it' : 'above it; printed and not judged' });
  });
}
