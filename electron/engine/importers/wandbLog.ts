// The transaction log of a W&B run: blocks of 32 KiB with checksummed pieces, which join to records.
import { open } from 'node:fs/promises';
import { crc32 } from './crc32.js';
import type { ImportFile, Tell } from './types.js';

const BLOCK = 32_768;
const HEAD = 7;
const MAX_RECORD = 64 * 1024 * 1024;
const FULL = 1;
const FIRST = 2;
const MIDDLE = 3;
const LAST = 4;

/** The records of a log; pieces that are damaged are told and passed over, as the writer's own reader does. */
export async function* wandbRecords({ path, absolute, size }: ImportFile, tell: Tell): AsyncGenerator<Uint8Array> {
  const file = await open(absolute, 'r');
  try {
    let parts: Uint8Array[] = [];
    let held = 0;
    let damaged = 0;
    for (let start = 0; start < size; start += BLOCK) {
      const bytes = Buffer.alloc(Math.min(BLOCK, size - start));
      await file.read(bytes, 0, bytes.length, start);
      if (start === 0 && (bytes.length < HEAD || bytes.subarray(0, 4).toString('latin1') !== ':W&B')) return tell(path, 'It does not begin as the log of a W&B run.');
      for (let at = start === 0 ? HEAD : 0; at + HEAD <= bytes.length; ) {
        const length = bytes.readUInt16LE(at + 4);
        const kind = bytes[at + 6] as number;
        if (length === 0 && kind === 0) break;
        const end = at + HEAD + length;
        if (end > bytes.length || crc32(bytes.subarray(at + 6, end)) !== bytes.readUInt32LE(at)) {
          damaged += 1;
          parts = [];
          break;
        }
        const piece = bytes.subarray(at + HEAD, end);
        at = end;
        if (kind === FULL) yield piece;
        else if (kind === FIRST) {
          parts = [piece];
          held = piece.length;
        } else if ((kind === MIDDLE || kind === LAST) && parts.length > 0) {
          held += piece.length;
          if (held > MAX_RECORD) parts = [];
          else parts.push(piece);
          if (kind === LAST && parts.length > 0) {
            yield Buffer.concat(parts);
            parts = [];
          }
        }
      }
    }
    if (damaged > 0) tell(path, `${damaged} ${damaged === 1 ? 'block is' : 'blocks are'} damaged or cut off; what stands around them is taken in.`);
  } finally {
    await file.close();
  }
}
