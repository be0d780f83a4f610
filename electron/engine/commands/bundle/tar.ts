// A tar archive (POSIX ustar), written and read as a stream, so that any tool can look into a bundle. Lengths over 8 GiB stand in
// base 256, as GNU tar and all others read them.
import type { FileHandle } from 'node:fs/promises';
import { CairnError } from '../../../../shared/contract/errors.js';

const BLOCK = 512;
const OCTAL_MOST = 8 * 1024 ** 3 - 1;

export interface TarEntry {
  readonly name: string;
  readonly size: number;
  /** Place of its first byte in the archive. */
  readonly at: number;
}

const padding = (size: number): number => (BLOCK - (size % BLOCK)) % BLOCK;

function sizeField(header: Buffer, size: number): void {
  if (size <= OCTAL_MOST) {
    header.write(`${size.toString(8).padStart(11, '0')}\0`, 124, 'latin1');
    return;
  }
  header[124] = 0x80;
  header.writeBigUInt64BE(BigInt(size), 128);
}

function headerOf(name: string, size: number): Buffer {
  const header = Buffer.alloc(BLOCK);
  header.write(name, 0, 100, 'latin1');
  header.write('0000644\0' + '0000000\0' + '0000000\0', 100, 'latin1');
  sizeField(header, size);
  header.write('00000000000\0', 136, 'latin1');
  header.write('        ', 148, 'latin1');
  header.write('0', 156, 'latin1');
  header.write('ustar\x0000', 257, 'latin1');
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
  return header;
}

/** The pieces of one entry. `body` has to give `size` bytes. */
export async function* tarEntry(name: string, size: number, body: AsyncIterable<Uint8Array> | Uint8Array): AsyncGenerator<Uint8Array> {
  yield headerOf(name, size);
  if (body instanceof Uint8Array) yield body;
  else yield* body;
  yield Buffer.alloc(padding(size));
}

export const TAR_END: Uint8Array = Buffer.alloc(2 * BLOCK);

function sizeIn(header: Buffer): number {
  if (header[124] === 0x80) return Number(header.readBigUInt64BE(128));
  return Number.parseInt(header.toString('latin1', 124, 136).replace(/\0.*$/, '').trim() || '0', 8);
}

async function readAt(file: FileHandle, at: number, length: number): Promise<Buffer> {
  const bytes = Buffer.alloc(length);
  let got = 0;
  while (got < length) {
    const { bytesRead } = await file.read(bytes, got, length - got, at + got);
    if (bytesRead === 0) break;
    got += bytesRead;
  }
  return bytes.subarray(0, got);
}

/** Where each entry of an archive lies. @throws CairnError corrupt for what is no tar, or is cut short */
export async function tarEntries(file: FileHandle, path: string, most: number): Promise<TarEntry[]> {
  const bad = (why: string): CairnError => new CairnError('corrupt', `Reading ${path} failed: ${why}. Was it copied whole?`, { path });
  const { size: whole } = await file.stat();
  const entries: TarEntry[] = [];
  for (let at = 0; ; ) {
    const header = await readAt(file, at, BLOCK);
    if (header.length < BLOCK) throw bad('it ends before its end mark');
    if (header.every((byte) => byte === 0)) return entries;
    const name = header.toString('latin1', 0, 100).replace(/\0.*$/s, '');
    const size = sizeIn(header);
    const sum = header.reduce((total, byte, index) => total + (index >= 148 && index < 156 ? 32 : byte), 0);
    if (header.toString('latin1', 257, 262) !== 'ustar' || sum !== Number.parseInt(header.toString('latin1', 148, 156).replace(/\0.*$/s, '').trim(), 8) || !Number.isSafeInteger(size) || size < 0) throw bad('it is no bundle of Cairn');
    at += BLOCK;
    if (at + size > whole) throw bad('it ends in the middle of a file');
    entries.push({ name, size, at });
    if (entries.length > most) throw bad(`it holds more than ${most} files`);
    at += size + padding(size);
  }
}

export async function tarBody(file: FileHandle, { size, at }: TarEntry): Promise<Buffer> {
  return readAt(file, at, size);
}

const PIECE = 1024 * 1024;

export async function* tarStream(file: FileHandle, { size, at }: TarEntry): AsyncGenerator<Uint8Array> {
  for (let from = 0; from < size; from += PIECE) yield await readAt(file, at + from, Math.min(PIECE, size - from));
}
