// Number types of one element each, by the names that formats give them: how wide they are, and how to read them as floats.

/** Reads whole elements from little-endian bytes. What fits a 32-bit float comes as such, the rest as 64-bit floats. */
export type Decode = (bytes: Uint8Array) => Float32Array | Float64Array;

export interface NumberType {
  /** Elements in a block, and bytes of one. */
  readonly block: number;
  readonly bytes: number;
  readonly decode: Decode;
}

/** A view where the bytes lie aligned, else a copy. */
function aligned(bytes: Uint8Array, to: number): { readonly buffer: ArrayBufferLike; readonly offset: number } {
  if (bytes.byteOffset % to === 0) return { buffer: bytes.buffer, offset: bytes.byteOffset };
  const copy = new Uint8Array(bytes);
  return { buffer: copy.buffer, offset: 0 };
}

const float32: Decode = (bytes) => {
  const { buffer, offset } = aligned(bytes, 4);
  return new Float32Array(buffer, offset, bytes.length >> 2);
};

const float64: Decode = (bytes) => {
  const { buffer, offset } = aligned(bytes, 8);
  return new Float64Array(buffer, offset, bytes.length >> 3);
};

/** The upper half of a 32-bit float. */
const bfloat16: Decode = (bytes) => {
  const { buffer, offset } = aligned(bytes, 2);
  const from = new Uint16Array(buffer, offset, bytes.length >> 1);
  const bits = new Uint32Array(from.length);
  for (let index = 0; index < from.length; index += 1) bits[index] = (from[index] as number) << 16;
  return new Float32Array(bits.buffer);
};

/** A small float: sign, exponent, mantissa. `finite` types use all codes but the last for numbers, and have no infinity. */
function smallFloat(code: number, exponentBits: number, mantissaBits: number, finite: boolean): number {
  const sign = (code >> (exponentBits + mantissaBits)) & 1 ? -1 : 1;
  const exponent = (code >> mantissaBits) & ((1 << exponentBits) - 1);
  const mantissa = code & ((1 << mantissaBits) - 1);
  const bias = (1 << (exponentBits - 1)) - 1;
  const top = (1 << exponentBits) - 1;
  if (exponent === top && !finite) return mantissa === 0 ? sign * Infinity : NaN;
  if (exponent === top && mantissa === (1 << mantissaBits) - 1) return NaN;
  if (exponent === 0) return sign * mantissa * 2 ** (1 - bias - mantissaBits);
  return sign * (1 + mantissa / (1 << mantissaBits)) * 2 ** (exponent - bias);
}

function tableOf(codes: number, read: (code: number) => number): () => Float32Array {
  let table: Float32Array | undefined;
  return () => (table ??= Float32Array.from({ length: codes }, (_, code) => read(code)));
}

const halves = tableOf(65_536, (code) => smallFloat(code, 5, 10, false));
const e4m3 = tableOf(256, (code) => smallFloat(code, 4, 3, true));
const e5m2 = tableOf(256, (code) => smallFloat(code, 5, 2, false));

/** A 16-bit float by its code. */
export function half(code: number): number {
  return halves()[code] as number;
}

const float16: Decode = (bytes) => {
  const { buffer, offset } = aligned(bytes, 2);
  const from = new Uint16Array(buffer, offset, bytes.length >> 1);
  const table = halves();
  const out = new Float32Array(from.length);
  for (let index = 0; index < from.length; index += 1) out[index] = table[from[index] as number] as number;
  return out;
};

const byTable = (table: () => Float32Array): Decode => (bytes) => {
  const values = table();
  const out = new Float32Array(bytes.length);
  for (let index = 0; index < bytes.length; index += 1) out[index] = values[bytes[index] as number] as number;
  return out;
};

type Ints = Int8Array | Uint8Array | Int16Array | Uint16Array | Int32Array | Uint32Array | BigInt64Array | BigUint64Array;

const whole = (width: number, view: (buffer: ArrayBufferLike, offset: number, length: number) => Ints): Decode => (bytes) => {
  const { buffer, offset } = aligned(bytes, width);
  const from = view(buffer, offset, Math.floor(bytes.length / width));
  const out = width > 2 ? new Float64Array(from.length) : new Float32Array(from.length);
  for (let index = 0; index < from.length; index += 1) out[index] = Number(from[index]);
  return out;
};

const plain = (bytes: number, decode: Decode): NumberType => ({ block: 1, bytes, decode });
const I8 = plain(1, whole(1, (buffer, offset, length) => new Int8Array(buffer, offset, length)));
const U8 = plain(1, whole(1, (buffer, offset, length) => new Uint8Array(buffer, offset, length)));
const I16 = plain(2, whole(2, (buffer, offset, length) => new Int16Array(buffer, offset, length)));
const U16 = plain(2, whole(2, (buffer, offset, length) => new Uint16Array(buffer, offset, length)));
const I32 = plain(4, whole(4, (buffer, offset, length) => new Int32Array(buffer, offset, length)));
const U32 = plain(4, whole(4, (buffer, offset, length) => new Uint32Array(buffer, offset, length)));
const I64 = plain(8, whole(8, (buffer, offset, length) => new BigInt64Array(buffer, offset, length)));
const U64 = plain(8, whole(8, (buffer, offset, length) => new BigUint64Array(buffer, offset, length)));
const F16 = plain(2, float16);
const BF16 = plain(2, bfloat16);
const F32 = plain(4, float32);
const F64 = plain(8, float64);
const E4M3 = plain(1, byTable(e4m3));
const E5M2 = plain(1, byTable(e5m2));

/** By the name in safetensors and GGUF, ONNX, and torch. */
export const PLAIN_TYPES: Readonly<Record<string, NumberType>> = {
  F64, F32, F16, BF16, I64, I32, I16, I8, U64, U32, U16, U8, BOOL: U8, F8_E4M3: E4M3, F8_E5M2: E5M2,
  DOUBLE: F64, FLOAT: F32, FLOAT16: F16, BFLOAT16: BF16, INT64: I64, INT32: I32, INT16: I16, INT8: I8, UINT64: U64, UINT32: U32, UINT16: U16, UINT8: U8, FLOAT8E4M3FN: E4M3, FLOAT8E5M2: E5M2,
  float64: F64, float32: F32, float16: F16, bfloat16: BF16, int64: I64, int32: I32, int16: I16, int8: I8, uint8: U8, bool: U8, float8_e4m3fn: E4M3, float8_e5m2: E5M2,
};
