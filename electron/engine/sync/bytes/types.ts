// What moving bytes needs: the blobs of this device, and somebody who watches.
import type { Cache } from '../../cache/types.js';

/** The part of the cache that sync uses. */
export type ByteStore = Pick<Cache, 'has' | 'chunks' | 'readChunk' | 'arrive' | 'arriveWhole' | 'hasArrived' | 'keepArrived' | 'begun' | 'putMany' | 'hold' | 'dropIncoming'> & {
  readonly sync: Pick<Cache['sync'], 'inRemote' | 'noteInRemote' | 'forgetInRemote' | 'placesOf' | 'withinOthers'>;
};

export interface Wanted {
  readonly blob: string;
  readonly bytes: number;
}

/** Somebody who watches one transfer. */
export interface Watch {
  /** So many bytes more are done; `wire` of them went over the network. */
  moved(bytes: number, wire: number): void;
}

export const UNWATCHED: Watch = { moved: () => {} };

/** A blob that could not be had, or could not be given. */
export interface Missing {
  readonly blob: string;
  readonly reason: 'missing' | 'bad_digest' | 'no_list';
}
