// Attributes of HDF5 objects whose values are text: fixed, or in the heap that variable lengths are kept in.
import type { Message } from './messages.js';
import { fieldsOf, signature, type Pages } from '../pages.js';
import { bytesOf, readShape, readType } from './types.js';

const ATTRIBUTE = 0x0c;
const ATTRIBUTE_INFO = 0x15;
/** What Keras keeps a model's configuration under. */
const CONFIG = 'model_config';
const MAX_NAME = 1024;
/** Texts of one attribute: names of weights. */
const MAX_TEXTS = 10_000;
/** A model's configuration can take megabytes. */
const MAX_TEXT = 8 * 1024 * 1024;

function textOf(bytes: Uint8Array): string {
  const end = bytes.indexOf(0);
  return new TextDecoder().decode(end < 0 ? bytes : bytes.subarray(0, end)).trimEnd();
}

async function heapText(pages: Pages, address: number, index: number, length: number): Promise<string> {
  if (length === 0) return '';
  if (length > MAX_TEXT) return '';
  const head = await pages.view(address, 8 + pages.lengthBytes, 'a heap of texts');
  if (signature(head) !== 'GCOL') throw pages.refuse(`there is no heap of texts at byte ${address}, where one is said to be`);
  const fields = fieldsOf(head, pages.refuse, 'a heap of texts');
  fields.skip(8);
  const size = fields.number(pages.lengthBytes) ?? 0;
  const headBytes = 8 + pages.lengthBytes;
  for (let at = 8 + pages.lengthBytes; at + headBytes <= size; ) {
    const entry = fieldsOf(await pages.view(address + at, headBytes, 'a text'), pages.refuse, 'a text');
    const found = entry.u16();
    entry.skip(6);
    const bytes = entry.number(pages.lengthBytes) ?? 0;
    if (found === 0) break;
    if (found === index) {
      const view = await pages.view(address + at + headBytes, Math.min(bytes, length), 'a text');
      return textOf(new Uint8Array(view.buffer, view.byteOffset, view.byteLength));
    }
    at += headBytes + Math.ceil(bytes / 8) * 8;
  }
  throw pages.refuse(`the heap of texts at byte ${address} has no text ${index}`);
}

/** The texts of one attribute; undefined where its values are no text. */
async function readOne(pages: Pages, { data }: Message): Promise<{ name: string; texts: string[] | undefined }> {
  const fields = fieldsOf(data, pages.refuse, 'an attribute');
  const version = fields.u8();
  if (version < 1 || version > 3) throw pages.refuse(`an attribute has version ${version}, which is not known`);
  fields.skip(1);
  const [nameBytes, typeBytes, shapeBytes] = [fields.u16(), fields.u16(), fields.u16()];
  if (version === 3) fields.skip(1);
  const padded = (length: number): number => (version === 1 ? Math.ceil(length / 8) * 8 : length);
  if (nameBytes > MAX_NAME) throw pages.refuse(`an attribute has a name of ${nameBytes} bytes`);
  const name = textOf(fields.bytes(padded(nameBytes)).subarray(0, nameBytes));
  const part = (length: number): DataView => {
    const bytes = fields.bytes(padded(length));
    return new DataView(bytes.buffer, bytes.byteOffset, length);
  };
  const type = readType(pages, part(typeBytes));
  const shape = readShape(pages, part(shapeBytes));
  const total = shape && bytesOf(shape, type);
  if (!shape || total === undefined || total === null || (type.kind !== 'string' && type.kind !== 'vlen')) return { name, texts: undefined };
  const count = type.bytes === 0 ? 0 : total / type.bytes;
  if (count > MAX_TEXTS) return { name, texts: undefined };
  const texts: string[] = [];
  for (let index = 0; index < count; index += 1) {
    if (type.kind === 'string') texts.push(textOf(fields.bytes(type.bytes)));
    else {
      const length = fields.u32();
      const address = fields.number(pages.offsetBytes);
      texts.push(await heapText(pages, (address ?? 0) + pages.base, fields.u32(), length));
    }
  }
  return { name, texts };
}

export interface Attributes {
  /** Name -> texts, of those that are text and lie in the object's header. */
  readonly texts: ReadonlyMap<string, readonly string[]>;
  /** Some are kept in a way that is not read; a model's configuration could be among them. */
  readonly hidden: boolean;
}

/** Whether an object keeps attributes in a heap of its own. */
function isDense(pages: Pages, { data }: Message): boolean {
  const fields = fieldsOf(data, pages.refuse, 'the attributes of an object');
  fields.skip(1);
  if ((fields.u8() & 1) !== 0) fields.skip(2);
  return fields.number(pages.offsetBytes) !== null;
}

export async function readAttributes(pages: Pages, messages: readonly Message[]): Promise<Attributes> {
  const found = new Map<string, readonly string[]>();
  let hidden = false;
  for (const message of messages) {
    if (message.type === ATTRIBUTE_INFO) hidden ||= isDense(pages, message);
    if (message.type !== ATTRIBUTE) continue;
    const { name, texts } = await readOne(pages, message);
    if (texts) found.set(name, texts);
    if (name === CONFIG && (texts?.[0] ?? '') === '') hidden = true;
  }
  return { texts: found, hidden };
}
