// A reader of protocol buffers that goes from field to field and leaves what it is not asked for where it lies.
import type { Cursor } from './cursor.js';
import { cutText, type Refuse } from './refusal.js';

/** Wire types: 0 a number, 1 eight bytes, 2 a length and so many bytes, 5 four bytes. Groups (3, 4) are long gone. */
export type WireType = 0 | 1 | 2 | 5;

export interface Field {
  readonly number: number;
  readonly wire: WireType;
  /** Of wire type 0: as a signed 64-bit number; not a safe integer where it passes 2^53. Otherwise 0. */
  readonly value: number;
  /** Where its bytes begin and end, behind tag and length. */
  readonly start: number;
  readonly end: number;
}

export interface Protobuf {
  readonly cursor: Cursor;
  readonly refuse: Refuse;
  /** Fields that may still be read of this file. */
  fieldsLeft: number;
}

/** A tag and a length, or a tag and a number. */
const LONGEST_HEAD = 20;

/** The number at the cursor, which must end before `end`. */
function readVarint({ cursor, refuse }: Protobuf, end: number, what: string): number {
  const start = cursor.position();
  let low = 0;
  let high = 0;
  for (let count = 0; count < 10; count += 1) {
    if (cursor.position() >= end || !cursor.has(1)) throw refuse(`${what}: the number at byte ${start} does not end before its message does`);
    const byte = cursor.bytes(1)[0] as number;
    if (count < 4) low += (byte & 0x7f) * 2 ** (7 * count);
    else high += (byte & 0x7f) * 2 ** (7 * (count - 4));
    if (byte < 0x80) return high < 2 ** 35 ? high * 2 ** 28 + low : Number(BigInt.asIntN(64, (BigInt(high) << 28n) + BigInt(low)));
  }
  throw refuse(`${what}: the number at byte ${start} is longer than 10 bytes`);
}

function readHead(reader: Protobuf, end: number, what: string): Field {
  const { cursor, refuse } = reader;
  const at = cursor.position();
  const tag = readVarint(reader, end, what);
  const number = Math.floor(tag / 8);
  const wire = tag % 8;
  if (number < 1 || number > 536_870_911) throw refuse(`${what}: at byte ${at} there is a field with number ${number}, which no message has`);
  if (wire === 0) {
    const value = readVarint(reader, end, what);
    return { number, wire, value, start: cursor.position(), end: cursor.position() };
  }
  if (wire !== 1 && wire !== 2 && wire !== 5) throw refuse(`${what}: field ${number} at byte ${at} has wire type ${wire}, which is not used`);
  const length = wire === 1 ? 8 : wire === 5 ? 4 : readVarint(reader, end, what);
  const start = cursor.position();
  if (length < 0 || length > end - start) throw refuse(`${what}: field ${number} at byte ${at} claims ${length} bytes, and ${end - start} are left of its message`);
  return { number, wire, value: 0, start, end: start + length };
}

/**
 * Calls `visit` for each field from the cursor to `end`, which must be inside the file. `visit` may move the cursor; its
 * promise, if it gives one, is waited for. Reads nothing of a field but its tag, and its value where that is a number.
 */
export async function readFields(reader: Protobuf, end: number, what: string, visit: (field: Field) => Promise<void> | void): Promise<void> {
  const { cursor } = reader;
  while (cursor.position() < end) {
    reader.fieldsLeft -= 1;
    if (reader.fieldsLeft < 0) throw reader.refuse('it has more fields than are read of one file');
    const head = Math.min(LONGEST_HEAD, end - cursor.position());
    if (!cursor.has(head)) await cursor.load(head, what);
    const field = readHead(reader, end, what);
    const pending = visit(field);
    if (pending) await pending;
    cursor.seek(field.end);
  }
}

/** Goes into a message that is a field. */
export async function readMessage(reader: Protobuf, field: Pick<Field, 'start' | 'end'>, what: string, visit: (field: Field) => Promise<void> | void): Promise<void> {
  reader.cursor.seek(field.start);
  await readFields(reader, field.end, what, visit);
}

/** Text of a field; of a longer one the first `most` bytes and its length. What is not UTF-8 in it is replaced. */
export async function readText(reader: Protobuf, field: Field, most: number, what: string): Promise<string> {
  const { cursor } = reader;
  const length = Math.min(most, field.end - field.start);
  cursor.seek(field.start);
  if (!cursor.has(length)) await cursor.load(length, what);
  const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(cursor.bytes(length));
  return length === field.end - field.start ? text : `${cutText(text, text.length - 1)}... (${field.end - field.start} bytes)`;
}

/** Refuses a field that came in another shape than its message says. */
export function expectWire(reader: Protobuf, field: Field, wire: WireType, what: string): void {
  if (field.wire !== wire) throw reader.refuse(`${what} has wire type ${field.wire} where ${wire} belongs`);
}
