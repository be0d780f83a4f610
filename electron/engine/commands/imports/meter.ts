// Progress of a whole import: bytes of all its files, how fast, and which run is at work.
import type { Progress } from '../../../../shared/contract/primitives.js';

/** The rate is that of the last seconds. */
const WINDOW_MS = 5000;

export interface ImportMeter {
  /** Bytes of one artifact so far. */
  bytes(done: number, item: string): void;
  /** An artifact is through, however it ended. */
  ended(bytes: number): void;
  rows(item: string): void;
}

export function importMeter(total: number, now: () => number, tell: (progress: Progress) => void): ImportMeter {
  let before = 0;
  const marks: { at: number; done: number }[] = [{ at: now(), done: 0 }];
  const show = (phase: Progress['phase'], done: number, item: string): void => {
    const at = now();
    marks.push({ at, done });
    while (marks.length > 2 && at - (marks[0]?.at ?? at) > WINDOW_MS) marks.shift();
    const first = marks[0] ?? { at, done };
    const seconds = (at - first.at) / 1000;
    tell({ phase, done: Math.min(done, total), total, unit: 'bytes', rate: seconds > 0.2 && done > first.done ? (done - first.done) / seconds : null, item });
  };
  return {
    bytes: (done, item) => show('copying', before + done, item),
    ended(bytes) {
      before += bytes;
    },
    rows: (item) => show('committing', before, item),
  };
}
