// Holds: what keeps a blob from eviction and clean-up between "its bytes are here" and "a committed version names it".
import { rmSync } from 'node:fs';
import type { Digest } from '../../../shared/contract/primitives.js';
import type { Logger, Random } from '../ports.js';
import type { BlobRows } from './blobRows.js';
import { noting, prepareNamed, type Sqlite, writing } from './database.js';
import { digestBytes, type Layout } from './layout.js';
import type { Processes, Seat } from './processes.js';
import type { Foresight } from './recall.js';
import { slices } from './slices.js';
import type { Hold } from './types.js';

/** The hold as ingest uses it. */
export interface WorkingHold extends Hold {
  /** Our folder in tmp/, there as long as the hold stands. */
  readonly seat: Seat;
  /** As `add`, without a look at what is here. */
  take(blobs: readonly Digest[]): void;
  /** One row that holds every blob there is: for a moment, in which all of them may be looked at. */
  addAll(): void;
  /** Gives up what `addAll` holds; blobs added by name stay held. */
  dropAll(): void;
  /** Adds the blobs whose rows still vouch for these stamps, and says which. From here on nothing deletes them. */
  addSound(stamps: ReadonlyMap<Digest, string>): ReadonlySet<Digest>;
  /** What is known of the files that come in under it. */
  readonly foresight: Foresight;
  /** Remembers that these blobs, which were not here, come in under the hold, so that `cancel` may remove them. Call it before the rename. */
  bringing(blobs: readonly Digest[]): void;
  /** Stamps of the blobs placed under it: sound, though their rows are not written yet. */
  readonly placed: Map<Digest, string>;
  /** When the cache closes with the hold standing: gives up our folder; what came in stays for the next sweep to judge. */
  abandon(): void;
}

export interface Holds {
  /** `onEnd` is called once, when it is released, cancelled or abandoned. */
  create(onEnd: () => void): WorkingHold;
  /** Whether anyone holds the blob. Inside a write transaction. */
  isHeld(blob: Digest): boolean;
  /** Whether another hold than this names the blob; one that stands for all of them for a moment does not. Inside a write transaction. */
  isHeldByOthers(blob: Digest, own: Hold | undefined): boolean;
  /** Ends the holds of processes that are gone. Inside a write transaction. */
  dropDead(dead: ReadonlySet<string>, now: number): void;
  /** Processes that hold something. */
  holders(): string[];
}

