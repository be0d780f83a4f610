// Protocol buffers that are small enough to lie in memory: fields one after the other, checked against their end.

export interface WireField {
  readonly number: number;
  readonly wire: number;
  /** Of wire type 0. */
  readonly value: bigint;
  /** Of wire types 1, 2 and 5. */
  readonly bytes: Uint8Array;
}

const NONE = new Uint8Array(0);

function varint(bytes: Uint8Array, at: number): { value: bigint; next: number } {
  let value = 0n;
  for (let index = 0; index < 10; index += 1) {
    const byte = bytes[at + index];
    if (byte === undefined) throw new RangeError('a number does not end');
    value |= BigInt(byte & 0x7f) << BigInt(7 * index);
    if (byte < 0x80) return { value, next: at + index + 1 };
  }
  throw new RangeError('a number is longer than 10 bytes');
}

/** Throws RangeError where the bytes are no message. */
export function* fieldsOf(bytes: Uint8Array): Generator<WireField> {
  for (let at = 0; at < bytes.length; ) {
    const tag = varint(bytes, at);
    const number = Number(tag.value >> 3n);
    const wire = Number(tag.value & 7n);
    if (wire === 0) {
      const { value, next } = varint(bytes, tag.next);
      at = next;
      yield { number, wire, value, bytes: NONE };
      continue;
    }
    const length = wire === 1 ? { value: 8n, next: tag.next } : wire === 5 ? { value: 4n, next: tag.next } : wire === 2 ? varint(bytes, tag.next) : undefined;
    if (!length || length.value > BigInt(bytes.length - length.next)) throw new RangeError(`field ${number} does not fit`);
    at = length.next + Number(length.value);
    yield { number, wire, value: 0n, bytes: bytes.subarray(length.next, at) };
  }
}

export const textIn = ({ bytes }: WireField): string => new TextDecoder().decode(bytes);
export const signed = ({ value }: WireField): number => Number(BigInt.asIntN(64, value));
const viewOf = ({ bytes }: WireField): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
export const doubleIn = (field: WireField): number => (field.bytes.length === 8 ? viewOf(field).getFloat64(0, true) : Number.NaN);
export const floatIn = (field: WireField): number => (field.bytes.length === 4 ? viewOf(field).getFloat32(0, true) : Number.NaN);
