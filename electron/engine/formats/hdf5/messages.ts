// Object headers of HDF5, versions 1 and 2, as a list of messages.
import { fieldsOf, signature, type Pages } from '../pages.js';

export interface Message {
  readonly type: number;
  readonly data: DataView;
  /** Where its data begin in the file. */
  readonly address: number;
}

const CONTINUATION = 0x10;
const MAX_MESSAGES = 10_000;
const MAX_BLOCKS = 1000;
const MAX_BLOCK = 16 * 1024 * 1024;

interface Block {
  readonly address: number;
  readonly length: number;
}

interface Parse {
  readonly pages: Pages;
  readonly messages: Message[];
  readonly blocks: Block[];
}

function sliceOf(view: DataView, at: number, length: number): DataView {
  return new DataView(view.buffer, view.byteOffset + at, length);
}

function add({ pages, messages, blocks }: Parse, message: Message): void {
  if (messages.length >= MAX_MESSAGES) throw pages.refuse(`an object has more than ${MAX_MESSAGES} messages`);
  messages.push(message);
  if (message.type !== CONTINUATION) return;
  const fields = fieldsOf(message.data, pages.refuse, 'the continuation of an object');
  const address = fields.number(pages.offsetBytes);
  const length = fields.number(pages.lengthBytes);
  if (address === null || length === null || length > MAX_BLOCK || blocks.length >= MAX_BLOCKS) throw pages.refuse('an object goes on in a place that cannot be read');
  blocks.push({ address: address + pages.base, length });
}

/** Messages of version 1: type, size, flags, each on 8 bytes. */
function parseOld(parse: Parse, view: DataView, address: number, most: number): number {
  const { refuse } = parse.pages;
  let count = 0;
  for (let at = 0; at + 8 <= view.byteLength && count < most; count += 1) {
    const length = view.getUint16(at + 2, true);
    if (at + 8 + length > view.byteLength) throw refuse(`a message of the object at byte ${address} reaches out of it`);
    add(parse, { type: view.getUint16(at, true), data: sliceOf(view, at + 8, length), address: address + at + 8 });
    at += 8 + length;
  }
  return count;
}

function parseNew(parse: Parse, view: DataView, address: number, ordered: boolean): void {
  const { refuse } = parse.pages;
  const head = ordered ? 6 : 4;
  for (let at = 0; at + head <= view.byteLength; ) {
    const length = view.getUint16(at + 1, true);
    if (at + head + length > view.byteLength) throw refuse(`a message of the object at byte ${address} reaches out of it`);
    add(parse, { type: view.getUint8(at), data: sliceOf(view, at + head, length), address: address + at + head });
    at += head + length;
  }
}

async function readOld(parse: Parse, address: number): Promise<void> {
  const { pages } = parse;
  const head = await pages.view(address, 16, 'the header of an object');
  let left = head.getUint16(2, true);
  const first = { address: address + 16, length: head.getUint32(8, true) };
  if (first.length > MAX_BLOCK) throw pages.refuse(`the object at byte ${address} claims a header of ${first.length} bytes`);
  for (let block: Block | undefined = first, next = 0; block && left > 0; next += 1) {
    const view = await pages.view(block.address, block.length, 'the header of an object');
    left -= parseOld(parse, view, block.address, left);
    block = parse.blocks[next];
  }
}

async function readNew(parse: Parse, address: number): Promise<void> {
  const { pages } = parse;
  const head = await pages.view(address, Math.min(64, pages.size - address), 'the header of an object');
  const fields = fieldsOf(head, pages.refuse, 'the header of an object');
  fields.skip(4);
  if (fields.u8() !== 2) throw pages.refuse(`the object at byte ${address} has a version that is not known`);
  const flags = fields.u8();
  if ((flags & 0x20) !== 0) fields.skip(16);
  if ((flags & 0x10) !== 0) fields.skip(4);
  const length = fields.number(1 << (flags & 3)) ?? MAX_BLOCK + 1;
  if (length > MAX_BLOCK) throw pages.refuse(`the object at byte ${address} claims a header of ${length} bytes`);
  const start = address + fields.at;
  parseNew(parse, await pages.view(start, length, 'the header of an object'), start, (flags & 4) !== 0);
  for (let next = 0; next < parse.blocks.length; next += 1) {
    const block = parse.blocks[next];
    if (!block || block.length < 8) break;
    const view = await pages.view(block.address, block.length, 'the header of an object');
    if (signature(view) !== 'OCHK') throw pages.refuse(`the object at byte ${address} goes on at byte ${block.address}, where no header is`);
    parseNew(parse, sliceOf(view, 4, block.length - 8), block.address + 4, (flags & 4) !== 0);
  }
}

/** All messages of the object whose header is at `address` of the file. */
export async function readMessages(pages: Pages, address: number): Promise<readonly Message[]> {
  const parse: Parse = { pages, messages: [], blocks: [] };
  const head = await pages.view(address, 4, 'the header of an object');
  if (signature(head) === 'OHDR') await readNew(parse, address);
  else if (head.getUint8(0) === 1) await readOld(parse, address);
  else throw pages.refuse(`there is no object at byte ${address}, where one is said to be`);
  return parse.messages;
}