export function createHolds(db: Sqlite, layout: Layout, rows: BlobRows, processes: Processes, random: Random, logger: Logger, isHere: (blob: Digest) => boolean, foresee: () => Foresight): Holds {
  const insert = prepareNamed(db, 'INSERT OR IGNORE INTO hold (hold, blob, process, until) SELECT ?, unhex(asked.value), ?, 0 FROM json_each(?) AS asked');
  const insertSound = prepareNamed(
    db,
    `INSERT OR IGNORE INTO hold (hold, blob, process, until)
     SELECT ?, blob.digest, ?, 0 FROM json_each(?) AS asked CROSS JOIN blob ON blob.digest = unhex(asked.value ->> 0)
     WHERE blob.stamp = asked.value ->> 1 AND blob.damaged = 0 AND blob.linked = 0`,
  );
  const removeAll = prepareNamed(db, 'DELETE FROM hold WHERE hold = ?');
  const held = prepareNamed(db, 'SELECT lower(hex(blob)) AS blob FROM hold WHERE hold = ?');
  // In the place of a blob, nothing stands for all of them.
  const insertEvery = prepareNamed(db, "INSERT OR IGNORE INTO hold (hold, blob, process, until) VALUES (?, x'', ?, 0)");
  const removeEvery = prepareNamed(db, "DELETE FROM hold WHERE hold = ? AND blob = x''");
  const anyHold = prepareNamed(db, "SELECT 1 AS found FROM hold WHERE blob IN (?, x'') LIMIT 1");
  const otherHold = prepareNamed(db, 'SELECT 1 AS found FROM hold WHERE blob = ? AND hold <> ? LIMIT 1');
  const dropOf = prepareNamed(db, 'DELETE FROM hold WHERE process = ? AND until < ?');
  const holders = prepareNamed(db, 'SELECT DISTINCT process FROM hold');

  const isHeld = (blob: Digest): boolean => anyHold.get([digestBytes(blob)]) !== undefined;

  function create(onEnd: () => void): WorkingHold {
    const id = Buffer.from(random.bytes(10)).toString('hex');
    const seat = processes.enter();
    const brought = new Set<Digest>();
    /** Whether rows of ours name blobs; whether one stands for all of them. */
    let [named, every, ended] = [false, false, false];

    function end(): boolean {
      if (ended) return false;
      ended = true;
      onEnd();
      return true;
    }

    function take(blobs: readonly Digest[]): void {
      if (ended) throw new Error('A hold was used after its end');
      if (blobs.length === 0) return;
      named = true;
      // In the order of the rows: a fifth of the time, where there are many.
      const asked = slices(blobs.map((blob) => blob.slice(3)).sort());
      noting(db, () => {
        for (const slice of asked) insert.run(id, seat.id, JSON.stringify(slice));
      });
    }

    /** Nothing that fails here is the caller's to mend: where rows of ours stay, the next start finds them. */
    function endWith(work: () => void, failed: string): void {
      if (!end()) return;
      let rowsLeft = false;
      try {
        work();
      } catch (error) {
        rowsLeft = true;
        logger.error({ err: error }, failed);
      }
      processes.leave(rowsLeft);
    }

    return {
      id,
      seat,
      placed: new Map(),
      foresight: foresee(),
      take,
      add(blobs) {
        take(blobs);
        return blobs.map(isHere);
      },
      addAll() {
        if (ended) throw new Error('A hold was used after its end');
        if (every) return;
        noting(db, () => insertEvery.run(id, seat.id));
        every = true;
      },
      dropAll() {
        noting(db, () => removeEvery.run(id));
        every = false;
      },
      addSound(stamps) {
        if (ended) throw new Error('A hold was used after its end');
        if (stamps.size === 0) return new Set();
        named = true;
        const asked = slices([...stamps].map(([digest, stamp]) => [digest.slice(3), stamp]));
        const added = noting(db, () => asked.reduce((sum, slice) => sum + insertSound.run(id, seat.id, JSON.stringify(slice)).changes, 0));
        if (added === stamps.size) return new Set(stamps.keys());
        return new Set((held.all(id) as { blob: string }[]).map(({ blob }) => `b3:${blob}`));
      },
      bringing(blobs) {
        for (const blob of blobs) brought.add(blob);
      },
      release() {
        const work = (): void => {
          if (named) rows.confirmHeld(id);
          removeAll.run(id);
        };
        endWith(() => noting(db, work), 'What came in could not be marked as named; the next start finds out that it is');
      },
      letGo() {
        endWith(() => noting(db, () => removeAll.run(id)), 'What was held could not be let go; the next start does it');
      },
      async cancel() {
        const work = (): void => {
          removeAll.run(id);
          for (const blob of brought) {
            if (isHeld(blob) || rows.get(blob)?.confirmed) continue;
            rows.remove(blob);
            rmSync(layout.blob(blob), { force: true });
          }
        };
        endWith(() => writing(db, work), 'What came in could not be removed; the next start does it');
      },
      abandon() {
        if (end()) processes.leave();
      },
    };
  }

  return {
    create,
    isHeld,
    isHeldByOthers: (blob, own) => otherHold.get(digestBytes(blob), own?.id ?? '') !== undefined,
    dropDead(dead, now) {
      for (const process of dead) dropOf.run(process, now);
    },
    holders: () => (holders.all() as { process: string }[]).map((row) => row.process),
  };
}
