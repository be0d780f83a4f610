// HDF5, as far as models need it: groups, datasets with shape, type and place, and text attributes of groups. Data are never read.
import { show, type Refuse } from '../refusal.js';
import { countElements } from '../shapes.js';
import type { FormatSource, TensorFact } from '../types.js';
import { readAttributes } from './attributes.js';
import { readMembers } from './groups.js';
import { readMessages, type Message } from './messages.js';
import { createPages, fieldsOf, type Pages } from '../pages.js';
import { bytesOf, readLayout, readShape, readType } from './types.js';

export const H5_SIGNATURE = [0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a] as const;

/** Message of a dataset whose data lie in other files. */
const EXTERNAL_FILES = 0x07;
const MAX_OBJECTS = 100_000;
const MAX_DEPTH = 64;
const MAX_PATH = 1024;
/** Of all paths together, in UTF-16 units. */
const MAX_PATHS = 16 * 1024 * 1024;

export interface H5Dataset extends TensorFact {
  readonly elements: number;
}

export interface H5Contents {
  /** By their paths, in the order of the tree. */
  readonly datasets: H5Dataset[];
  /** Path of a group -> its text attributes; the root is ``. */
  readonly attributes: Map<string, ReadonlyMap<string, readonly string[]>>;
  /** Groups whose members are kept in a way that is not read. */
  readonly unread: string[];
  /** Objects of which attributes are not read; the root is ``. */
  readonly hidden: string[];
  /** What lies in other files of the computer: by a link, or data of a dataset. */
  readonly outside: string[];
}

function readSuperblock(pages: Pages, view: DataView): number {
  const { refuse } = pages;
  const fields = fieldsOf(view, refuse, 'the superblock');
  fields.skip(8);
  const version = fields.u8();
  if (version > 3) throw refuse(`its superblock has version ${version}; 0 to 3 are known`);
  if (version < 2) fields.skip(4);
  const sizes = [fields.u8(), fields.u8()].map((size) => {
    if (size !== 2 && size !== 4 && size !== 8) throw refuse(`its addresses or lengths have ${size} bytes; 2, 4 and 8 are known`);
    return size;
  }) as [2 | 4 | 8, 2 | 4 | 8];
  [pages.offsetBytes, pages.lengthBytes] = sizes;
  fields.skip(version < 2 ? (version === 1 ? 13 : 9) : 1);
  pages.base += fields.number(pages.offsetBytes) ?? 0;
  fields.number(pages.offsetBytes);
  const end = fields.number(pages.offsetBytes);
  if (end !== null && end + pages.base > pages.size) throw refuse(`it is said to end at byte ${end}, and the file has ${pages.size}`);
  if (version < 2) fields.skip(2 * pages.offsetBytes);
  const root = fields.number(pages.offsetBytes);
  if (root === null) throw refuse('it has no root');
  return root + pages.base;
}

interface Walk extends H5Contents {
  readonly pages: Pages;
  readonly seen: Set<number>;
  pathsLeft: number;
}

function dataset(walk: Walk, path: string, messages: readonly Message[]): H5Dataset | undefined {
  const { pages } = walk;
  const find = (type: number): Message | undefined => messages.find((message) => message.type === type);
  const [space, kind, layout] = [find(1), find(3), find(8)];
  if (!space || !kind) return undefined;
  const shape = readShape(pages, space.data);
  const type = readType(pages, kind.data);
  const bytes = shape && bytesOf(shape, type);
  const elements = shape && countElements(shape);
  if (!shape || bytes === undefined || bytes === null || elements === undefined || elements === null) {
    if (shape) throw pages.refuse(`dataset ${show(path)} has more elements than can be counted`);
    return undefined;
  }
  const place = layout ? readLayout(pages, layout.data, layout.address) : { kind: 'none' as const, address: 0 };
  const base = { name: path, dtype: type.name, shape, bytes, elements };
  if (place.kind === 'chunked') return { ...base, offset: 0, location: 'chunks of this file' };
  if (place.kind === 'none') return { ...base, offset: 0, location: 'not stored' };
  if (place.address + bytes > pages.size) throw pages.refuse(`dataset ${show(path)} takes bytes ${place.address} to ${place.address + bytes}, and the file has ${pages.size}`);
  return { ...base, offset: place.address };
}

async function visit(walk: Walk, path: string, address: number, depth: number): Promise<void> {
  const { pages, seen } = walk;
  if (depth > MAX_DEPTH) throw pages.refuse(`its groups are nested deeper than ${MAX_DEPTH}`);
  if (seen.has(address)) return;
  if (seen.size >= MAX_OBJECTS) throw pages.refuse(`it has more than ${MAX_OBJECTS} objects`);
  seen.add(address);
  walk.pathsLeft -= path.length;
  if (path.length > MAX_PATH || walk.pathsLeft < 0) throw pages.refuse('its paths are longer than are kept');
  const messages = await readMessages(pages, address);
  const group = await readMembers(pages, messages);
  if (!group) {
    if (messages.some(({ type }) => type === EXTERNAL_FILES)) walk.outside.push(path);
    const found = dataset(walk, path, messages);
    if (found) walk.datasets.push(found);
    return;
  }
  const { texts, hidden } = await readAttributes(pages, messages);
  if (texts.size > 0) walk.attributes.set(path, texts);
  if (hidden) walk.hidden.push(path);
  walk.outside.push(...group.outside.map((link) => (path === '' ? link : `${path}/${link}`)));
  if (group.dense) walk.unread.push(path);
  const names = new Set<string>();
  for (const { name } of group.members) {
    if (names.has(name)) throw pages.refuse(`the group ${show(path === '' ? '/' : path)} has two members ${show(name)}`);
    names.add(name);
  }
  for (const member of group.members) await visit(walk, path === '' ? member.name : `${path}/${member.name}`, member.address, depth + 1);
}

/** Walks through the whole tree of groups. */
export async function readH5(source: FormatSource, refuse: Refuse): Promise<H5Contents> {
  const pages = createPages(source, refuse);
  const head = await pages.view(0, Math.min(128, source.size), 'the superblock');
  if (head.byteLength < 64 || !H5_SIGNATURE.every((byte, at) => head.getUint8(at) === byte)) throw refuse('it does not begin as an HDF5 file');
  const root = readSuperblock(pages, head);
  const walk: Walk = { pages, datasets: [], attributes: new Map(), unread: [], hidden: [], outside: [], seen: new Set(), pathsLeft: MAX_PATHS };
  await visit(walk, '', root, 0);
  return walk;
}
