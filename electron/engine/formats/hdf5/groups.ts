// Members of HDF5 groups: links in the header, or a tree of symbol tables beside a heap of names.
import type { Message } from './messages.js';
import { fieldsOf, signature, type Pages } from '../pages.js';

export interface Member {
  readonly name: string;
  /** Of the object's header. */
  readonly address: number;
}

const LINK_INFO = 0x02;
const LINK = 0x06;
/** Kind of a link. */
const EXTERNAL = 64;
const SYMBOL_TABLE = 0x11;
/** In all groups of a file. */
const MAX_MEMBERS = 200_000;
const MAX_DEPTH = 16;
const MAX_NAME = 1024;
const ENTRY_REST = 24;

async function heapStart(pages: Pages, address: number): Promise<number> {
  const view = await pages.view(address, 8 + 2 * pages.lengthBytes + pages.offsetBytes, 'a heap of names');
  if (signature(view) !== 'HEAP') throw pages.refuse(`there is no heap of names at byte ${address}, where one is said to be`);
  const fields = fieldsOf(view, pages.refuse, 'a heap of names');
  fields.skip(8 + 2 * pages.lengthBytes);
  const start = fields.number(pages.offsetBytes);
  if (start === null) throw pages.refuse('a heap of names has no place');
  return start + pages.base;
}

async function nameAt(pages: Pages, address: number): Promise<string> {
  const length = Math.min(MAX_NAME, pages.size - address);
  if (length <= 0) throw pages.refuse(`a name is said to be at byte ${address}, past the end`);
  for (let take = Math.min(64, length); ; take = length) {
    const view = await pages.view(address, take, 'a name');
    const bytes = new Uint8Array(view.buffer, view.byteOffset, view.byteLength);
    const end = bytes.indexOf(0);
    if (end >= 0) return new TextDecoder().decode(bytes.subarray(0, end));
    if (take === length) throw pages.refuse(`the name at byte ${address} does not end`);
  }
}

async function readTable(pages: Pages, address: number, heap: number, members: Member[]): Promise<void> {
  const head = await pages.view(address, 8, 'a table of members');
  if (signature(head) !== 'SNOD') throw pages.refuse(`there is no table of members at byte ${address}, where one is said to be`);
  const count = head.getUint16(6, true);
  const entry = 2 * pages.offsetBytes + ENTRY_REST;
  const view = await pages.view(address + 8, count * entry, 'a table of members');
  const fields = fieldsOf(view, pages.refuse, 'a table of members');
  for (let index = 0; index < count; index += 1) {
    const name = fields.number(pages.offsetBytes);
    const header = fields.number(pages.offsetBytes);
    fields.skip(ENTRY_REST);
    if (members.length >= MAX_MEMBERS) throw pages.refuse(`it has more than ${MAX_MEMBERS} members`);
    if (name !== null && header !== null) members.push({ name: await nameAt(pages, heap + name), address: header + pages.base });
  }
}

async function readTree(pages: Pages, address: number, heap: number, members: Member[], seen: Set<number>, depth: number): Promise<void> {
  if (depth > MAX_DEPTH || seen.has(address)) throw pages.refuse(`the tree of members at byte ${address} leads back into itself`);
  seen.add(address);
  const head = await pages.view(address, 8 + 2 * pages.offsetBytes, 'a tree of members');
  if (signature(head) !== 'TREE' || head.getUint8(4) !== 0) throw pages.refuse(`there is no tree of members at byte ${address}, where one is said to be`);
  const level = head.getUint8(5);
  const count = head.getUint16(6, true);
  const start = address + 8 + 2 * pages.offsetBytes;
  const view = await pages.view(start, count * (pages.lengthBytes + pages.offsetBytes), 'a tree of members');
  const fields = fieldsOf(view, pages.refuse, 'a tree of members');
  for (let index = 0; index < count; index += 1) {
    fields.skip(pages.lengthBytes);
    const child = fields.number(pages.offsetBytes);
    if (child === null) continue;
    if (level === 0) await readTable(pages, child + pages.base, heap, members);
    else await readTree(pages, child + pages.base, heap, members, seen, depth + 1);
  }
}

/** A link to another file says so instead of a place. */
function readLink(pages: Pages, { data }: Message): Member | string | undefined {
  const fields = fieldsOf(data, pages.refuse, 'a link');
  fields.skip(1);
  const flags = fields.u8();
  const kind = (flags & 8) === 0 ? 0 : fields.u8();
  if ((flags & 4) !== 0) fields.skip(8);
  if ((flags & 0x10) !== 0) fields.skip(1);
  const length = fields.number(1 << (flags & 3)) ?? MAX_NAME + 1;
  if (length > MAX_NAME) throw pages.refuse(`a link has a name of ${length} bytes`);
  const name = new TextDecoder().decode(fields.bytes(length));
  if (kind === EXTERNAL) {
    fields.skip(3);
    const [file = ''] = new TextDecoder().decode(fields.bytes(fields.left())).split('\0');
    return `${name}: ${file.slice(0, MAX_NAME)}`;
  }
  if (kind !== 0) return undefined;
  const address = fields.number(pages.offsetBytes);
  return address === null ? undefined : { name, address: address + pages.base };
}

/** The members of a group, or undefined for what is no group. `dense`: some are kept in a way that is not read. `outside`: links to other files. */
export async function readMembers(pages: Pages, messages: readonly Message[]): Promise<{ members: Member[]; dense: boolean; outside: string[] } | undefined> {
  const members: Member[] = [];
  const outside: string[] = [];
  let isGroup = false;
  let dense = false;
  for (const message of messages) {
    if (message.type === LINK) {
      isGroup = true;
      const member = readLink(pages, message);
      if (typeof member === 'string') outside.push(member);
      else if (member) members.push(member);
    } else if (message.type === LINK_INFO) {
      isGroup = true;
      const fields = fieldsOf(message.data, pages.refuse, 'the links of a group');
      fields.skip(1);
      if ((fields.u8() & 1) !== 0) fields.skip(8);
      dense = fields.number(pages.offsetBytes) !== null;
    } else if (message.type === SYMBOL_TABLE) {
      isGroup = true;
      const fields = fieldsOf(message.data, pages.refuse, 'the members of a group');
      const tree = fields.number(pages.offsetBytes);
      const heap = fields.number(pages.offsetBytes);
      if (tree !== null && heap !== null) await readTree(pages, tree + pages.base, await heapStart(pages, heap + pages.base), members, new Set(), 0);
    }
  }
  return isGroup ? { members, dense, outside } : undefined;
}
