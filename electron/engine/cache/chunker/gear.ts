// Content-defined cutting: a gear hash over the last 32 bytes decides, so that the same bytes are cut alike wherever they lie.
import { blake3 } from '@napi-rs/blake-hash';
import { createGearMemory, createGearScanner, type GearScanner } from './gearWasm.js';

export const MIN_CHUNK = 2 * 1024 * 1024;
export const AVERAGE_CHUNK = 8 * 1024 * 1024;
export const MAX_CHUNK = 16 * 1024 * 1024;

/** Entry i is the first four bytes, little-endian, of BLAKE3 of the seed and the byte i. Part of the format. */
const SEED = 'cairn gear table 1';

/** A cut follows a byte whose hash is below this: 24 top bits zero before the average length, 21 after it. */
const HARD_LIMIT = 1 << (32 - 24);
const EASY_LIMIT = 1 << (32 - 21);

/** Bytes scanned at a time: few enough to stay in the processor's cache. */
const ROOM = 1024 * 1024;

export function gearTable(): Int32Array {
  const table = new Int32Array(256);
  const input = Buffer.concat([Buffer.from(SEED, 'utf8'), Buffer.alloc(1)]);
  for (let byte = 0; byte < 256; byte += 1) {
    input[input.length - 1] = byte;
    table[byte] = blake3(input).readInt32LE(0);
  }
  return table;
}

let shared: GearScanner | undefined;
/** One a thread: it keeps nothing between calls. */
const scanner = (): GearScanner => (shared ??= createGearScanner(gearTable(), createGearMemory(ROOM, false)));

/** Memory of this thread that a cutter scans without copying: read into it, then push it. */
export const gearRoom = (): Uint8Array => scanner().room;

export interface Cutter {
  /** Given bytes that follow those before: the ends (exclusive, within `bytes`) of the chunks that end in them. */
  push(bytes: Uint8Array): number[];
}

/** Finds cut points in a stream; what lies in the memory of `by` is not copied. The end of the stream ends the last chunk; the caller knows where that is. */
export function createGearCutter(by: GearScanner = scanner()): Cutter {
  const { room } = by;
  let length = 0;
  let hash = 0;

  /** Looks through `room` from `at` to `end` for a place to cut; `length` and `hash` go on. */
  function seek(at: number, end: number, limit: number): number {
    const found = by.scan(at, end, hash, limit);
    hash = by.hash;
    length += (found === -1 ? end : found) - at;
    return found;
  }

  /** Ends of chunks within `room` from `at` to `end`. */
  function cutsIn(from: number, to: number): number[] {
    const ends: number[] = [];
    let at = from;
    while (at < to) {
      const left = to - at;
      if (length < MIN_CHUNK) {
        const skip = Math.min(MIN_CHUNK - length, left);
        length += skip;
        at += skip;
        continue;
      }
      const hard = length < AVERAGE_CHUNK;
      const end = at + Math.min((hard ? AVERAGE_CHUNK : MAX_CHUNK) - length, left);
      const found = seek(at, end, hard ? HARD_LIMIT : EASY_LIMIT);
      at = found === -1 ? end : found;
      if (found !== -1 || length === MAX_CHUNK) {
        ends.push(at);
        length = 0;
        hash = 0;
      }
    }
    return ends;
  }

  return {
    push(bytes) {
      const inside = bytes.byteOffset - room.byteOffset;
      if (bytes.buffer === room.buffer) return cutsIn(inside, inside + bytes.length).map((end) => end - inside);
      const ends: number[] = [];
      for (let at = 0; at < bytes.length; at += room.length) {
        const piece = bytes.subarray(at, at + room.length);
        room.set(piece);
        for (const end of cutsIn(0, piece.length)) ends.push(at + end);
      }
      return ends;
    },
  };
}
