// Progress of long work: at most four reports a second, with a rate over the last seconds.
import { performance } from 'node:perf_hooks';
import type { Progress } from '../../../shared/contract/primitives.js';

const INTERVAL_MS = 250;
/** The rate looks back this many reports: 3 seconds. */
const WINDOW = 12;

export interface Meter {
  /** What is being done to what, from now on. */
  phase(phase: Progress['phase'], item?: string): void;
  /** Bytes that are finished with. */
  add(bytes: number): void;
  /** Bytes in work, asked at each report until the returned function is called. */
  watch(inWork: () => number): () => void;
  /** Sends a last report and stops. */
  end(): void;
}

/** Reports go on by a timer that does not keep the process alive. `total` is in bytes. */
export function createMeter(total: number, report: ((progress: Progress) => void) | undefined, first: Progress['phase']): Meter {
  let phase = first;
  let item: string | undefined;
  let finished = 0;
  const watched = new Set<() => number>();
  const history: { at: number; done: number }[] = [];

  function tell(): void {
    const done = Math.min(total, [...watched].reduce((sum, inWork) => sum + inWork(), finished));
    const now = performance.now();
    history.push({ at: now, done });
    if (history.length > WINDOW) history.shift();
    const oldest = history[0];
    const span = oldest ? now - oldest.at : 0;
    const rate = oldest && span > 0 ? Math.max(0, ((done - oldest.done) / span) * 1000) : null;
    report?.({ phase, done, total, unit: 'bytes', rate, ...(item === undefined ? {} : { item }) });
  }

  const timer = report ? setInterval(tell, INTERVAL_MS) : undefined;
  timer?.unref();
  return {
    phase(next, what) {
      phase = next;
      item = what;
    },
    add(bytes) {
      finished += bytes;
    },
    watch(inWork) {
      watched.add(inWork);
      return () => watched.delete(inWork);
    },
    end() {
      clearInterval(timer);
      if (report) tell();
    },
  };
}
