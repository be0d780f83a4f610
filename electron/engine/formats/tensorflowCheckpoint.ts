// The index of a TensorFlow checkpoint, also that of a SavedModel: a sorted table of tensors, whose bytes lie in files beside it.
import { createCursor } from './cursor.js';
import { layersOfTensors } from './layers.js';
import { createMetadata } from './metadata.js';
import { createPages, type Pages } from './pages.js';
import { readFields, type Protobuf } from './protobuf.js';
import { createRefusal, show, type Refuse } from './refusal.js';
import { countElements, sumOrNull } from './shapes.js';
import { readTfShape, TF_TYPES } from './tensorflow/types.js';
import type { Format, FormatFacts, FormatSource, TensorFact } from './types.js';
import { bytesSource } from './zipMember.js';

const FOOTER = 48;
const MAGIC = [0x57, 0xfb, 0x80, 0x8b, 0x24, 0x75, 0x47, 0xdb];
const MAX_TENSORS = 100_000;
const MAX_BLOCK = 16 * 1024 * 1024;
const MAX_KEY = 4096;

interface Handle {
  readonly offset: number;
  readonly size: number;
}

interface Walk {
  readonly view: DataView;
  readonly refuse: Refuse;
  at: number;
}

function varint(walk: Walk): number {
  let value = 0;
  for (let shift = 0; shift < 8; shift += 1) {
    if (walk.at >= walk.view.byteLength) throw walk.refuse('a number in its table does not end');
    const byte = walk.view.getUint8(walk.at);
    walk.at += 1;
    value += (byte & 0x7f) * 2 ** (7 * shift);
    if (byte < 0x80) {
      if (!Number.isSafeInteger(value)) break;
      return value;
    }
  }
  throw walk.refuse('a number in its table is past the end of any file');
}

const handle = (walk: Walk): Handle => ({ offset: varint(walk), size: varint(walk) });

/** Keys and values of one block; each key repeats the start of the one before it. */
async function* entries(pages: Pages, { offset, size }: Handle): AsyncGenerator<{ key: string; value: Uint8Array }> {
  const { refuse } = pages;
  if (size > MAX_BLOCK) throw refuse(`a block of its table has ${size} bytes`);
  const view = await pages.view(offset, size + 1, 'a block of its table');
  if (view.getUint8(size) !== 0) throw refuse('a block of its table is packed, which such files are not');
  if (size < 4) throw refuse('a block of its table is too short');
  const restarts = view.getUint32(size - 4, true);
  const end = size - 4 - restarts * 4;
  if (end < 0) throw refuse(`a block of its table claims ${restarts} places`);
  const walk: Walk = { view, refuse, at: 0 };
  let key: Uint8Array = new Uint8Array(0);
  while (walk.at < end) {
    const shared = varint(walk);
    const own = varint(walk);
    const length = varint(walk);
    if (shared > key.length || shared + own > MAX_KEY || walk.at + own + length > end) throw refuse('an entry of its table reaches out of its block');
    const next = new Uint8Array(shared + own);
    next.set(key.subarray(0, shared));
    next.set(new Uint8Array(view.buffer, view.byteOffset + walk.at, own), shared);
    key = next;
    walk.at += own;
    yield { key: new TextDecoder().decode(key), value: new Uint8Array(view.buffer, view.byteOffset + walk.at, length) };
    walk.at += length;
  }
}

interface Entry {
  dtype: number;
  shape: number[] | null;
  shard: number;
  offset: number;
  size: number;
}

async function readEntry(value: Uint8Array, name: string, refuse: Refuse): Promise<Entry> {
  const reader: Protobuf = { cursor: createCursor(bytesSource(value, name), refuse, value.length * 4 + 4096), refuse, fieldsLeft: 10_000 };
  const entry: Entry = { dtype: 0, shape: [], shard: 0, offset: 0, size: 0 };
  await readFields(reader, value.length, 'an entry of its table', async (field) => {
    if (field.number === 1 && field.wire === 0) entry.dtype = field.value;
    if (field.number === 2 && field.wire === 2) entry.shape = await readTfShape(reader, field);
    if (field.number === 3 && field.wire === 0) entry.shard = field.value;
    if (field.number === 4 && field.wire === 0) entry.offset = field.value;
    if (field.number === 5 && field.wire === 0) entry.size = field.value;
  });
  return entry;
}

