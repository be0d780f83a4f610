// What the recorded program keeps, and how its long blob is cut.
import { blake3 } from '@napi-rs/blake-hash';
import type { ChunkList } from '../../../electron/engine/cache/types.js';
import { seededRandom } from '../../../shared/util/seededRandom.js';

export const digestOf = (bytes: Uint8Array): string => `b3:${blake3(bytes).toString('hex')}`;

/** So much of it is copied by the pair of threads. */
export const LARGE = 4 * 1024 * 1024 + 1000;
const PIECE = 5000;

export interface Bodies {
  readonly files: readonly Uint8Array[];
  readonly large: Uint8Array;
  readonly derived: Uint8Array;
  readonly many: readonly Uint8Array[];
  readonly streamed: Uint8Array;
  readonly arriving: readonly Uint8Array[];
  /** Comes in pieces; the last of them never does. */
  readonly long: Uint8Array;
  readonly unfinished: Uint8Array;
}

export function bodiesOf(seed: number): Bodies {
  const random = seededRandom(seed);
  const body = (length = 1 + Math.floor(random() * 9000)): Uint8Array => Uint8Array.from({ length }, () => 1 + Math.floor(random() * 255));
  const several = (): Uint8Array[] => Array.from({ length: 2 + Math.floor(random() * 3) }, () => body());
  return { files: several(), large: new Uint8Array(LARGE).fill(1 + Math.floor(random() * 255)), derived: body(), many: several(), streamed: body(), arriving: several(), long: body(4 * PIECE), unfinished: body(3 * PIECE) };
}

export function piecesOf(bytes: Uint8Array): { readonly list: ChunkList; readonly pieces: readonly Uint8Array[] } {
  const pieces: Uint8Array[] = [];
  for (let from = 0; from < bytes.length; from += PIECE) pieces.push(bytes.subarray(from, from + PIECE));
  return { pieces, list: { chunker: 'gear', version: 1, chunks: pieces.map((piece) => ({ digest: digestOf(piece), length: piece.length })) } };
}
