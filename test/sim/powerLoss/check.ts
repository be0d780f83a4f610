// Opens the cache over every disk that a loss of power could have left.
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { seededRandom } from '../../../shared/util/seededRandom.js';
import { openCache } from '../../../electron/engine/cache/cache.js';
import { layoutOf } from '../../../electron/engine/cache/layout.js';
import { silentLogger, systemClock, systemRandom } from '../../support/ports.js';
import { createDisk } from './disk.js';
import type { Event } from './recorder.js';
import { bodiesOf, digestOf, piecesOf } from './work.js';

/** Where no fsync waits for a disk, if there is such a place: what is checked there does not lose its power. */
const FAST = existsSync('/dev/shm') ? '/dev/shm' : tmpdir();

/** What was told is kept, and what the cache has is what its name says. `unfinished`: what had arrived of it in part goes on. */
async function checkHome(home: string, told: ReadonlySet<string>, unfinished: Uint8Array | undefined, workerFile: string): Promise<void> {
  const cache = await openCache({ dataRoot: home, clock: systemClock, random: systemRandom, logger: silentLogger, workerFile });
  try {
    const look = (): void => {
      const kept = cache.blobs().map(({ digest }) => digest).filter((blob) => cache.has([blob])[0]);
      for (const blob of kept) if (digestOf(readFileSync(layoutOf(home).blob(blob))) !== blob) throw new Error(`${blob} is something else`);
      for (const blob of told) if (!kept.includes(blob)) throw new Error(`${blob} is gone, and somebody was told that it is kept`);
    };
    look();
    await cache.sweep({ referenced: (blobs) => new Set(blobs.filter((blob) => told.has(blob))) });
    look();
    if (!unfinished) return;
    const { list, pieces } = piecesOf(unfinished);
    const hold = cache.hold();
    const arrival = await cache.arrive(digestOf(unfinished), unfinished.length, list, hold);
    for (const [index, piece] of pieces.entries()) if (!arrival.has(index)) await arrival.write(index, piece);
    await arrival.finish();
    await arrival.close();
    hold.release();
    look();
  } finally {
    await cache.close();
  }
}

/**
 * Loses the power after each event: once with nothing but what was durable, once with every name and no bytes, once with some names.
 * @returns how many different disks it left
 */
export async function losePower(events: readonly Event[], folder: string, seed: number, workerFile: string): Promise<number> {
  const random = seededRandom(seed);
  const disk = createDisk(join(folder, 'home'));
  const { unfinished } = bodiesOf(seed);
  const seen = new Set<string>();
  for (const [index, event] of events.entries()) {
    disk.happen(event);
    for (const [how, left] of [['what was durable', disk.left(() => false, false)], ['all names', disk.left(() => true, true)], ['some names', disk.left(() => random() < 0.5, random() < 0.5)]] as const) {
      if (seen.has(left.name)) continue;
      seen.add(left.name);
      const home = mkdtempSync(join(FAST, 'cairn-power-'));
      try {
        left.layOut(home);
        await checkHome(home, disk.told, how === 'what was durable' ? unfinished : undefined, workerFile);
      } catch (error) {
        throw new Error(`seed ${seed}, the power went after event ${index} (${JSON.stringify(event)}), with ${how}: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
      } finally {
        rmSync(home, { recursive: true, force: true });
      }
    }
  }
  return seen.size;
}
