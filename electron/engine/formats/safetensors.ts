// safetensors: an 8-byte length, a JSON header, then the bytes of every tensor without gaps. Only the header is read.
import type { CairnError } from '../../../shared/contract/errors.js';
import { checkJsonShape } from './jsonGuard.js';
import { layersOfTensors } from './layers.js';
import { createMetadata } from './metadata.js';
import { createRefusal, show } from './refusal.js';
import { countElements, sumOrNull } from './shapes.js';
import type { Format, FormatFacts, FormatSource, TensorFact } from './types.js';

/** The limit of the format's own library. */
const FORMAT_MAX_HEADER = 100_000_000;
/** A real header of 10,000 tensors is about 1 MB; parsed, one can take ten times its length of memory. */
const MAX_HEADER = 25_000_000;
/** Real files have some thousands. */
const MAX_TENSORS = 100_000;
const MAX_RANK = 64;

const BITS: Readonly<Record<string, number>> = {
  BOOL: 8, U8: 8, I8: 8, F8_E5M2: 8, F8_E4M3: 8, F8_E8M0: 8, F8_E4M3FNUZ: 8, F8_E5M2FNUZ: 8,
  F4: 4, F6_E2M3: 6, F6_E3M2: 6,
  I16: 16, U16: 16, F16: 16, BF16: 16,
  I32: 32, U32: 32, F32: 32,
  I64: 64, U64: 64, F64: 64, C64: 64,
};

const FRAMEWORKS: Readonly<Record<string, string>> = {
  pt: 'PyTorch', torch: 'PyTorch', pytorch: 'PyTorch', tf: 'TensorFlow', tensorflow: 'TensorFlow',
  flax: 'Flax', jax: 'JAX', np: 'NumPy', numpy: 'NumPy', mlx: 'MLX', paddle: 'PaddlePaddle',
};

function malformed(source: FormatSource, found: string, cause?: unknown): CairnError {
  return createRefusal('the safetensors header', source)(found, cause);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

async function readHeader(source: FormatSource): Promise<{ text: string; dataStart: number }> {
  if (source.size < 8) throw malformed(source, `the file is ${source.size} bytes long; the length of the header alone takes 8`);
  const prefix = await source.read(0, 8);
  if (prefix.length < 8) throw malformed(source, 'the file ended while its first 8 bytes were read');
  const claimed = new DataView(prefix.buffer, prefix.byteOffset, 8).getBigUint64(0, true);
  if (claimed > BigInt(MAX_HEADER)) throw malformed(source, `it claims a header of ${claimed} bytes; at most ${MAX_HEADER} are read`);
  const length = Number(claimed);
  if (length > source.size - 8) throw malformed(source, `it claims a header of ${length} bytes, but only ${source.size - 8} bytes follow`);
  if (length < 2) throw malformed(source, `it claims a header of ${length} bytes; the shortest has 2`);
  const bytes = await source.read(8, length);
  if (bytes.length < length) throw malformed(source, `the file ended after ${8 + bytes.length} bytes while its header was read`);
  if (bytes[0] !== 0x7b) throw malformed(source, `the header begins with byte 0x${(bytes[0] ?? 0).toString(16).padStart(2, '0')} where "{" belongs`);
  try {
    return { text: new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes), dataStart: 8 + length };
  } catch (cause) {
    throw malformed(source, 'it is not valid UTF-8', cause);
  }
}

function parseHeader(source: FormatSource, text: string): Record<string, unknown> {
  const problem = checkJsonShape(text, { maxDepth: 3, maxKeys: MAX_TENSORS });
  if (problem !== undefined) throw malformed(source, problem);
  let header: unknown;
  try {
    header = JSON.parse(text);
  } catch (cause) {
    throw malformed(source, 'it is not valid JSON', cause);
  }
  if (!isRecord(header)) throw malformed(source, 'the header is not a JSON object');
  return header;
}

function readMetadata(source: FormatSource, value: unknown): Record<string, string> {
  const metadata = createMetadata();
  if (value === undefined) return metadata.toRecord();
  if (!isRecord(value)) throw malformed(source, `__metadata__ is ${show(value)} where an object of strings belongs`);
  for (const [key, item] of Object.entries(value)) {
    if (typeof item !== 'string') throw malformed(source, `__metadata__ ${show(key)} is ${show(item)} where a string belongs`);
    metadata.set(key, item);
  }
  return metadata.toRecord();
}