async function shardCount(value: Uint8Array, name: string, refuse: Refuse): Promise<number> {
  const reader: Protobuf = { cursor: createCursor(bytesSource(value, name), refuse, value.length * 4 + 4096), refuse, fieldsLeft: 1000 };
  let shards = 1;
  await readFields(reader, value.length, 'the head of its table', (field) => {
    if (field.number === 1 && field.wire === 0) shards = field.value;
  });
  return shards;
}

function fileOf(source: FormatSource, shard: number, shards: number): string {
  const five = (value: number): string => String(value).padStart(5, '0');
  return `${source.name.replace(/\.index$/i, '')}.data-${five(shard)}-of-${five(shards)}`;
}

async function inspect(source: FormatSource): Promise<FormatFacts> {
  const refuse = createRefusal('the TensorFlow checkpoint index', source);
  const pages = createPages(source, refuse);
  if (source.size < FOOTER) throw refuse(`the file is ${source.size} bytes long; its foot alone takes ${FOOTER}`);
  const foot = await pages.view(source.size - FOOTER, FOOTER, 'its foot');
  if (!MAGIC.every((byte, at) => foot.getUint8(FOOTER - 8 + at) === byte)) throw refuse('it does not end as a table of tensors does');
  const walk: Walk = { view: foot, refuse, at: 0 };
  handle(walk);
  const tensors: (TensorFact & { elements: number })[] = [];
  let shards = 1;
  for await (const block of entries(pages, handle(walk))) {
    const inner: Walk = { view: new DataView(block.value.buffer, block.value.byteOffset, block.value.byteLength), refuse, at: 0 };
    for await (const { key, value } of entries(pages, handle(inner))) {
      if (key === '') {
        shards = await shardCount(value, source.name, refuse);
        continue;
      }
      if (tensors.length >= MAX_TENSORS) throw refuse(`it has more than ${MAX_TENSORS} tensors`);
      const entry = await readEntry(value, source.name, refuse);
      const [dtype, width] = TF_TYPES.get(entry.dtype) ?? [`type ${entry.dtype}`, 0];
      const shape = entry.shape ?? [];
      const elements = shape.some((side) => side < 0) ? undefined : countElements(shape);
      if (elements === undefined || entry.size < 0 || entry.offset < 0 || !Number.isSafeInteger(entry.offset + entry.size)) throw refuse(`tensor ${show(key)} has a shape or place that is none`);
      if (width > 0 && elements * width !== entry.size) throw refuse(`tensor ${show(key)} of ${dtype} [${shape.join(', ')}] needs ${elements * width} bytes and has ${entry.size}`);
      if (key.startsWith('_CHECKPOINTABLE_OBJECT_GRAPH')) continue;
      tensors.push({ name: key, dtype, shape, bytes: entry.size, offset: entry.offset, location: fileOf(source, entry.shard, shards), elements });
    }
  }
  tensors.sort((a, b) => (a.location === b.location ? a.offset - b.offset : (a.location ?? '') < (b.location ?? '') ? -1 : 1));
  const metadata = createMetadata();
  metadata.derive('checkpoint.files', String(shards));
  const weights = tensors.filter(({ name }) => !/(^|\/)(optimizer|_optimizer|save_counter|OPTIMIZER_SLOT)(\/|$)|\.OPTIMIZER_SLOT\//.test(name));
  return {
    framework: 'TensorFlow',
    parameters: sumOrNull(weights.map(({ elements }) => elements)),
    tensors: tensors.map(({ elements: _, ...tensor }) => tensor),
    metadata: metadata.toRecord(),
    safety: { level: 'clean', findings: [] },
    borders: null,
    ...layersOfTensors(weights.map(({ name, shape }) => ({ name: name.replace(/\/\.ATTRIBUTES\/VARIABLE_VALUE$/, ''), shape })), '/'),
  };
}

export const tensorflowCheckpoint: Format = {
  id: 'tf-checkpoint',
  extensions: ['index'],
  parser: 'cairn-tensorflow-checkpoint',
  parserVersion: 1,
  // The table begins with an entry without a key, whose value is the head: version and number of files.
  detect(head, name) {
    const looks = head.length > 8 && head[0] === 0 && head[1] === 0 && (head[2] ?? 0) > 0 && (head[2] ?? 0) < 32 && head[3] === 0x08;
    const named = name.toLowerCase().endsWith('.index');
    return looks ? (named ? 0.95 : 0.6) : named ? 0.3 : null;
  },
  inspect,
};
