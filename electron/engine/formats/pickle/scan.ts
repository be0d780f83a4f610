// What a pickle imports, opcode by opcode and without a stack: for those that are too large to be described. Nothing is imported.
import type { Cursor } from '../cursor.js';
import type { Refuse } from '../refusal.js';

/** What follows an opcode: bytes, lines, or a length of so many bytes and then the bytes. */
type Shape = { readonly bytes: number } | { readonly lines: number } | { readonly counted: 1 | 4 | 8; readonly text: boolean };

const code = (char: string): number => char.charCodeAt(0);
const each = (chars: string, shape: Shape): [number, Shape][] => [...chars].map((char) => [code(char), shape]);

const SHAPES: ReadonlyMap<number, Shape> = new Map<number, Shape>([
  ...each('(012]lae)t}dsuNRobQ.', { bytes: 0 }),
  ...[0x81, 0x85, 0x86, 0x87, 0x88, 0x89, 0x8f, 0x90, 0x91, 0x92, 0x93, 0x94, 0x97, 0x98].map((opcode): [number, Shape] => [opcode, { bytes: 0 }]),
  ...each('Kqh', { bytes: 1 }), ...each('M', { bytes: 2 }), ...each('Jrj', { bytes: 4 }), ...each('G', { bytes: 8 }),
  [0x80, { bytes: 1 }], [0x82, { bytes: 1 }], [0x83, { bytes: 2 }], [0x84, { bytes: 4 }], [0x95, { bytes: 8 }],
  ...each('ILFSVPpg', { lines: 1 }), ...each('ci', { lines: 2 }),
  [code('U'), { counted: 1, text: true }], [code('X'), { counted: 4, text: true }], [code('T'), { counted: 4, text: true }], [0x8c, { counted: 1, text: true }], [0x8d, { counted: 8, text: true }],
  [code('C'), { counted: 1, text: false }], [code('B'), { counted: 4, text: false }], [0x8e, { counted: 8, text: false }], [0x96, { counted: 8, text: false }], [0x8a, { counted: 1, text: false }], [0x8b, { counted: 4, text: false }],
]);

const STOP = code('.');
const STACK_GLOBAL = 0x93;
const MEMOIZE = 0x94;
/** A name is no longer, and texts that are none are forgotten. */
const MAX_NAME = 512;
const MAX_LINE = 64 * 1024;
/** Texts that are remembered by their number, in all so many UTF-16 units. */
const MAX_REMEMBERED = 8 * 1024 * 1024;

export interface Scanned {
  /** Each name as it is met; the same one may come often. */
  name(module: string, name: string, at: number): void;
  odd(at: number, what: string): void;
  /** A name that cannot be told, since there are more texts than are remembered. */
  unknown(at: number): void;
}

interface Scan {
  readonly cursor: Cursor;
  readonly refuse: Refuse;
  readonly seen: Scanned;
  /** The texts that were put on the stack last, one after the other; undefined for one that is no name. Anything else ends them. */
  recent: (string | undefined)[];
  readonly memo: Map<number, string>;
  memoized: number;
  /** Numbers were given by the pickle itself. */
  numbered: boolean;
  room: number;
}

async function line({ cursor, refuse }: Scan): Promise<string> {
  const bytes: number[] = [];
  for (;;) {
    if (!cursor.has(1)) await cursor.load(1, 'a line of a pickle');
    const byte = cursor.bytes(1)[0] as number;
    if (byte === 0x0a) return Buffer.from(bytes).toString('utf8');
    bytes.push(byte);
    if (bytes.length > MAX_LINE) throw refuse(`a line of the pickle at byte ${cursor.position() - bytes.length} is longer than ${MAX_LINE} bytes`);
  }
}

function pushText(scan: Scan, text: string | undefined): void {
  scan.recent.push(text);
  if (scan.recent.length > 2) scan.recent.shift();
}

/** A number that is given again stands for what it was given to last. */
function remember(scan: Scan, index: number): void {
  scan.memo.delete(index);
  const text = scan.recent.at(-1);
  if (text === undefined) return;
  scan.room -= text.length;
  if (scan.room >= 0) scan.memo.set(index, text);
}

