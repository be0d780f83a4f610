// Streams packed by zlib or gzip, unpacked into memory up to a bound and no further.
import { constants, createGunzip, createInflate, gunzipSync, inflateSync } from 'node:zlib';
import type { Refuse } from './refusal.js';
import type { FormatSource } from './types.js';
import { bytesSource } from './zipMember.js';

export type Packing = 'zlib' | 'gzip';

const SLICE = 256 * 1024;
/** Most that the start of a file unpacks to while it is looked at. */
const MAX_PEEK = 1024 * 1024;

export function packingOf(head: Uint8Array): Packing | undefined {
  const [first = 0, second = 0] = head;
  if (head.length > 10 && first === 0x1f && second === 0x8b && head[2] === 8) return 'gzip';
  return head.length > 6 && (first & 0x0f) === 8 && first >> 4 <= 7 && (first * 256 + second) % 31 === 0 ? 'zlib' : undefined;
}

/** Packings that are not unpacked here, as nothing that is kept up does so without native code and without holding up everybody else: what they begin with. */
const SEALED: readonly (readonly [string, readonly number[]])[] = [
  ['bzip2', [0x42, 0x5a, 0x68]],
  ['xz', [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00]],
  ['lzma', [0x5d, 0x00, 0x00]],
  ['lz4', [0x04, 0x22, 0x4d, 0x18]],
  ['zstd', [0x28, 0xb5, 0x2f, 0xfd]],
];

/** By what a file is packed that is not unpacked here; undefined for all others. */
export const sealOf = (head: Uint8Array): string | undefined => SEALED.find(([, start]) => head.length > 12 && start.every((byte, at) => head[at] === byte))?.[0];

/** What the first bytes of a packed file unpack to; empty where that is far more than a file begins with, undefined where it is no such stream. */
export function peekPacked(head: Uint8Array, packing: Packing): Uint8Array | undefined {
  try {
    return (packing === 'gzip' ? gunzipSync : inflateSync)(head, { finishFlush: constants.Z_SYNC_FLUSH, maxOutputLength: MAX_PEEK });
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE' ? new Uint8Array(0) : undefined;
  }
}

/** The unpacked bytes as a source. `whole` is false where there are more than `most`, which is what is kept. */
export async function unpack(source: FormatSource, packing: Packing, most: number, refuse: Refuse): Promise<{ source: FormatSource; whole: boolean; packedRead: number }> {
  const stream = packing === 'gzip' ? createGunzip() : createInflate();
  const parts: Buffer[] = [];
  let got = 0;
  let failure: unknown;
  stream.on('data', (part: Buffer) => {
    got += part.length;
    if (got - part.length < most) parts.push(part);
  });
  stream.on('error', (error) => (failure = error));
  let at = 0;
  while (at < source.size && got < most && failure === undefined) {
    const slice = await source.read(at, Math.min(SLICE, source.size - at));
    if (slice.length === 0) break;
    at += slice.length;
    await new Promise<void>((resolve) => {
      stream.once('error', () => resolve());
      stream.write(slice, () => resolve());
    });
  }
  const whole = at >= source.size && got <= most;
  if (failure === undefined && whole) {
    await new Promise<void>((resolve) => {
      stream.once('end', () => resolve());
      stream.once('error', () => resolve());
      stream.once('close', () => resolve());
      stream.end();
    });
  }
  stream.destroy();
  if (failure !== undefined && got < most) throw refuse(`it is packed by ${packing}, and cannot be unpacked behind byte ${got} of its content`, failure);
  return { source: bytesSource(Buffer.concat(parts).subarray(0, most), source.name), whole, packedRead: at };
}
