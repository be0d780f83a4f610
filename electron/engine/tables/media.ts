// Images and sounds are told by their first bytes, and an image's size by its header, before anybody decodes it.
import { imageSize } from 'image-size';
import { CairnError } from '../../../shared/contract/errors.js';

export interface MediaFacts {
  readonly kind: 'image' | 'audio' | 'html' | 'other';
  readonly mime: string;
  readonly width: number | null;
  readonly height: number | null;
}

/** What a picture may take when it is decoded: 64 megapixels are 256 MB. A small file can claim any size. */
const MAX_PIXELS = 64 * 1024 * 1024;
const MAX_SIDE = 32_768;

const IMAGES: Readonly<Record<string, string>> = { png: 'image/png', jpg: 'image/jpeg', gif: 'image/gif', webp: 'image/webp', bmp: 'image/bmp' };

const AUDIO: readonly (readonly [test: (head: Uint8Array) => boolean, mime: string])[] = [
  [(head) => ascii(head, 0, 4) === 'RIFF' && ascii(head, 8, 12) === 'WAVE', 'audio/wav'],
  [(head) => ascii(head, 0, 3) === 'ID3' || (head[0] === 0xff && ((head[1] ?? 0) & 0xe0) === 0xe0), 'audio/mpeg'],
  [(head) => ascii(head, 0, 4) === 'OggS', 'audio/ogg'],
  [(head) => ascii(head, 0, 4) === 'fLaC', 'audio/flac'],
  [(head) => ascii(head, 4, 8) === 'ftyp', 'audio/mp4'],
];

function ascii(bytes: Uint8Array, from: number, to: number): string {
  return String.fromCharCode(...bytes.subarray(from, to));
}

function sizeOf(head: Uint8Array): { width: number; height: number; type?: string | undefined } | undefined {
  try {
    return imageSize(head);
  } catch {
    return undefined; // no picture that is known
  }
}

/** @throws CairnError malformed_file for a picture that would unpack to more than can be shown */
export function mediaFacts(name: string, head: Uint8Array): MediaFacts {
  const size = sizeOf(head);
  const mime = size?.type === undefined ? undefined : IMAGES[size.type];
  if (size && mime !== undefined) {
    const { width, height } = size;
    if (width > MAX_SIDE || height > MAX_SIDE || width * height > MAX_PIXELS) {
      throw new CairnError('malformed_file', `Showing ${name}: it is ${width} by ${height} pixels, more than can be unpacked safely. Take the file out to look at it.`, { width, height });
    }
    return { kind: 'image', mime, width, height };
  }
  const audio = AUDIO.find(([test]) => test(head))?.[1];
  if (audio !== undefined) return { kind: 'audio', mime: audio, width: null, height: null };
  if (/\.html?$/i.test(name)) return { kind: 'html', mime: 'text/html', width: null, height: null };
  return { kind: 'other', mime: 'application/octet-stream', width: null, height: null };
}