async function counted(scan: Scan, { counted: width, text }: { readonly counted: 1 | 4 | 8; readonly text: boolean }): Promise<void> {
  const { cursor, refuse } = scan;
  if (!cursor.has(width)) await cursor.load(width, 'a length in a pickle');
  const view = cursor.view(width);
  const length = width === 1 ? view.getUint8(0) : width === 4 ? view.getUint32(0, true) : Number(view.getBigUint64(0, true));
  if (length > cursor.left()) throw refuse(`the pickle claims ${length} bytes at ${cursor.position()}, and ${cursor.left()} follow`);
  if (!text || length > MAX_NAME) {
    cursor.skip(length);
    if (text) pushText(scan, undefined);
    else scan.recent = [];
    return;
  }
  if (!cursor.has(length)) await cursor.load(length, 'a text in a pickle');
  pushText(scan, new TextDecoder().decode(cursor.bytes(length)));
}

function imported(scan: Scan, at: number): void {
  const [module, name] = scan.recent;
  if (module !== undefined && name !== undefined) scan.seen.name(module, name, at);
  else if (scan.room < 0) scan.seen.unknown(at);
  else scan.seen.odd(at, 'it imports something whose name is worked out while it is loaded');
  scan.recent = [];
}

async function lines(scan: Scan, opcode: number, count: number, at: number): Promise<void> {
  const first = await line(scan);
  if (opcode === code('S') || opcode === code('V')) return pushText(scan, first.length <= MAX_NAME && !first.includes('\\') ? first.replace(/^(['"])(.*)\1$/s, '$2') : undefined);
  if (opcode === code('g')) return pushText(scan, scan.memo.get(Number(first)));
  if (opcode === code('p')) {
    scan.numbered = true;
    return remember(scan, Number(first));
  }
  if (count === 2) scan.seen.name(first, await line(scan), at);
  scan.recent = [];
}

const FRAME = 0x95;

function fixed(scan: Scan, opcode: number, number: number, at: number): void {
  if (opcode === STACK_GLOBAL) imported(scan, at);
  else if (opcode === MEMOIZE) {
    // Both ways of numbering together would need to be counted; no writer has both.
    if (scan.numbered) scan.recent = [];
    remember(scan, scan.memoized);
    scan.memoized += 1;
  } else if (opcode === code('q') || opcode === code('r')) {
    scan.numbered = true;
    remember(scan, number);
  } else if (opcode === code('h') || opcode === code('j')) pushText(scan, scan.memoized > 0 && scan.numbered ? undefined : scan.memo.get(number));
  else if (opcode >= 0x82 && opcode <= 0x84) {
    scan.seen.odd(at, 'it imports what the loading program has registered as an extension');
    scan.recent = [];
  } else if (opcode !== FRAME && scan.recent.length > 0) scan.recent = [];
}

/** Reads one pickle from the cursor to its end. Refuses what is no pickle, and what passes the cursor's budget. */
export async function scanPickle(cursor: Cursor, refuse: Refuse, seen: Scanned): Promise<void> {
  const scan: Scan = { cursor, refuse, seen, recent: [], memo: new Map(), memoized: 0, numbered: false, room: MAX_REMEMBERED };
  for (;;) {
    if (!cursor.has(1)) await cursor.load(1, 'an opcode of a pickle');
    const at = cursor.position();
    const opcode = cursor.bytes(1)[0] as number;
    if (opcode === STOP) return;
    const shape = SHAPES.get(opcode);
    if (!shape) throw refuse(`the pickle has byte 0x${opcode.toString(16).padStart(2, '0')} at ${at} where an opcode belongs`);
    if ('lines' in shape) await lines(scan, opcode, shape.lines, at);
    else if ('counted' in shape) await counted(scan, shape);
    else if (shape.bytes === 0) fixed(scan, opcode, 0, at);
    else {
      if (!cursor.has(shape.bytes)) await cursor.load(shape.bytes, 'the argument of an opcode');
      const view = cursor.view(shape.bytes);
      fixed(scan, opcode, shape.bytes === 1 ? view.getUint8(0) : shape.bytes === 4 ? view.getUint32(0, true) : 0, at);
    }
  }
}
