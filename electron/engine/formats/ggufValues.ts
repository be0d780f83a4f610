// The values of a GGUF header: numbers, text and lists, read one after the other and turned into words within bounds.
import type { Cursor } from './cursor.js';
import { show, type Refuse } from './refusal.js';

export interface GgufReader {
  readonly cursor: Cursor;
  readonly refuse: Refuse;
  readonly little: boolean;
  /** Version 1 counts in 32 bits, later ones in 64. */
  readonly wide: boolean;
}

/** Longer text is not brought into memory; its length is kept instead. */
const MAX_TEXT_BYTES = 64 * 1024;
/** A list of at most so many numbers or words is kept as it is, a longer one as its length. */
const SHORT_LIST = 16;
const SHORT_WORD = 256;
/** Lists within lists. */
const MAX_DEPTH = 4;
const MAX_LISTS = 4096;

const STRING = 8;
const ARRAY = 9;

interface Scalar {
  readonly name: string;
  readonly bytes: number;
  read(view: DataView, little: boolean, refuse: Refuse): number | bigint | boolean;
}

const scalar = (name: string, bytes: number, read: Scalar['read']): Scalar => ({ name, bytes, read });

const SCALARS: ReadonlyMap<number, Scalar> = new Map([
  [0, scalar('uint8', 1, (view) => view.getUint8(0))],
  [1, scalar('int8', 1, (view) => view.getInt8(0))],
  [2, scalar('uint16', 2, (view, little) => view.getUint16(0, little))],
  [3, scalar('int16', 2, (view, little) => view.getInt16(0, little))],
  [4, scalar('uint32', 4, (view, little) => view.getUint32(0, little))],
  [5, scalar('int32', 4, (view, little) => view.getInt32(0, little))],
  [6, scalar('float32', 4, (view, little) => shortFloat(view.getFloat32(0, little)))],
  [7, scalar('bool', 1, (view, _, refuse) => {
    const byte = view.getUint8(0);
    if (byte > 1) throw refuse(`a bool has the value ${byte}`);
    return byte === 1;
  })],
  [10, scalar('uint64', 8, (view, little) => view.getBigUint64(0, little))],
  [11, scalar('int64', 8, (view, little) => view.getBigInt64(0, little))],
  [12, scalar('float64', 8, (view, little) => view.getFloat64(0, little))],
]);

/** The shortest decimal that is this 32-bit number: 0.00001, not 0.000009999999747378752. */
function shortFloat(value: number): number {
  for (let digits = 6; digits < 9; digits += 1) {
    const short = Number(value.toPrecision(digits));
    if (Math.fround(short) === value) return short;
  }
  return value;
}

export async function readU32({ cursor, little }: GgufReader, what: string): Promise<number> {
  if (!cursor.has(4)) await cursor.load(4, what);
  return cursor.view(4).getUint32(0, little);
}

export async function readU64({ cursor, little }: GgufReader, what: string): Promise<bigint> {
  if (!cursor.has(8)) await cursor.load(8, what);
  return cursor.view(8).getBigUint64(0, little);
}

/** A count or length as this version writes it. */
export async function readCount(reader: GgufReader, what: string): Promise<bigint> {
  return reader.wide ? readU64(reader, what) : BigInt(await readU32(reader, what));
}

/** A length that was compared with what is left of the file; `each` is the least that one of them takes. */
async function readBounded(reader: GgufReader, what: string, each: number, unit: string): Promise<number> {
  const claimed = await readCount(reader, what);
  const room = Math.floor(reader.cursor.left() / each);
  if (claimed > BigInt(room)) throw reader.refuse(`${what} claims ${claimed} ${unit}, and only ${reader.cursor.left()} bytes of the file follow`);
  return Number(claimed);
}

/** Early writers counted the zero that ends a string in C. */
function withoutEnd(text: string): string {
  return text.endsWith('\0') ? text.slice(0, -1) : text;
}

/** A name: refused when it is longer than `most` bytes or not UTF-8. */
export async function readName(reader: GgufReader, what: string, most: number): Promise<string> {
  const { cursor, refuse } = reader;
  const length = await readBounded(reader, `the length of ${what}`, 1, 'bytes');
  if (length > most) throw refuse(`${what} at byte ${cursor.position()} is ${length} bytes long; at most ${most} are allowed`);
  if (!cursor.has(length)) await cursor.load(length, what);
  try {
    return withoutEnd(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(cursor.bytes(length)));
  } catch (cause) {
    throw refuse(`${what} is not valid UTF-8`, cause);
  }
}

