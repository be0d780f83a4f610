// Numbers that were given under claims which the remote has lost: it was made anew. They are claimed again before new ones.
import { linkId } from '../domain/ids.js';
import type { RegistryStore } from '../store/types.js';

/** What stands in a claim for a number whose holder is not known here. It names no version, so the number stays as it is. */
const unknownHolder = (collection: string): string => collection;

export interface NumbersGiven {
  /** The holders of the numbers from `from` on that the collection has used, as many as one claim may name; none in an intact remote. */
  readonly holders: string[];
  /** Of none of these the holder is known. */
  readonly unknown: boolean;
  /** The first number from `from` on whose holder is known, or that is free. */
  readonly next: number;
}

/** @param most what one claim may name */
export function numbersGiven(store: RegistryStore, collection: string, from: number, most: number): NumbersGiven {
  const free = store.read.nextNumber(collection);
  const count = Math.min(free - from, most);
  if (count <= 0) return { holders: [], unknown: false, next: from };
  const known = new Map<number, string>();
  let next = free;
  for (let cursor: string | null = null, more = true; more; ) {
    const page = store.read.scopePage(`versions:${collection}`, cursor, 1000, '');
    for (const { key } of page.items) {
      for (const target of [key, linkId(collection, key)]) {
        const number = store.read.numberOf(collection, target);
        if (number === undefined) continue;
        known.set(number, target);
        if (number >= from) next = Math.min(next, number);
      }
    }
    cursor = page.next;
    more = cursor !== null;
  }
  return { holders: Array.from({ length: count }, (_, index) => known.get(from + index) ?? unknownHolder(collection)), unknown: next >= from + count, next };
}
