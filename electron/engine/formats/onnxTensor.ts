// One ONNX tensor: what it is and where its bytes lie, in the model's file or in another. The bytes are never read.
import { ONNX_TYPES, type OnnxType } from './onnxTypes.js';
import { expectWire, readMessage, readText, type Field, type Protobuf } from './protobuf.js';
import { show } from './refusal.js';
import { countElements } from './shapes.js';

const MAX_NAME_BYTES = 1024;
const MAX_LOCATION_BYTES = 4096;
const MAX_RANK = 64;
/** Entries of `external_data`; the format has five keys. */
const MAX_EXTERNAL_KEYS = 16;

export interface OnnxTensor {
  readonly name: string;
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly elements: number;
  readonly bytes: number;
  /** In the file named by `location`, or in this one. */
  readonly offset: number;
  readonly location?: string;
}

/** Where values can lie in a TensorProto; the width of one where all are equally wide, else 0. */
const VALUES: Readonly<Record<number, { name: string; width: number; wire: 0 | 1 | 5 }>> = {
  4: { name: 'float_data', width: 4, wire: 5 },
  5: { name: 'int32_data', width: 0, wire: 0 },
  7: { name: 'int64_data', width: 0, wire: 0 },
  10: { name: 'double_data', width: 8, wire: 1 },
  11: { name: 'uint64_data', width: 0, wire: 0 },
};

interface Payload {
  readonly kind: string;
  readonly width: number;
  start: number;
  bytes: number;
}

interface Parts {
  name: string;
  type: number;
  readonly sides: number[];
  readonly payloads: Map<number, Payload>;
  readonly external: Map<string, string>;
  isExternal: boolean;
}

async function readKeyValue(reader: Protobuf, field: Field, what: string): Promise<[string, string]> {
  let key = '';
  let value = '';
  await readMessage(reader, field, what, async (part) => {
    if (part.number !== 1 && part.number !== 2) return;
    expectWire(reader, part, 2, what);
    const text = await readText(reader, part, MAX_LOCATION_BYTES, what);
    if (part.number === 1) key = text;
    else value = text;
  });
  return [key, value];
}

async function readPackedInts(reader: Protobuf, field: Field, what: string, put: (value: number) => void): Promise<void> {
  if (field.wire === 0) {
    put(field.value);
    return;
  }
  expectWire(reader, field, 2, what);
  if (field.end - field.start > MAX_RANK * 10) throw reader.refuse(`${what} has more than ${MAX_RANK} sizes`);
  const { cursor } = reader;
  cursor.seek(field.start);
  await cursor.load(field.end - field.start, what);
  let value = 0n;
  let shift = 0n;
  for (const byte of cursor.bytes(field.end - field.start)) {
    value |= BigInt(byte & 0x7f) << shift;
    shift += 7n;
    if (shift > 70n) throw reader.refuse(`${what} holds a number longer than 10 bytes`);
    if (byte >= 0x80) continue;
    put(Number(BigInt.asIntN(64, value)));
    value = 0n;
    shift = 0n;
  }
  if (shift !== 0n) throw reader.refuse(`${what} ends within a number`);
}

function addPayload(parts: Parts, field: Field, kind: string, width: number, bytes: number, start: number): void {
  const known = parts.payloads.get(field.number);
  if (known) known.bytes += bytes;
  else parts.payloads.set(field.number, { kind, width, start, bytes });
}

async function readParts(reader: Protobuf, field: Pick<Field, 'start' | 'end'>, what: string): Promise<Parts> {
  const parts: Parts = { name: '', type: 0, sides: [], payloads: new Map(), external: new Map(), isExternal: false };
  await readMessage(reader, field, what, (part) => {
    const values = VALUES[part.number];
    if (values) {
      if (part.wire !== values.wire) expectWire(reader, part, 2, `${values.name} of ${what}`);
      addPayload(parts, part, values.name, values.width, part.wire === 0 ? 1 : part.end - part.start, part.start);
      return undefined;
    }
    switch (part.number) {
      case 1:
        return readPackedInts(reader, part, `the shape of ${what}`, (side) => {
          if (parts.sides.length >= MAX_RANK) throw reader.refuse(`${what} has more than ${MAX_RANK} dimensions`);
          parts.sides.push(side);
        });
      case 2:
        expectWire(reader, part, 0, `the type of ${what}`);
        parts.type = part.value;
        return undefined;
      case 6:
        expectWire(reader, part, 2, `string_data of ${what}`);
        addPayload(parts, part, 'string_data', 0, part.end - part.start, part.start);
        return undefined;
      case 8:
        expectWire(reader, part, 2, `the name of ${what}`);
        return readText(reader, part, MAX_NAME_BYTES, what).then((name) => {
          parts.name = name;
        });
      case 9:
        expectWire(reader, part, 2, `raw_data of ${what}`);
        if (parts.payloads.has(9)) throw reader.refuse(`${what} has its raw_data twice`);
        addPayload(parts, part, 'raw_data', 1, part.end - part.start, part.start);
        return undefined;
      case 13:
        expectWire(reader, part, 2, `external_data of ${what}`);
        if (parts.external.size >= MAX_EXTERNAL_KEYS) throw reader.refuse(`${what} has more than ${MAX_EXTERNAL_KEYS} entries of external_data`);
        return readKeyValue(reader, part, `external_data of ${what}`).then(([key, value]) => {
          parts.external.set(key, value);
        });
      case 14:
        expectWire(reader, part, 0, `data_location of ${what}`);
        parts.isExternal = part.value === 1;
        return undefined;
      default:
        return undefined;
    }
  });
  return parts;
}

