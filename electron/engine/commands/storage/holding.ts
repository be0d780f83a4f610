// Keeps blobs from being freed while they are read.
import type { Digest } from '../../../../shared/contract/primitives.js';
import type { Cache } from '../../cache/types.js';

/**
 * Does the work while nothing frees these blobs; those that are not here yet are held as soon as they come. Whether a version names them
 * stays as unknown as it was. `here` says of each blob whether it is.
 */
export async function holding<T>(cache: Cache, blobs: readonly Digest[], work: (here: readonly boolean[]) => Promise<T>): Promise<T> {
  const hold = cache.hold();
  try {
    return await work(hold.add(blobs));
  } finally {
    hold.letGo();
  }
}
