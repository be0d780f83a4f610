// Numbers that were given under claims which the remote has lost: it was made anew. They are claimed again before new ones.
import { linkId } from '../domain/ids.js';
import type { RegistryStore } from '../store/types.js';

/** What stands in a claim for a number whose holder is not known here. It names no version, so the number stays as it is. */
const unknownHolder = (collection: string): string => collection;

/** The holders of the numbers from `from` on that the collection has used, `most` of them at the most; none in an intact remote. */
export function numbersGiven(store: RegistryStore, collection: string, from: number, most: number): string[] {
  const count = Math.min(store.read.nextNumber(collection) - from, most);
  if (count <= 0) return [];
  const holders = new Map<number, string>();
  for (let cursor: string | null = null, more = true; more; ) {
    const page = store.read.scopePage(`versions:${collection}`, cursor, 1000, '');
    for (const { key } of page.items) {
      for (const target of [key, linkId(collection, key)]) {
        const number = store.read.numberOf(collection, target);
        if (number !== undefined) holders.set(number, target);
      }
    }
    cursor = page.next;
    more = cursor !== null;
  }
  return Array.from({ length: count }, (_, index) => holders.get(from + index) ?? unknownHolder(collection));
}
