// The table of contents of a zip archive, read within bounds and checked against the headers before each member. Nothing is unpacked.
import { createCursor, type Cursor } from './cursor.js';
import { show, type Refuse } from './refusal.js';
import type { FormatSource } from './types.js';

export interface ZipMember {
  readonly name: string;
  /** 0: stored as it is. */
  readonly method: number;
  /** Unpacked. */
  readonly size: number;
  /** In the archive. */
  readonly packed: number;
  /** Where its header begins in the archive. */
  readonly header: number;
  /** Where its bytes begin in the archive. */
  readonly start: number;
}

const END = 0x06054b50;
const END_BYTES = 22;
const END_64 = 0x06064b50;
const END_64_BYTES = 56;
const LOCATOR_64 = 0x07064b50;
const LOCATOR_64_BYTES = 20;
const ENTRY = 0x02014b50;
const ENTRY_BYTES = 46;
const LOCAL = 0x04034b50;
const LOCAL_BYTES = 30;
const MAX_COMMENT = 65_535;
const FULL_16 = 0xffff;
const FULL_32 = 0xffffffff;
const ENCRYPTED = 1;

/** Real archives have some thousands. */
const MAX_MEMBERS = 100_000;
const MAX_DIRECTORY = 32 * 1024 * 1024;
/** Of the directory and all local headers. */
const MAX_READ = 256 * 1024 * 1024;

interface Directory {
  readonly count: number;
  readonly start: number;
  readonly size: number;
}

function safe(value: bigint, what: string, refuse: Refuse): number {
  if (value > BigInt(Number.MAX_SAFE_INTEGER)) throw refuse(`${what} is ${value}, past the end of any file`);
  return Number(value);
}

/** Where the record at the end is: the last one whose comment reaches exactly to the end of the file. */
async function findEnd(cursor: Cursor, refuse: Refuse): Promise<{ at: number; view: DataView }> {
  const length = Math.min(cursor.size, END_BYTES + MAX_COMMENT);
  cursor.seek(cursor.size - length);
  await cursor.load(length, 'the end of the archive');
  const tail = cursor.view(length);
  for (let at = length - END_BYTES; at >= 0; at -= 1) {
    if (tail.getUint32(at, true) === END && tail.getUint16(at + 20, true) === length - at - END_BYTES) {
      return { at: cursor.size - length + at, view: new DataView(tail.buffer.slice(tail.byteOffset + at, tail.byteOffset + at + END_BYTES)) };
    }
  }
  throw refuse('it begins as a zip archive and has no directory at its end; it may have been cut off');
}

async function findDirectory(cursor: Cursor, refuse: Refuse): Promise<Directory> {
  const end = await findEnd(cursor, refuse);
  const small = { count: end.view.getUint16(10, true), size: end.view.getUint32(12, true), start: end.view.getUint32(16, true) };
  if (end.view.getUint16(4, true) !== 0 || end.view.getUint16(6, true) !== 0) throw refuse('it is one part of an archive of several files');
  const large = await readEnd64(cursor, refuse, end.at);
  const found = large ?? { ...small, endsAt: end.at };
  if (large) {
    const differ = (a: number, b: number, full: number): boolean => a !== full && a !== b;
    if (differ(small.count, large.count, FULL_16) || differ(small.size, large.size, FULL_32) || differ(small.start, large.start, FULL_32)) {
      throw refuse('its two records at the end name different directories');
    }
  }
  if (found.start + found.size !== found.endsAt) throw refuse(`its directory is said to take bytes ${found.start} to ${found.start + found.size}, and the record behind it begins at ${found.endsAt}`);
  if (found.size > MAX_DIRECTORY || found.count > MAX_MEMBERS) throw refuse(`its directory has ${found.count} members in ${found.size} bytes; at most ${MAX_MEMBERS} in ${MAX_DIRECTORY} are read`);
  if (found.count * ENTRY_BYTES > found.size) throw refuse(`its directory claims ${found.count} members, which do not fit into its ${found.size} bytes`);
  return found;
}

async function readEnd64(cursor: Cursor, refuse: Refuse, end: number): Promise<(Directory & { endsAt: number }) | undefined> {
  const at = end - LOCATOR_64_BYTES;
  if (at < END_64_BYTES) return undefined;
  cursor.seek(at);
  await cursor.load(LOCATOR_64_BYTES, 'the end of the archive');
  const locator = cursor.view(LOCATOR_64_BYTES);
  if (locator.getUint32(0, true) !== LOCATOR_64) return undefined;
  const endsAt = locator.getBigUint64(8, true);
  if (endsAt > BigInt(at - END_64_BYTES)) throw refuse(`its 64-bit record is said to be at byte ${endsAt}, which is not before byte ${at - END_64_BYTES}`);
  cursor.seek(Number(endsAt));
  await cursor.load(END_64_BYTES, 'the 64-bit record at the end');
  const record = cursor.view(END_64_BYTES);
  if (record.getUint32(0, true) !== END_64) throw refuse(`its 64-bit record is not at byte ${endsAt}, where it is said to be`);
  if (record.getBigUint64(4, true) + endsAt + 12n !== BigInt(at)) throw refuse('its 64-bit record does not reach to the one behind it');
  const number = (offset: number, what: string): number => safe(record.getBigUint64(offset, true), what, refuse);
  return { count: number(32, 'the number of members'), size: number(40, 'the size of its directory'), start: number(48, 'the place of its directory'), endsAt: Number(endsAt) };
}

