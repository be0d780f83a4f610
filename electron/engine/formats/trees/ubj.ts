// Universal Binary JSON, read one value after the other: scalars and texts are told with their path, long lists are passed over.
import type { Cursor } from '../cursor.js';
import type { Refuse } from '../refusal.js';

const MAX_DEPTH = 32;
const MAX_VALUES = 2_000_000;
const MAX_KEY = 512;
const MAX_TEXT = 64 * 1024;

const WIDTHS: Readonly<Record<string, number>> = { i: 1, U: 1, I: 2, l: 4, L: 8, d: 4, D: 8, C: 1 };

export interface UbjVisitor {
  /** A number, text or truth value. */
  value(path: readonly string[], value: number | string | boolean | null): void;
  /** A list of numbers of one type, whose items are not told. */
  list(path: readonly string[], count: number): void;
}

interface Walk {
  readonly cursor: Cursor;
  readonly refuse: Refuse;
  readonly visitor: UbjVisitor;
  left: number;
}

async function marker({ cursor }: Walk): Promise<string> {
  if (!cursor.has(1)) await cursor.load(1, 'the type of a value');
  return String.fromCharCode(cursor.bytes(1)[0] as number);
}

async function number({ cursor, refuse }: Walk, type: string): Promise<number> {
  const width = WIDTHS[type];
  if (width === undefined) throw refuse(`at byte ${cursor.position()} there is a value of type ${JSON.stringify(type)}, which is not known`);
  if (!cursor.has(width)) await cursor.load(width, 'a number');
  const view = cursor.view(width);
  switch (type) {
    case 'i':
      return view.getInt8(0);
    case 'U':
    case 'C':
      return view.getUint8(0);
    case 'I':
      return view.getInt16(0, false);
    case 'l':
      return view.getInt32(0, false);
    case 'L':
      return Number(view.getBigInt64(0, false));
    case 'd':
      return view.getFloat32(0, false);
    default:
      return view.getFloat64(0, false);
  }
}

async function count(walk: Walk): Promise<number> {
  const length = await number(walk, await marker(walk));
  if (!Number.isSafeInteger(length) || length < 0 || length > walk.cursor.left()) throw walk.refuse(`at byte ${walk.cursor.position()} a length of ${length} is claimed, and ${walk.cursor.left()} bytes follow`);
  return length;
}

async function text(walk: Walk, most: number): Promise<string> {
  const { cursor } = walk;
  const length = await count(walk);
  const kept = Math.min(length, most);
  if (!cursor.has(kept)) await cursor.load(kept, 'a text');
  const value = new TextDecoder().decode(cursor.bytes(kept));
  cursor.skip(length - kept);
  return value;
}

async function readList(walk: Walk, path: string[], depth: number): Promise<void> {
  const { cursor, refuse, visitor } = walk;
  let type = await marker(walk);
  let of: string | undefined;
  if (type === '$') {
    of = await marker(walk);
    type = await marker(walk);
    if (type !== '#') throw refuse(`at byte ${cursor.position()} a list has a type and no length`);
  }
  if (type === '#') {
    const items = await count(walk);
    const width = of === undefined ? undefined : WIDTHS[of];
    if (width !== undefined) {
      if (items * width > cursor.left()) throw refuse(`at byte ${cursor.position()} a list claims ${items} items, which do not fit`);
      visitor.list(path, items);
      cursor.skip(items * width);
      return;
    }
    for (let index = 0; index < items; index += 1) await readValue(walk, of ?? (await marker(walk)), [...path, String(index)], depth + 1);
    return;
  }
  for (let index = 0; type !== ']'; index += 1) {
    await readValue(walk, type, [...path, String(index)], depth + 1);
    type = await marker(walk);
  }
}

async function readObject(walk: Walk, path: string[], depth: number): Promise<void> {
  for (;;) {
    const type = await marker(walk);
    if (type === '}') return;
    if (type === 'N') continue;
    const length = await number(walk, type);
    if (length < 0 || length > MAX_KEY) throw walk.refuse(`at byte ${walk.cursor.position()} a name of ${length} bytes is claimed`);
    if (!walk.cursor.has(length)) await walk.cursor.load(length, 'a name');
    const key = new TextDecoder().decode(walk.cursor.bytes(length));
    await readValue(walk, await marker(walk), [...path, key], depth + 1);
  }
}

async function readValue(walk: Walk, type: string, path: string[], depth: number): Promise<void> {
  walk.left -= 1;
  if (walk.left < 0) throw walk.refuse(`it has more than ${MAX_VALUES} values`);
  if (depth > MAX_DEPTH) throw walk.refuse(`it is nested deeper than ${MAX_DEPTH}`);
  switch (type) {
    case '{':
      return readObject(walk, path, depth);
    case '[':
      return readList(walk, path, depth);
    case 'S':
      return walk.visitor.value(path, await text(walk, MAX_TEXT));
    case 'H':
      return walk.visitor.value(path, await text(walk, 64));
    case 'Z':
      return walk.visitor.value(path, null);
    case 'T':
      return walk.visitor.value(path, true);
    case 'F':
      return walk.visitor.value(path, false);
    case 'N':
      return undefined;
    default:
      return walk.visitor.value(path, await number(walk, type));
  }
}

/** Reads one value from the cursor on. */
export async function readUbj(cursor: Cursor, refuse: Refuse, visitor: UbjVisitor): Promise<void> {
  const walk: Walk = { cursor, refuse, visitor, left: MAX_VALUES };
  await readValue(walk, await marker(walk), [], 0);
}