function readDecimal(reader: Protobuf, parts: Parts, key: 'offset' | 'length', what: string): number | undefined {
  const text = parts.external.get(key);
  if (text === undefined) return undefined;
  const value = /^\d{1,16}$/.test(text) ? Number(text) : Number.NaN;
  if (!Number.isSafeInteger(value)) throw reader.refuse(`external_data of ${what} has ${key} ${show(text)} where a number of bytes belongs`);
  return value;
}

/** Bytes that the elements take when they are laid side by side. */
function denseBytes(elements: number, bits: number): number {
  return Number((BigInt(elements) * BigInt(bits) + 7n) / 8n);
}

function checkPayload(reader: Protobuf, payload: Payload, type: OnnxType, elements: number, what: string): void {
  const { kind, width, bytes } = payload;
  const isText = type.name === 'STRING';
  if (isText !== (kind === 'string_data')) throw reader.refuse(`${what} has its values in ${kind}`);
  if (isText) return;
  const dense = denseBytes(elements, type.bits);
  if (width > 0 && bytes !== dense) throw reader.refuse(`${what} needs ${dense} bytes and has ${bytes} in ${kind}`);
  const numbers = type.bits < 8 ? dense : elements;
  if (width === 0 && bytes < numbers) throw reader.refuse(`${what} needs ${numbers} numbers and has ${bytes} bytes in ${kind}`);
}

/** A TensorProto. `what` names it in errors until its own name is known. */
export async function readTensor(reader: Protobuf, field: Pick<Field, 'start' | 'end'>, what: string): Promise<OnnxTensor> {
  const parts = await readParts(reader, field, what);
  const { refuse } = reader;
  const where = parts.name === '' ? what : `tensor ${show(parts.name)}`;
  const type = ONNX_TYPES.get(parts.type);
  if (!type) throw refuse(`${where} has data type ${parts.type}, which this parser does not know`);
  const whole = `${where} of ${type.name} [${parts.sides.join(', ')}]`;
  const valid = parts.sides.every((side) => Number.isSafeInteger(side) && side >= 0);
  const elements = valid ? countElements(parts.sides) : undefined;
  if (elements === undefined) throw refuse(`${whole}: the shape is not one whose elements can be counted`);
  if (!Number.isSafeInteger(denseBytes(elements, type.bits))) throw refuse(`${whole} has more bytes than can be counted`);
  const base = { name: parts.name, dtype: type.name, shape: parts.sides, elements };

  if (parts.isExternal) {
    const location = parts.external.get('location');
    if (location === undefined || location === '') throw refuse(`${where} lies in another file, and external_data does not say in which`);
    const bytes = denseBytes(elements, type.bits);
    const length = readDecimal(reader, parts, 'length', where) ?? bytes;
    if (length !== bytes) throw refuse(`${whole} needs ${bytes} bytes, and external_data says ${length}`);
    return { ...base, bytes, offset: readDecimal(reader, parts, 'offset', where) ?? 0, location };
  }
  const payloads = [...parts.payloads.values()].filter((payload) => payload.bytes > 0 || payload.kind === 'string_data');
  const [payload, second] = payloads;
  if (second) throw refuse(`${where} has values in ${payload?.kind} and again in ${second.kind}`);
  if (!payload) {
    if (elements > 0) throw refuse(`${whole} has no values`);
    return { ...base, bytes: 0, offset: field.start };
  }
  checkPayload(reader, payload, type, elements, whole);
  return { ...base, bytes: payload.bytes, offset: payload.start };
}