function readTensor(source: FormatSource, name: string, value: unknown, dataStart: number): TensorFact & { readonly elements: number } {
  const where = `tensor ${show(name)}`;
  if (!isRecord(value)) throw malformed(source, `${where} is ${show(value)} where an object belongs`);
  const { dtype, shape, data_offsets: offsets, ...rest } = value;
  const unknownKey = Object.keys(rest)[0];
  if (unknownKey !== undefined) throw malformed(source, `${where} has a field ${show(unknownKey)} that the format does not know`);
  const bits = typeof dtype === 'string' && Object.hasOwn(BITS, dtype) ? BITS[dtype] : undefined;
  if (typeof dtype !== 'string' || bits === undefined) throw malformed(source, `${where} has dtype ${show(dtype)}, which this parser does not know`);
  if (!Array.isArray(shape) || shape.length > MAX_RANK || !shape.every(isCount)) throw malformed(source, `${where} has shape ${show(shape)} where a list of at most ${MAX_RANK} sizes belongs`);
  if (!Array.isArray(offsets) || offsets.length !== 2 || !offsets.every(isCount)) throw malformed(source, `${where} has data_offsets ${show(offsets)} where two positions belong`);
  const [begin, end] = offsets as [number, number];
  if (end < begin) throw malformed(source, `${where} ends at ${end}, before its begin at ${begin}`);
  if (end > source.size - dataStart) throw malformed(source, `${where} ends at byte ${end} of the data, which is ${source.size - dataStart} bytes long`);
  const elements = countElements(shape);
  if (elements === undefined) throw malformed(source, `${where} has shape ${show(shape)}: more elements than can be counted`);
  const needed = (BigInt(elements) * BigInt(bits) + 7n) / 8n;
  if ((BigInt(elements) * BigInt(bits)) % 8n !== 0n) throw malformed(source, `${where} of ${dtype} ${show(shape)} does not fill whole bytes`);
  if (needed !== BigInt(end - begin)) throw malformed(source, `${where} of ${dtype} ${show(shape)} needs ${needed} bytes and has ${end - begin}`);
  return { name, dtype, shape, bytes: end - begin, offset: dataStart + begin, elements };
}

/** The format's rule: sorted by place, tensors follow each other from the first data byte to the last of the file. */
function checkCoverage(source: FormatSource, tensors: readonly TensorFact[], dataStart: number): void {
  let at = dataStart;
  let before = 'the header';
  for (const tensor of tensors) {
    if (tensor.offset < at) throw malformed(source, `tensor ${show(tensor.name)} overlaps ${before} by ${at - tensor.offset} bytes`);
    if (tensor.offset > at) throw malformed(source, `${tensor.offset - at} bytes between ${before} and tensor ${show(tensor.name)} belong to no tensor`);
    at += tensor.bytes;
    before = `tensor ${show(tensor.name)}`;
  }
  if (at !== source.size) throw malformed(source, `${source.size - at} bytes after ${before} belong to no tensor`);
}

async function inspect(source: FormatSource): Promise<FormatFacts> {
  const { text, dataStart } = await readHeader(source);
  const { __metadata__: rawMetadata, ...rawTensors } = parseHeader(source, text);
  const metadata = readMetadata(source, rawMetadata);
  const measured = Object.entries(rawTensors).map(([name, value]) => readTensor(source, name, value, dataStart));
  measured.sort((a, b) => a.offset - b.offset || a.bytes - b.bytes);
  checkCoverage(source, measured, dataStart);
  const named = (metadata['format'] ?? metadata['framework'] ?? '').toLowerCase();
  return {
    framework: Object.hasOwn(FRAMEWORKS, named) ? (FRAMEWORKS[named] ?? null) : null,
    parameters: sumOrNull(measured.map((tensor) => tensor.elements)),
    tensors: measured.map(({ name, dtype, shape, bytes, offset }) => ({ name, dtype, shape, bytes, offset })),
    metadata,
    safety: { level: 'clean', findings: [] },
    ...layersOfTensors(measured),
    borders: [...new Set([dataStart, ...measured.map((tensor) => tensor.offset)])],
  };
}

export const safetensors: Format = {
  id: 'safetensors',
  extensions: ['safetensors'],
  parser: 'cairn-safetensors',
  parserVersion: 2,
  detect(head, name) {
    const named = name.toLowerCase().endsWith('.safetensors');
    if (head.length < 9) return named ? 0.5 : null;
    const length = new DataView(head.buffer, head.byteOffset, 8).getBigUint64(0, true);
    const looks = length >= 2n && length <= BigInt(FORMAT_MAX_HEADER) && head[8] === 0x7b;
    if (looks) return named ? 1 : 0.8;
    return named ? 0.5 : null;
  },
  inspect,
};
