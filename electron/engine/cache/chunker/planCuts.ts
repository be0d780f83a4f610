// Structure-aware cutting: where a file is cut when its format says where its parts begin.
import { MAX_CHUNK } from './gear.js';

/** A part longer than MAX_CHUNK is cut in steps of this from its own start. */
export const STEP = 8 * 1024 * 1024;
/** Runs of small parts are put together until they are this long; a last step shorter than this stays with the one before. */
export const MIN_GROUP = 4 * 1024 * 1024;

/** Ascending borders strictly inside the file; what is not that is dropped, so a lying format only costs deduplication. */
function cleanBorders(size: number, borders: readonly number[]): number[] {
  const clean: number[] = [];
  for (const border of borders) {
    if (Number.isSafeInteger(border) && border > (clean.at(-1) ?? 0) && border < size) clean.push(border);
  }
  return clean;
}

/**
 * Ends of all chunks of a file of `size` bytes, the last being `size`. The bytes before the first border (a header) are cut
 * off by themselves, so that a longer header moves no other cut.
 */
export function planCuts(size: number, borders: readonly number[]): number[] {
  const cuts: number[] = [];
  const inside = cleanBorders(size, borders);
  let groupStart = 0;
  const close = (at: number): void => {
    if (at > groupStart) cuts.push(at);
    groupStart = at;
  };
  [0, ...inside].forEach((start, index) => {
    const end = inside[index] ?? size;
    if (end - start >= MAX_CHUNK) {
      close(start);
      if (end - start > MAX_CHUNK) {
        for (let at = start + STEP; end - at >= MIN_GROUP; at += STEP) close(at);
      }
      close(end);
      return;
    }
    if (end - groupStart > MAX_CHUNK) close(start);
    if (end - groupStart >= MIN_GROUP || index === 0) close(end);
  });
  close(size);
  return cuts;
}