type Entry = Omit<ZipMember, 'start'>;

/** The sizes of 64 bits, in the order in which the small ones are full. */
function readExtra64(extra: DataView, wanted: readonly boolean[], name: string, refuse: Refuse): bigint[] {
  for (let at = 0; at + 4 <= extra.byteLength; ) {
    const length = extra.getUint16(at + 2, true);
    if (at + 4 + length > extra.byteLength) break;
    if (extra.getUint16(at, true) === 1) {
      let next = at + 4;
      return wanted.map((want) => {
        if (!want) return 0n;
        if (next + 8 > at + 4 + length) throw refuse(`member ${show(name)} lacks one of its 64-bit sizes`);
        next += 8;
        return extra.getBigUint64(next - 8, true);
      });
    }
    at += 4 + length;
  }
  throw refuse(`member ${show(name)} lacks its 64-bit sizes`);
}

async function readEntry(cursor: Cursor, refuse: Refuse, index: number): Promise<Entry> {
  const what = `member ${index + 1} of the directory`;
  if (!cursor.has(ENTRY_BYTES)) await cursor.load(ENTRY_BYTES, what);
  const view = cursor.view(ENTRY_BYTES);
  if (view.getUint32(0, true) !== ENTRY) throw refuse(`${what} does not begin as one`);
  const flags = view.getUint16(8, true);
  const method = view.getUint16(10, true);
  const fields = [view.getUint32(24, true), view.getUint32(20, true), view.getUint32(42, true)] as const;
  const lengths = [view.getUint16(28, true), view.getUint16(30, true), view.getUint16(32, true)] as const;
  const length = lengths[0] + lengths[1] + lengths[2];
  if (!cursor.has(length)) await cursor.load(length, what);
  const name = new TextDecoder('utf-8', { ignoreBOM: true }).decode(cursor.bytes(lengths[0]));
  const extra = cursor.view(lengths[1]);
  const full = fields.map((field) => field === FULL_32);
  const large = full.includes(true) ? readExtra64(extra, full, name, refuse) : [];
  const [size, packed, header] = fields.map((field, at) => (full[at] ? safe(large[at] ?? 0n, `a size of member ${show(name)}`, refuse) : field)) as [number, number, number];
  cursor.skip(lengths[2]);
  if ((flags & ENCRYPTED) !== 0) throw refuse(`member ${show(name)} is encrypted`);
  if (method === 0 && size !== packed) throw refuse(`member ${show(name)} is stored as it is, yet its two sizes are ${size} and ${packed}`);
  return { name, method, size, packed, header };
}

/** Where the bytes begin, behind a header that must name the same member: readers of archives go by either. */
async function findStart(cursor: Cursor, refuse: Refuse, entry: Entry): Promise<number> {
  const what = `the header of member ${show(entry.name)}`;
  cursor.seek(entry.header);
  if (!cursor.has(LOCAL_BYTES)) await cursor.load(LOCAL_BYTES, what);
  const view = cursor.view(LOCAL_BYTES);
  if (view.getUint32(0, true) !== LOCAL) throw refuse(`${what} is not at byte ${entry.header}, where the directory says it is`);
  const [nameBytes, extraBytes] = [view.getUint16(26, true), view.getUint16(28, true)];
  if (!cursor.has(nameBytes)) await cursor.load(nameBytes, what);
  const name = new TextDecoder('utf-8', { ignoreBOM: true }).decode(cursor.bytes(nameBytes));
  if (name !== entry.name || view.getUint16(8, true) !== entry.method) throw refuse(`${what} says it is ${show(name)}, packed by method ${view.getUint16(8, true)}; the directory says otherwise`);
  return entry.header + LOCAL_BYTES + nameBytes + extraBytes;
}

/** All members in the order of their bytes. They overlap nowhere and lie before the directory. */
export async function readZipMembers(source: FormatSource, refuse: Refuse): Promise<readonly ZipMember[]> {
  const cursor = createCursor(source, refuse, MAX_READ);
  const directory = await findDirectory(cursor, refuse);
  cursor.seek(directory.start);
  const entries: Entry[] = [];
  const names = new Set<string>();
  for (let index = 0; index < directory.count; index += 1) {
    const entry = await readEntry(cursor, refuse, index);
    if (names.has(entry.name)) throw refuse(`the member name ${show(entry.name)} occurs twice`);
    names.add(entry.name);
    entries.push(entry);
  }
  if (cursor.position() !== directory.start + directory.size) throw refuse(`its ${directory.count} members end at byte ${cursor.position()}, its directory at ${directory.start + directory.size}`);
  entries.sort((a, b) => a.header - b.header);
  const members: ZipMember[] = [];
  let endOfLast = 0;
  for (const entry of entries) {
    if (entry.header < endOfLast) throw refuse(`member ${show(entry.name)} begins at byte ${entry.header}, inside another one that ends at ${endOfLast}`);
    const start = await findStart(cursor, refuse, entry);
    endOfLast = start + entry.packed;
    if (endOfLast > directory.start) throw refuse(`member ${show(entry.name)} reaches to byte ${endOfLast}, into the directory at ${directory.start}`);
    members.push({ ...entry, start });
  }
  return members;
}
