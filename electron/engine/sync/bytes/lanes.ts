// How many requests run at once: more while all goes well, half as many when the store asks for fewer. What a person waits for
// goes first, and what is in memory stays below a bound.

export interface Lanes {
  /** Runs `work` when there is room. `bytes`: what it will hold in memory. */
  run<T>(options: { readonly urgent?: boolean; readonly bytes?: number; readonly signal?: AbortSignal | undefined }, work: () => Promise<T>): Promise<T>;
  /** The store asked for fewer requests. */
  slower(): void;
  readonly width: number;
}

export interface LanesOptions {
  readonly start?: number;
  readonly most?: number;
  /** Bytes in memory at once. One piece of work may always run. */
  readonly budget?: number;
}

const LEAST = 2;

interface Waiting {
  readonly bytes: number;
  begin(): void;
}

export function createLanes({ start = 8, most = 32, budget = 96 * 1024 * 1024 }: LanesOptions = {}): Lanes {
  let width = Math.min(start, most);
  let running = 0;
  let held = 0;
  let well = 0;
  const urgent: Waiting[] = [];
  const others: Waiting[] = [];

  function next(): void {
    for (;;) {
      const queue = urgent.length > 0 ? urgent : others;
      const [first] = queue;
      if (!first || running >= width || (running > 0 && held + first.bytes > budget)) return;
      queue.shift();
      running += 1;
      held += first.bytes;
      first.begin();
    }
  }

  return {
    run: async (options, work) => {
      const bytes = options.bytes ?? 0;
      const queue = options.urgent ? urgent : others;
      await new Promise<void>((resolve, reject) => {
        const leave = (): void => {
          const at = queue.indexOf(waiting);
          if (at >= 0) queue.splice(at, 1);
          reject(options.signal?.reason instanceof Error ? options.signal.reason : new Error('cancelled'));
        };
        const waiting: Waiting = {
          bytes,
          begin() {
            options.signal?.removeEventListener('abort', leave);
            resolve();
          },
        };
        if (options.signal?.aborted) {
          leave();
          return;
        }
        options.signal?.addEventListener('abort', leave, { once: true });
        queue.push(waiting);
        next();
      });
      try {
        const result = await work();
        well += 1;
        if (well >= width && width < most) {
          width += 1;
          well = 0;
        }
        return result;
      } finally {
        running -= 1;
        held -= bytes;
        next();
      }
    },
    slower() {
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
