// The words of ONNX: its number types and how the types of values are written down.
import { show } from './refusal.js';
import { expectWire, readMessage, readText, type Field, type Protobuf } from './protobuf.js';

export interface OnnxType {
  readonly name: string;
  /** Of one element; 0 for text. */
  readonly bits: number;
}

const type = (name: string, bits: number): OnnxType => ({ name, bits });

/** TensorProto.DataType by number. */
export const ONNX_TYPES: ReadonlyMap<number, OnnxType> = new Map([
  [1, type('FLOAT', 32)],
  [2, type('UINT8', 8)],
  [3, type('INT8', 8)],
  [4, type('UINT16', 16)],
  [5, type('INT16', 16)],
  [6, type('INT32', 32)],
  [7, type('INT64', 64)],
  [8, type('STRING', 0)],
  [9, type('BOOL', 8)],
  [10, type('FLOAT16', 16)],
  [11, type('DOUBLE', 64)],
  [12, type('UINT32', 32)],
  [13, type('UINT64', 64)],
  [14, type('COMPLEX64', 64)],
  [15, type('COMPLEX128', 128)],
  [16, type('BFLOAT16', 16)],
  [17, type('FLOAT8E4M3FN', 8)],
  [18, type('FLOAT8E4M3FNUZ', 8)],
  [19, type('FLOAT8E5M2', 8)],
  [20, type('FLOAT8E5M2FNUZ', 8)],
  [21, type('UINT4', 4)],
  [22, type('INT4', 4)],
  [23, type('FLOAT4E2M1', 4)],
  [24, type('FLOAT8E8M0', 8)],
  [25, type('UINT2', 2)],
  [26, type('INT2', 2)],
  [27, type('FLOAT6E2M3', 6)],
  [28, type('FLOAT6E3M2', 6)],
]);

/** Types within types, and names in them. */
const MAX_DEPTH = 8;
const MAX_DIMENSION_NAME = 64;
const MAX_RANK = 64;

export function typeName(number: number): string {
  return ONNX_TYPES.get(number)?.name ?? `type ${number}`;
}

async function readDimension(reader: Protobuf, field: Field, what: string): Promise<string> {
  let shown = '?';
  await readMessage(reader, field, what, async (part) => {
    if (part.number === 1) {
      expectWire(reader, part, 0, `a size in ${what}`);
      shown = String(part.value);
    } else if (part.number === 2) {
      expectWire(reader, part, 2, `a size in ${what}`);
      shown = (await readText(reader, part, MAX_DIMENSION_NAME, what)) || '?';
    }
  });
  return shown;
}

/** `FLOAT[batch, 3, 224, 224]`; a type without a shape has no brackets. */
async function readTensorType(reader: Protobuf, field: Field, what: string): Promise<string> {
  let element = 0;
  let sides: string[] | undefined;
  await readMessage(reader, field, what, async (part) => {
    if (part.number === 1) {
      expectWire(reader, part, 0, `the element type of ${what}`);
      element = part.value;
    } else if (part.number === 2) {
      expectWire(reader, part, 2, `the shape of ${what}`);
      const found: string[] = [];
      await readMessage(reader, part, `the shape of ${what}`, async (side) => {
        if (side.number !== 1) return;
        expectWire(reader, side, 2, `the shape of ${what}`);
        if (found.length >= MAX_RANK) throw reader.refuse(`${what} has more than ${MAX_RANK} dimensions`);
        found.push(await readDimension(reader, side, `the shape of ${what}`));
      });
      sides = found;
    }
  });
  return `${typeName(element)}${sides ? `[${sides.join(', ')}]` : ''}`;
}

const WRAPPERS: Readonly<Record<number, { name: string; inner: number }>> = {
  4: { name: 'sequence', inner: 1 },
  5: { name: 'map', inner: 2 },
  9: { name: 'optional', inner: 1 },
};

/** A TypeProto in words: `FLOAT[1, n]`, `sequence(INT64[n])`, `map(STRING, FLOAT[])`. */
export async function readType(reader: Protobuf, field: Field, what: string, depth = 0): Promise<string> {
  if (depth > MAX_DEPTH) throw reader.refuse(`${what} has types within types, more than ${MAX_DEPTH} deep`);
  let shown = 'unknown';
  await readMessage(reader, field, what, async (part) => {
    const wrapper = WRAPPERS[part.number];
    if (part.number !== 1 && part.number !== 7 && part.number !== 8 && !wrapper) return;
    expectWire(reader, part, 2, what);
    if (part.number === 7) shown = 'opaque';
    else if (!wrapper) shown = `${part.number === 8 ? 'sparse ' : ''}${await readTensorType(reader, part, what)}`;
    else shown = await readWrapped(reader, part, wrapper, what, depth);
  });
  return shown;
}

async function readWrapped(reader: Protobuf, field: Field, wrapper: { name: string; inner: number }, what: string, depth: number): Promise<string> {
  let key = '';
  let inner = 'unknown';
  await readMessage(reader, field, what, async (part) => {
    if (wrapper.name === 'map' && part.number === 1) {
      expectWire(reader, part, 0, what);
      key = `${typeName(part.value)}, `;
    } else if (part.number === wrapper.inner) {
      expectWire(reader, part, 2, what);
      inner = await readType(reader, part, what, depth + 1);
    }
  });
  return `${wrapper.name}(${key}${inner})`;
}

/** A ValueInfoProto: a name and its type in words. */
export async function readValueInfo(reader: Protobuf, field: Field, what: string): Promise<{ name: string; type: string }> {
  let name = '';
  let type = 'unknown';
  await readMessage(reader, field, what, async (part) => {
    if (part.number === 1) {
      expectWire(reader, part, 2, `the name of ${what}`);
      name = await readText(reader, part, 256, `the name of ${what}`);
    } else if (part.number === 2) {
      expectWire(reader, part, 2, `the type of ${what}`);
      type = await readType(reader, part, `the type of ${what}${name === '' ? '' : ` ${show(name)}`}`);
    }
  });
  return { name, type };
}
