// Opcodes that put a number, a text or bytes on the stack. Long bytes are passed over and known by their place.
import type { Machine, Opcode } from './types.js';

const MAX_LINE = 64 * 1024;
/** Longer text is known by its place alone, as bytes are. */
const MAX_TEXT = 64 * 1024;

const code = (char: string): number => char.charCodeAt(0);

async function need({ cursor }: Machine, length: number): Promise<void> {
  if (!cursor.has(length)) await cursor.load(length, 'the argument of an opcode of a pickle');
}

/** The text up to the next line end. */
export async function readLine(machine: Machine, encoding: 'utf-8' | 'latin1' = 'utf-8'): Promise<string> {
  const { cursor } = machine;
  const bytes: number[] = [];
  for (;;) {
    await need(machine, 1);
    const byte = cursor.bytes(1)[0] as number;
    if (byte === 0x0a) break;
    bytes.push(byte);
    if (bytes.length > MAX_LINE) throw machine.refuse(`a line of the pickle at byte ${cursor.position() - bytes.length} is longer than ${MAX_LINE} bytes`);
  }
  machine.spend('text', bytes.length);
  return encoding === 'latin1' ? Buffer.from(bytes).toString('latin1') : new TextDecoder().decode(Uint8Array.from(bytes));
}

/** An unsigned number of 1, 2, 4 or 8 bytes. */
export async function readCount(machine: Machine, bytes: 1 | 2 | 4 | 8): Promise<number> {
  await need(machine, bytes);
  const view = machine.cursor.view(bytes);
  if (bytes === 1) return view.getUint8(0);
  if (bytes === 2) return view.getUint16(0, true);
  if (bytes === 4) return view.getUint32(0, true);
  const count = view.getBigUint64(0, true);
  if (count > BigInt(machine.cursor.left())) throw machine.refuse(`the pickle claims ${count} bytes at ${machine.cursor.position()}, and ${machine.cursor.left()} follow`);
  return Number(count);
}

/** A whole number in little-endian two's complement. */
function longOf(bytes: Uint8Array): number | string {
  let value = 0n;
  for (let at = bytes.length - 1; at >= 0; at -= 1) value = (value << 8n) | BigInt(bytes[at] as number);
  if (bytes.length > 0) value = BigInt.asIntN(bytes.length * 8, value);
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : String(value);
}

/** Numbers so long are a trick; their digits would cost much to work out. */
const MAX_LONG = 64;

async function pushLong(machine: Machine, length: number): Promise<void> {
  if (length > MAX_LONG) return pushBytes(machine, length);
  await need(machine, length);
  machine.push(longOf(machine.cursor.bytes(length)));
}

async function pushBytes(machine: Machine, length: number): Promise<void> {
  const { cursor } = machine;
  if (length > cursor.left()) throw machine.refuse(`the pickle claims ${length} bytes at ${cursor.position()}, and ${cursor.left()} follow`);
  machine.spend('values', 1);
  machine.push({ t: 'bytes', length, offset: cursor.position() });
  cursor.skip(length);
}

async function pushText(machine: Machine, length: number): Promise<void> {
  if (length > MAX_TEXT) return pushBytes(machine, length);
  await need(machine, length);
  const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(machine.cursor.bytes(length));
  machine.spend('text', text.length);
  machine.push(text);
}

const counted = (bytes: 1 | 2 | 4 | 8, push: (machine: Machine, length: number) => Promise<void>): Opcode => async (machine) => push(machine, await readCount(machine, bytes));

async function pushFixed(machine: Machine, bytes: number, read: (view: DataView) => number): Promise<void> {
  await need(machine, bytes);
  const value = read(machine.cursor.view(bytes));
  machine.push(Number.isFinite(value) ? value : String(value));
}

/** A number written in digits; what is none stays the text it is. */
function numberIn(text: string): number | string | boolean {
  if (text === '00') return false;
  if (text === '01') return true;
  const value = Number(text.replace(/L$/, ''));
  return text.trim() !== '' && (Number.isSafeInteger(value) || (Number.isFinite(value) && text.includes('.'))) ? value : text;
}

/** Python's quoted text without its quotes; escapes of single characters are undone, as they could hide a name. */
function unquoted(text: string): string {
  const inner = /^(['"])(.*)\1$/s.exec(text)?.[2] ?? text;
  return inner.replace(/\\(x[0-9a-fA-F]{2}|[0-7]{1,3}|.)/gs, (_, escape: string) => {
    if (escape.startsWith('x')) return String.fromCharCode(Number.parseInt(escape.slice(1), 16));
    if (/^[0-7]/.test(escape)) return String.fromCharCode(Number.parseInt(escape, 8));
    return { n: '\n', t: '\t', r: '\r' }[escape] ?? escape;
  });
}

function unraw(text: string): string {
  return text.replace(/\\u([0-9a-fA-F]{4})|\\U([0-9a-fA-F]{8})/g, (whole, short: string | undefined, long: string | undefined) => {
    const point = Number.parseInt(short ?? long ?? '0', 16);
    return point <= 0x10ffff ? String.fromCodePoint(point) : whole;
  });
}

const line = (convert: (text: string) => number | string | boolean): Opcode => async (machine) => machine.push(convert(await readLine(machine, 'latin1')));

export const LITERALS: readonly (readonly [number, Opcode])[] = [
  [code('N'), (machine) => machine.push(null)],
  [0x88, (machine) => machine.push(true)],
  [0x89, (machine) => machine.push(false)],
  [code('I'), line(numberIn)],
  [code('L'), line(numberIn)],
  [code('F'), line(numberIn)],
  [code('J'), (machine) => pushFixed(machine, 4, (view) => view.getInt32(0, true))],
  [code('K'), (machine) => pushFixed(machine, 1, (view) => view.getUint8(0))],
  [code('M'), (machine) => pushFixed(machine, 2, (view) => view.getUint16(0, true))],
  [code('G'), (machine) => pushFixed(machine, 8, (view) => view.getFloat64(0, false))],
  [0x8a, counted(1, pushLong)],
  [0x8b, counted(4, pushLong)],
  [code('S'), line(unquoted)],
  [code('V'), line(unraw)],
  [code('T'), counted(4, pushText)],
  [code('U'), counted(1, pushText)],
  [code('X'), counted(4, pushText)],
  [0x8c, counted(1, pushText)],
  [0x8d, counted(8, pushText)],
  [code('B'), counted(4, pushBytes)],
  [code('C'), counted(1, pushBytes)],
  [0x8e, counted(8, pushBytes)],
  [0x96, counted(8, pushBytes)],
  [0x80, async (machine) => {
    machine.tally.protocol = await readCount(machine, 1);
    if (machine.tally.protocol > 5) throw machine.refuse(`the pickle is of protocol ${machine.tally.protocol}; 0 to 5 are known`);
  }],
  // A frame is only a hint for reading ahead.
  [0x95, async (machine) => void (await readCount(machine, 8))],
];
