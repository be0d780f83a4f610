// Where the bytes of a collection or model are: the word that is true of all its versions.
import type { CollectionRow } from '../../../shared/contract/entities.js';
import type { EngineContext } from './context.js';

/** Files that are looked for first: where some of them are here and some are not, they settle it. */
const FIRST = 128;
/** Of a collection with more files, all or none of them here, no word is said: lists must not wait for it. Storage tells. */
const MOST = 5_000;

/** Nothing for a collection without live versions. `pinned`: versions that are kept here. */
export function standingOf({ registry, cache }: EngineContext, collection: string, pinned: ReadonlySet<string>): Pick<CollectionRow, 'availability' | 'pinned'> {
  let [here, absent, stays] = [false, false, true];
  const look = (from: number, most: number): number => {
    const rows = registry.read.collectionBlobs(collection, from, most);
    const blobs = new Set<string>();
    for (const { version, blob } of rows) {
      stays &&= pinned.has(version);
      if (blob === null) absent = true;
      else blobs.add(blob);
    }
    for (const held of cache.has([...blobs])) {
      here ||= held;
      absent ||= !held;
    }
    return rows.length;
  };
  const first = look(0, FIRST);
  if (first === 0) return {};
  if (first === FIRST && !(here && absent) && look(FIRST, MOST) === MOST && !(here && absent)) return {};
  if (here && absent) return { availability: 'partly' };
  return here ? { availability: 'offline', ...(stays ? { pinned: true } : {}) } : { availability: 'online' };
}
