// How long a body may be on its way. One that goes up gives no sign while it lies in a buffer of the kernel or of a proxy: only its
// length, and that of all that goes with it over the same line, tell a slow store from a dead one.

/** A socket that gives no sign for this long is given up. */
const SILENCE_MS = 20_000;
/** Slowest line that still counts as alive, bytes a second. */
const SLOWEST = 16 * 1024;
/** A line may become so many times as slow as it was seen to be, and still counts as alive. */
const SLOWER = 4;
/** The longest that a timer can wait. */
const LONGEST_MS = 2 ** 31 - 1;

/** A body did not come through in its time. */
export class Late extends Error {}

export interface Way {
  /** Watches over a body of at most so many bytes from when its socket is open. @returns what is to be called when the request ends: whether the store has taken all of it */
  begin(bytes: number, giveUp: (error: Late) => void): (arrived: boolean) => void;
}

export interface Deadlines {
  readonly silenceMs: number;
  readonly up: Way;
  readonly down: Way;
}

function createWay(graceMs: number): Way {
  /** Bytes that are on their way. */
  let together = 0;
  /** Bytes a second that the line is counted on for. */
  let rate = SLOWEST;
  return {
    begin(bytes, giveUp) {
      const began = performance.now();
      const counted = rate;
      let timer: NodeJS.Timeout | undefined;
      const watch = (): void => {
        const left = graceMs + (together / counted) * 1000 - (performance.now() - began);
        if (left > 0) {
          timer = setTimeout(watch, Math.min(LONGEST_MS, left));
          return;
        }
        rate = SLOWEST;
        giveUp(new Late('no answer came in time'));
      };
      together += bytes;
      watch();
      return (arrived) => {
        clearTimeout(timer);
        together -= bytes;
        if (arrived) rate = Math.max(rate, (bytes * 1000) / (performance.now() - began + 1) / SLOWER);
      };
    },
  };
}

/** Deadlines of requests to one store: what goes at the same time shares the line. */
export function createDeadlines(silenceMs = SILENCE_MS): Deadlines {
  return { silenceMs, up: createWay(silenceMs), down: createWay(2 * silenceMs) };
}
