// Content-defined cutting: a gear hash over the last 32 bytes decides, so that the same bytes are cut alike wherever they lie.
import { blake3 } from '@napi-rs/blake-hash';

export const MIN_CHUNK = 2 * 1024 * 1024;
export const AVERAGE_CHUNK = 8 * 1024 * 1024;
export const MAX_CHUNK = 16 * 1024 * 1024;

/** Entry i is the first four bytes, little-endian, of BLAKE3 of the seed and the byte i. Part of the format. */
const SEED = 'cairn gear table 1';

/** Top bits that must be zero for a cut: hard to meet before the average length, easy after it. */
const HARD_MASK = ~0 << (32 - 24);
const EASY_MASK = ~0 << (32 - 21);

export function gearTable(): Int32Array {
  const table = new Int32Array(256);
  const input = Buffer.concat([Buffer.from(SEED, 'utf8'), Buffer.alloc(1)]);
  for (let byte = 0; byte < 256; byte += 1) {
    input[input.length - 1] = byte;
    table[byte] = blake3(input).readInt32LE(0);
  }
  return table;
}

export interface Cutter {
  /** Given bytes that follow those before: the ends (exclusive, within `bytes`) of the chunks that end in them. */
  push(bytes: Uint8Array): number[];
}

/** Finds cut points in a stream. The end of the stream ends the last chunk; the caller knows where that is. */
export function createGearCutter(table: Int32Array): Cutter {
  let length = 0;
  let hash = 0;

  /** Looks from `at` to `end` for a place where the mask is met; `length` and `hash` go on. */
  function seek(bytes: Uint8Array, at: number, end: number, mask: number): number {
    let h = hash;
    for (let i = at; i < end; i += 1) {
      h = ((h << 1) + (table[bytes[i] as number] as number)) | 0;
      if ((h & mask) === 0) {
        hash = h;
        length += i + 1 - at;
        return i + 1;
      }
    }
    hash = h;
    length += end - at;
    return -1;
  }

  return {
    push(bytes) {
      const ends: number[] = [];
      let at = 0;
      const cut = (end: number): void => {
        ends.push(end);
        at = end;
        length = 0;
        hash = 0;
      };
      while (at < bytes.length) {
        const left = bytes.length - at;
        if (length < MIN_CHUNK) {
          const skip = Math.min(MIN_CHUNK - length, left);
          length += skip;
          at += skip;
          continue;
        }
        const hard = length < AVERAGE_CHUNK;
        const end = at + Math.min((hard ? AVERAGE_CHUNK : MAX_CHUNK) - length, left);
        const found = seek(bytes, at, end, hard ? HARD_MASK : EASY_MASK);
        if (found >= 0) cut(found);
        else if (length === MAX_CHUNK) cut(end);
        else at = end;
      }
      return ends;
    },
  };
}
