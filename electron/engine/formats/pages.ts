// Random access to a file within a budget: small pages are kept, and every place is compared with the file before it is read.
import { show, type Refuse } from './refusal.js';
import type { FormatSource } from './types.js';

const PAGE = 4096;
/** Pages kept: 4 MiB. */
const MAX_PAGES = 1024;
/** Read of one file; the headers of 10,000 datasets take about 40 MB. */
const MAX_READ = 96 * 1024 * 1024;

export interface Pages {
  readonly refuse: Refuse;
  readonly size: number;
  /** Bytes of an address and of a length in this file, and what is added to each address; known once the superblock is read. */
  offsetBytes: 2 | 4 | 8;
  lengthBytes: 2 | 4 | 8;
  base: number;
  view(address: number, length: number, what: string): Promise<DataView>;
}

export function createPages(source: FormatSource, refuse: Refuse): Pages {
  const kept = new Map<number, Uint8Array>();
  let spent = 0;
  async function page(index: number): Promise<Uint8Array> {
    const known = kept.get(index);
    if (known) return known;
    spent += PAGE;
    if (spent > MAX_READ) throw refuse(`its structure is longer than the ${MAX_READ} bytes that are read of one file`);
    const bytes = await source.read(index * PAGE, Math.min(PAGE, source.size - index * PAGE));
    if (kept.size >= MAX_PAGES) kept.delete(kept.keys().next().value ?? 0);
    kept.set(index, bytes);
    return bytes;
  }
  return {
    refuse,
    size: source.size,
    offsetBytes: 8,
    lengthBytes: 8,
    base: 0,
    async view(address, length, what) {
      if (!Number.isSafeInteger(address) || address < 0 || length < 0 || address + length > source.size) throw refuse(`${what} is said to be at byte ${show(address)} with ${length} bytes, and the file has ${source.size}`);
      if (length > PAGE * 4) {
        spent += length;
        if (spent > MAX_READ) throw refuse(`its structure is longer than the ${MAX_READ} bytes that are read of one file`);
        const whole = await source.read(address, length);
        if (whole.length < length) throw refuse(`the file ended at byte ${address + whole.length}, while ${what} was read`);
        return new DataView(whole.buffer, whole.byteOffset, length);
      }
      const bytes = new Uint8Array(length);
      for (let at = 0; at < length; ) {
        const index = Math.floor((address + at) / PAGE);
        const part = (await page(index)).subarray(address + at - index * PAGE).subarray(0, length - at);
        if (part.length === 0) throw refuse(`the file ended at byte ${address + at}, while ${what} was read`);
        bytes.set(part, at);
        at += part.length;
      }
      return new DataView(bytes.buffer);
    },
  };
}

/** Reads fields one after the other; going past the end is the file's fault. */
export interface Fields {
  readonly view: DataView;
  at: number;
  left(): number;
  u8(): number;
  u16(): number;
  u32(): number;
  skip(bytes: number): void;
  /** An unsigned number of so many bytes; null where all bits are set, which stands for "none". */
  number(bytes: number): number | null;
  bytes(length: number): Uint8Array;
}

export function fieldsOf(view: DataView, refuse: Refuse, what: string): Fields {
  const take = (length: number): number => {
    if (length < 0 || fields.at + length > view.byteLength) throw refuse(`${what} ends in the middle of a field`);
    fields.at += length;
    return fields.at - length;
  };
  const fields: Fields = {
    view,
    at: 0,
    left: () => view.byteLength - fields.at,
    u8: () => view.getUint8(take(1)),
    u16: () => view.getUint16(take(2), true),
    u32: () => view.getUint32(take(4), true),
    skip: (bytes) => void take(bytes),
    number: (bytes) => {
      const start = take(bytes);
      let value = 0n;
      for (let index = bytes - 1; index >= 0; index -= 1) value = (value << 8n) | BigInt(view.getUint8(start + index));
      if (bytes > 1 && value === (1n << BigInt(bytes * 8)) - 1n) return null;
      if (value > BigInt(Number.MAX_SAFE_INTEGER)) throw refuse(`${what} has a number of ${value}, past the end of any file`);
      return Number(value);
    },
    bytes: (length) => {
      const start = take(length);
      return new Uint8Array(view.buffer, view.byteOffset + start, length);
    },
  };
  return fields;
}

export function signature(view: DataView, at = 0): string {
  return String.fromCharCode(...Array.from({ length: 4 }, (_, index) => (at + index < view.byteLength ? view.getUint8(at + index) : 0)));
}
