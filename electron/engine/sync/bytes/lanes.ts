// How many requests run at once: more while all goes well, at first with each that does, half as many when the store asks for fewer or a body is late. What
// a person waits for goes first, and what is in memory stays below a bound.
import { setMaxListeners } from 'node:events';
import { createLine } from './line.js';
import { createRooms } from './rooms.js';

export interface Lanes {
  /**
   * Runs `work` when its turn has come. `bytes`: what it will hold in memory, in a room of at least that length, which is another's once it ends.
   * @throws RangeError where the system has no room of that length; the others go on
   */
  run<T>(options: { readonly urgent?: boolean; readonly bytes?: number; readonly signal?: AbortSignal | undefined }, work: (room: Uint8Array) => Promise<T>): Promise<T>;
  /** The store asked for fewer requests, or a body was late. */
  slower(): void;
  readonly width: number;
}

export interface LanesOptions {
  readonly start?: number;
  readonly most?: number;
  /** Bytes of all rooms. One piece of work may always run. */
  readonly budget?: number;
}

const LEAST = 2;
const NO_ROOM = new Uint8Array(0);

interface Waiting {
  readonly bytes: number;
  begin(room: Uint8Array): void;
  refuse(error: unknown): void;
}

/** Calls back when a signal is aborted. However many wait for one signal, it has one listener: each more makes adding the next slower. */
function createDepartures(): { add(signal: AbortSignal, leave: () => void): () => void } {
  const waiting = new Map<AbortSignal, { readonly leaving: Set<() => void>; readonly listener: () => void }>();
  function listenTo(signal: AbortSignal) {
    const leaving = new Set<() => void>();
    const listener = (): void => {
      waiting.delete(signal);
      for (const leave of leaving) leave();
    };
    // What runs listens too: one for each request.
    setMaxListeners(0, signal);
    signal.addEventListener('abort', listener, { once: true });
    const made = { leaving, listener };
    waiting.set(signal, made);
    return made;
  }
  return {
    add(signal, leave) {
      const { leaving, listener } = waiting.get(signal) ?? listenTo(signal);
      leaving.add(leave);
      return () => {
        leaving.delete(leave);
        if (leaving.size > 0) return;
        signal.removeEventListener('abort', listener);
        waiting.delete(signal);
      };
    },
  };
}

export function createLanes({ start = 8, most = 32, budget = 96 * 1024 * 1024 }: LanesOptions = {}): Lanes {
  let width = Math.min(start, most);
  let running = 0;
  let well = 0;
  /** No fewer were called for yet. */
  let eager = true;
  const departures = createDepartures();
  const rooms = createRooms(budget);
  const urgent = createLine<Waiting>();
  const others = createLine<Waiting>();

  function next(): void {
    for (;;) {
      const first = urgent.first ?? others.first;
      if (!first || running >= width || (running > 0 && first.bytes > 0 && !rooms.fits(first.bytes))) return;
      let room: Uint8Array = NO_ROOM;
      try {
        if (first.bytes > 0) room = rooms.take(first.bytes);
      } catch (error) {
        first.refuse(error);
        continue;
      }
      running += 1;
      first.begin(room);
    }
  }

  return {
    run: async (options, work) => {
      const bytes = options.bytes ?? 0;
      const line = options.urgent ? urgent : others;
      const { signal } = options;
      const room = await new Promise<Uint8Array>((resolve, reject) => {
        let leaveLine = (): void => {};
        const leave = (): void => {
          leaveLine();
          reject(signal?.reason instanceof Error ? signal.reason : new Error('cancelled'));
        };
        let stay = (): void => {};
        const waiting: Waiting = {
          bytes,
          begin(given) {
            leaveLine();
            stay();
            resolve(given);
          },
          refuse(error) {
            leaveLine();
            stay();
            reject(error);
          },
        };
        if (signal?.aborted) {
          leave();
          return;
        }
        if (signal) stay = departures.add(signal, leave);
        leaveLine = line.join(waiting);
        next();
      });
      try {
        const result = await work(room);
        well += 1;
        if ((eager || well >= width) && width < most) {
          width += 1;
          well = 0;
        }
        return result;
      } finally {
        if (bytes > 0) rooms.giveBack(room);
        running -= 1;
        next();
        if (running === 0) rooms.clear();
      }
    },
    slower() {
      eager = false;
      width = Math.max(LEAST, width >> 1);
      well = 0;
    },
    get width() {
      return width;
    },
  };
}

/** Runs `work` on all, side by side; waits for every one, then throws the first error. */
export async function allOf<T>(items: readonly T[], work: (item: T, index: number) => Promise<void>): Promise<void> {
  const results = await Promise.allSettled(items.map(work));
  for (const result of results) if (result.status === 'rejected') throw result.reason;
}
