// Types and shapes of HDF5 data as messages describe them.
import { countElements } from '../shapes.js';
import { fieldsOf, type Pages } from '../pages.js';

export interface H5Type {
  /** `float32`, `int64`, `string`, `vlen string`, `compound` ... */
  readonly name: string;
  readonly bytes: number;
  readonly kind: 'number' | 'string' | 'vlen' | 'other';
}

const MAX_RANK = 32;
const NAMES: Readonly<Record<number, string>> = { 2: 'time', 4: 'bitfield', 5: 'opaque', 6: 'compound', 7: 'reference', 10: 'array' };

function floatName(view: DataView, bytes: number): string {
  if (bytes !== 2) return `float${bytes * 8}`;
  return view.byteLength > 13 && view.getUint8(13) === 8 ? 'bfloat16' : 'float16';
}

export function readType(pages: Pages, view: DataView): H5Type {
  const fields = fieldsOf(view, pages.refuse, 'a datatype');
  const kind = fields.u8() & 0x0f;
  const bits = fields.u8();
  fields.skip(2);
  const bytes = fields.u32();
  if (kind === 0) return { name: `${(bits & 8) === 0 ? 'u' : ''}int${bytes * 8}`, bytes, kind: 'number' };
  if (kind === 1) return { name: floatName(view, bytes), bytes, kind: 'number' };
  if (kind === 3) return { name: 'string', bytes, kind: 'string' };
  if (kind === 8) return { name: bytes === 1 ? 'bool' : `enum${bytes * 8}`, bytes, kind: 'number' };
  if (kind === 9) return (bits & 0x0f) === 1 ? { name: 'vlen string', bytes, kind: 'vlen' } : { name: 'vlen', bytes, kind: 'other' };
  if (kind === 11) return { name: `complex${bytes * 8}`, bytes, kind: 'number' };
  return { name: NAMES[kind] ?? `type ${kind}`, bytes, kind: 'other' };
}

/** Sides of a dataspace; null for one that holds nothing. */
export function readShape(pages: Pages, view: DataView): readonly number[] | null {
  const fields = fieldsOf(view, pages.refuse, 'a dataspace');
  const version = fields.u8();
  const rank = fields.u8();
  fields.skip(1);
  if (version !== 1 && version !== 2) throw pages.refuse(`a dataspace has version ${version}, which is not known`);
  if (rank > MAX_RANK) throw pages.refuse(`a dataspace has ${rank} dimensions`);
  if (version === 2 && fields.u8() === 2) return null;
  if (version === 1) fields.skip(5);
  const shape: number[] = [];
  for (let side = 0; side < rank; side += 1) shape.push(fields.number(pages.lengthBytes) ?? 0);
  return shape;
}

/** Where the bytes of a dataset lie. */
export interface H5Layout {
  readonly kind: 'contiguous' | 'chunked' | 'compact' | 'none';
  /** Of the first byte, or of the index of the chunks; 0 for none. */
  readonly address: number;
}

export function readLayout(pages: Pages, view: DataView, at: number): H5Layout {
  const fields = fieldsOf(view, pages.refuse, 'a layout');
  const version = fields.u8();
  if (version === 1 || version === 2) {
    fields.skip(1);
    const kind = fields.u8();
    fields.skip(5);
    if (kind === 0) return { kind: 'compact', address: at };
    const address = fields.number(pages.offsetBytes);
    return address === null ? { kind: 'none', address: 0 } : { kind: kind === 1 ? 'contiguous' : 'chunked', address: address + pages.base };
  }
  // 5, of HDF5 2, differs from 4 in the indexes of chunks alone.
  if (version < 3 || version > 5) throw pages.refuse(`a layout has version ${version}, which is not known`);
  const kind = fields.u8();
  if (kind === 0) {
    fields.skip(2);
    return { kind: 'compact', address: at + 4 };
  }
  if (kind === 1) {
    const address = fields.number(pages.offsetBytes);
    return address === null ? { kind: 'none', address: 0 } : { kind: 'contiguous', address: address + pages.base };
  }
  return { kind: 'chunked', address: 0 };
}

/** Bytes that so many elements take, or undefined past 2^53. */
export function bytesOf(shape: readonly number[], type: H5Type): number | undefined {
  const elements = countElements(shape);
  const bytes = elements === undefined ? Number.NaN : elements * type.bytes;
  return Number.isSafeInteger(bytes) ? bytes : undefined;
}
