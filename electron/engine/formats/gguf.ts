// GGUF, versions 1 to 3: a header of keys and values and a table of tensors, then their bytes, each at an aligned place.
import { createCursor } from './cursor.js';
import { GGML_MIXES, GGML_TYPES } from './ggmlTypes.js';
import { readCount, readName, readU32, readU64, readValue, type GgufReader } from './ggufValues.js';
import { layersOfTensors } from './layers.js';
import { createMetadata, type Metadata } from './metadata.js';
import { createRefusal, show } from './refusal.js';
import { finding, safetyOf } from './safety.js';
import { countElements, sumOrNull } from './shapes.js';
import type { Format, FormatFacts, FormatSource, TensorFact } from './types.js';

/** A vocabulary of 250,000 words with merges takes about 20 MB. */
const MAX_HEADER = 100_000_000;
/** Real files have some thousands. */
const MAX_TENSORS = 100_000;
const MAX_KEYS = 65_536;
const MAX_KEY_BYTES = 65_535;
/** The format's own library allows 64. */
const MAX_TENSOR_NAME_BYTES = 256;
/** The format's own library allows 4. */
const MAX_RANK = 8;
const DEFAULT_ALIGNMENT = 32;

const MAGIC = [0x47, 0x47, 0x55, 0x46];

interface Measured extends TensorFact {
  readonly elements: number;
}

/** The byte order is told by the version: a small number in one order is a huge one in the other. */
function versionOf(head: DataView): { version: number; little: boolean } | undefined {
  const known = (version: number): boolean => version >= 1 && version <= 3;
  if (known(head.getUint32(4, true))) return { version: head.getUint32(4, true), little: true };
  if (known(head.getUint32(4, false))) return { version: head.getUint32(4, false), little: false };
  return undefined;
}

async function readKeys(reader: GgufReader, count: number, metadata: Metadata): Promise<{ alignment: number; mix: number | undefined }> {
  const seen = new Set<string>();
  let alignment = DEFAULT_ALIGNMENT;
  let mix: number | undefined;
  for (let index = 0; index < count; index += 1) {
    const key = await readName(reader, `key ${index + 1} of ${count}`, MAX_KEY_BYTES);
    if (seen.has(key)) throw reader.refuse(`the key ${show(key)} occurs twice`);
    seen.add(key);
    const value = await readValue(reader, key);
    metadata.set(key, value.text);
    if (key === 'general.file_type') mix = value.uint32;
    if (key === 'general.alignment') {
      alignment = value.uint32 ?? 0;
      if (alignment === 0 || (alignment & (alignment - 1)) !== 0) throw reader.refuse(`general.alignment is ${show(value.text)} where a power of two, as uint32, belongs`);
    }
  }
  return { alignment, mix };
}

interface Info extends Omit<Measured, 'offset'> {
  /** From the first byte of the data. */
  readonly place: bigint;
}

async function readInfo(reader: GgufReader, index: number, count: number): Promise<Info> {
  const { refuse } = reader;
  const name = await readName(reader, `the name of tensor ${index + 1} of ${count}`, MAX_TENSOR_NAME_BYTES);
  const where = `tensor ${show(name)}`;
  const rank = await readU32(reader, `the rank of ${where}`);
  if (rank > MAX_RANK) throw refuse(`${where} has ${rank} dimensions; at most ${MAX_RANK} are allowed`);
  const sides: bigint[] = [];
  for (let side = 0; side < rank; side += 1) sides.push(await readCount(reader, `the shape of ${where}`));
  const kind = await readU32(reader, `the type of ${where}`);
  const type = GGML_TYPES.get(kind);
  if (!type) throw refuse(`${where} has type ${kind}, which this parser does not know`);
  const place = await readU64(reader, `the offset of ${where}`);
  const shape = sides.map(Number);
  const elements = shape.every(Number.isSafeInteger) ? countElements(shape) : undefined;
  if (elements === undefined) throw refuse(`${where} has shape [${sides.join(', ')}]: more elements than can be counted`);
  if ((shape[0] ?? 1) % type.block !== 0) throw refuse(`${where} of ${type.name} [${sides.join(', ')}] has rows that are not whole blocks of ${type.block}`);
  return { name, dtype: type.name, shape, bytes: (elements / type.block) * type.bytes, elements, place };
}

async function readInfos(reader: GgufReader, count: number): Promise<Info[]> {
  const names = new Set<string>();
  const infos: Info[] = [];
  for (let index = 0; index < count; index += 1) {
    const info = await readInfo(reader, index, count);
    if (names.has(info.name)) throw reader.refuse(`the tensor name ${show(info.name)} occurs twice`);
    names.add(info.name);
    infos.push(info);
  }
  return infos;
}