async function readText(reader: GgufReader, what: string): Promise<string> {
  const { cursor } = reader;
  const length = await readBounded(reader, `the text of ${what}`, 1, 'bytes');
  if (length > MAX_TEXT_BYTES) {
    cursor.skip(length);
    return `(text of ${length} bytes)`;
  }
  await cursor.load(length, `the text of ${what}`);
  return withoutEnd(new TextDecoder('utf-8', { ignoreBOM: true }).decode(cursor.bytes(length)));
}

async function readScalar({ cursor, little, refuse }: GgufReader, kind: Scalar, what: string): Promise<number | bigint | boolean> {
  if (!cursor.has(kind.bytes)) await cursor.load(kind.bytes, what);
  return kind.read(cursor.view(kind.bytes), little, (found) => refuse(`${what}: ${found}`));
}

/** Without a promise for each word: vocabularies have hundreds of thousands. */
async function readWords(reader: GgufReader, count: number, what: string): Promise<string> {
  const { cursor, little, refuse } = reader;
  const prefix = reader.wide ? 8 : 4;
  const words: string[] = [];
  let short = count <= SHORT_LIST;
  for (let index = 0; index < count; index += 1) {
    if (!cursor.has(prefix)) await cursor.load(prefix, `the length of a text in ${what}`);
    const view = cursor.view(prefix);
    const claimed = reader.wide ? view.getBigUint64(0, little) : view.getUint32(0, little);
    if (claimed > cursor.left()) throw refuse(`text ${index + 1} of ${count} in ${what} claims ${claimed} bytes, and only ${cursor.left()} bytes of the file follow`);
    const length = Number(claimed);
    short &&= length <= SHORT_WORD;
    if (short) {
      if (!cursor.has(length)) await cursor.load(length, `a text in ${what}`);
      words.push(withoutEnd(new TextDecoder('utf-8', { ignoreBOM: true }).decode(cursor.bytes(length))));
    } else {
      cursor.skip(length);
    }
  }
  return short ? JSON.stringify(words) : `string[${count}]`;
}

async function readNumbers(reader: GgufReader, kind: Scalar, count: number, what: string): Promise<string> {
  if (count > SHORT_LIST) {
    reader.cursor.skip(count * kind.bytes);
    return `${kind.name}[${count}]`;
  }
  const items: string[] = [];
  for (let index = 0; index < count; index += 1) items.push(String(await readScalar(reader, kind, what)));
  return `[${items.join(', ')}]`;
}

async function readList(reader: GgufReader, what: string, depth: number): Promise<string> {
  if (depth > MAX_DEPTH) throw reader.refuse(`${what} has lists within lists, more than ${MAX_DEPTH} deep`);
  const kind = await readU32(reader, what);
  const number = SCALARS.get(kind);
  const words = reader.wide ? 8 : 4;
  const least = number?.bytes ?? (kind === STRING ? words : words + 4);
  if (!number && kind !== STRING && kind !== ARRAY) throw reader.refuse(`${what} is a list of type ${kind}, which the format does not have`);
  const count = await readBounded(reader, `the list ${what}`, least, 'items');
  if (number) return readNumbers(reader, number, count, what);
  if (kind === STRING) return readWords(reader, count, what);
  if (count > MAX_LISTS) throw reader.refuse(`${what} has ${count} lists in a list; at most ${MAX_LISTS} are read`);
  for (let index = 0; index < count; index += 1) await readList(reader, what, depth + 1);
  return `list[${count}]`;
}

export interface GgufValue {
  /** As it is shown. */
  readonly text: string;
  /** Set for a uint32, the type of the keys that this parser acts upon. */
  readonly uint32?: number;
}

/** The value behind a key, from its type on. `key` is named in errors. */
export async function readValue(reader: GgufReader, key: string): Promise<GgufValue> {
  const what = show(key);
  const kind = await readU32(reader, `the type of ${what}`);
  if (kind === STRING) return { text: await readText(reader, what) };
  if (kind === ARRAY) return { text: await readList(reader, what, 1) };
  const number = SCALARS.get(kind);
  if (!number) throw reader.refuse(`${what} has type ${kind}, which the format does not have`);
  const value = await readScalar(reader, number, what);
  return number.name === 'uint32' ? { text: String(value), uint32: Number(value) } : { text: String(value) };
}
