// Walks through a file that may lie: every length is compared with the file before it is believed, and reading has a budget.
import type { Refuse } from './refusal.js';
import type { FormatSource } from './types.js';

/** Read at once after a jump; doubled while reading goes on without one, so that headers between tensors cost little. */
const FIRST_READ = 1024;
const LONGEST_READ = 256 * 1024;

export interface Cursor {
  readonly size: number;
  position(): number;
  /** Bytes from here to the end of the file. */
  left(): number;
  /** Goes anywhere; reads nothing. */
  seek(position: number): void;
  skip(length: number): void;
  /** Whether the next `length` bytes are in memory, so that they can be taken without `load`. */
  has(length: number): boolean;
  /** Brings them there. Refuses a length that passes the end of the file; the caller bounds it otherwise. */
  load(length: number, what: string): Promise<void>;
  /** The next `length` bytes, which are in memory, as a view that is good until the next `load`; goes past them. */
  bytes(length: number): Uint8Array;
  view(length: number): DataView;
}

/** `budget`: how many bytes are read of one file before it is refused. */
export function createCursor(source: FormatSource, refuse: Refuse, budget: number): Cursor {
  let window: Uint8Array = new Uint8Array(0);
  let windowStart = 0;
  let at = 0;
  let step = FIRST_READ;
  let spent = 0;

  const has = (length: number): boolean => at >= windowStart && at + length <= windowStart + window.length;
  const left = (): number => Math.max(0, source.size - at);

  function bytes(length: number): Uint8Array {
    if (!has(length)) throw new RangeError('Bytes were taken that had not been loaded');
    const start = at - windowStart;
    at += length;
    return window.subarray(start, start + length);
  }

  return {
    size: source.size,
    position: () => at,
    left,
    has,
    bytes,
    seek(position) {
      at = position;
    },
    skip(length) {
      at += length;
    },
    async load(length, what) {
      if (has(length)) return;
      if (length > left()) throw refuse(`${what} at byte ${at} takes ${length} bytes, and the file ends after ${left()}`);
      const goesOn = at >= windowStart && at <= windowStart + window.length;
      step = goesOn ? Math.min(step * 2, LONGEST_READ) : FIRST_READ;
      const wanted = Math.min(Math.max(length, step), left());
      spent += wanted;
      if (spent > budget) throw refuse(`its structure is longer than the ${budget} bytes that are read of one file`);
      const read = await source.read(at, wanted);
      if (read.length < length) throw refuse(`the file ended at byte ${at + read.length}, while ${what} was read`);
      window = read;
      windowStart = at;
    },
    view(length) {
      const taken = bytes(length);
      return new DataView(taken.buffer, taken.byteOffset, length);
    },
  };
}