function place(reader: GgufReader, infos: readonly Info[], dataStart: number, alignment: number): Measured[] {
  const { cursor, refuse } = reader;
  const data = BigInt(cursor.size - dataStart);
  const tensors = infos.map(({ place: offset, ...info }): Measured => {
    const where = `tensor ${show(info.name)}`;
    if (offset % BigInt(alignment) !== 0n) throw refuse(`${where} is at byte ${offset} of the data, which is not a multiple of ${alignment}`);
    if (offset + BigInt(info.bytes) > data) throw refuse(`${where} takes bytes ${offset} to ${offset + BigInt(info.bytes)} of its data, of which the file has ${data > 0n ? data : 0n}`);
    return { ...info, offset: dataStart + Number(offset) };
  });
  tensors.sort((a, b) => a.offset - b.offset || a.bytes - b.bytes);
  tensors.forEach((tensor, index) => {
    const before = tensors[index - 1];
    const overlap = before ? before.offset + before.bytes - tensor.offset : 0;
    if (before && overlap > 0) throw refuse(`tensor ${show(tensor.name)} overlaps tensor ${show(before.name)} by ${overlap} bytes`);
  });
  return tensors;
}

/** What most bytes are, where the file does not say what mix it is. */
function commonest(tensors: readonly TensorFact[]): string | undefined {
  const sums = new Map<string, number>();
  for (const { dtype, bytes } of tensors) sums.set(dtype, (sums.get(dtype) ?? 0) + bytes);
  return [...sums].sort((a, b) => b[1] - a[1])[0]?.[0];
}

async function inspect(source: FormatSource): Promise<FormatFacts> {
  const refuse = createRefusal('the GGUF header', source);
  const cursor = createCursor(source, refuse, MAX_HEADER);
  await cursor.load(8, 'the magic number and version');
  const head = cursor.view(8);
  if (!MAGIC.every((byte, at) => head.getUint8(at) === byte)) throw refuse('it does not begin with "GGUF"');
  const found = versionOf(head);
  if (!found) throw refuse(`it says that it is version ${head.getUint32(4, true)}; versions 1 to 3 are known`);
  const reader: GgufReader = { cursor, refuse, little: found.little, wide: found.version > 1 };
  const tensorCount = await readCount(reader, 'the number of tensors');
  const keyCount = await readCount(reader, 'the number of keys');
  const lengthBytes = reader.wide ? 8n : 4n;
  const least = tensorCount * (lengthBytes + 16n) + keyCount * (lengthBytes + 5n);
  if (least > BigInt(cursor.left())) throw refuse(`it claims ${tensorCount} tensors and ${keyCount} keys, which take at least ${least} bytes; ${cursor.left()} follow`);
  if (tensorCount > BigInt(MAX_TENSORS)) throw refuse(`it claims ${tensorCount} tensors; at most ${MAX_TENSORS} are read`);
  if (keyCount > BigInt(MAX_KEYS)) throw refuse(`it claims ${keyCount} keys; at most ${MAX_KEYS} are read`);

  const metadata = createMetadata();
  metadata.derive('gguf.version', String(found.version));
  metadata.derive('gguf.byte_order', found.little ? 'little-endian' : 'big-endian');
  const { alignment, mix } = await readKeys(reader, Number(keyCount), metadata);
  const infos = await readInfos(reader, Number(tensorCount));
  const dataStart = Math.ceil(cursor.position() / alignment) * alignment;
  const tensors = place(reader, infos, dataStart, alignment);
  const quantization = mix === undefined ? commonest(tensors) : (GGML_MIXES.get(mix) ?? `file type ${mix}`);
  if (quantization !== undefined) metadata.derive('gguf.quantization', quantization);
  return {
    framework: 'GGML',
    parameters: sumOrNull(tensors.map((tensor) => tensor.elements)),
    tensors: tensors.map(({ name, dtype, shape, bytes, offset }) => ({ name, dtype, shape, bytes, offset })),
    metadata: metadata.toRecord(),
    safety: safetyOf(metadata.get('tokenizer.chat_template') === undefined ? [] : [finding('clean', 'It holds a chat template, a small program in Jinja that chat software runs.', 'key tokenizer.chat_template')]),
    ...layersOfTensors(infos),
    ...(metadata.get('general.architecture') === undefined ? {} : { architecture: metadata.get('general.architecture') as string }),
    borders: tensors.length === 0 ? null : [...new Set([dataStart, ...tensors.map((tensor) => tensor.offset)])],
  };
}

export const gguf: Format = {
  id: 'gguf',
  extensions: ['gguf'],
  parser: 'cairn-gguf',
  parserVersion: 2,
  detect(head, name) {
    if (head.length >= 4 && MAGIC.every((byte, at) => head[at] === byte)) return 1;
    return name.toLowerCase().endsWith('.gguf') ? 0.5 : null;
  },
  inspect,
};
