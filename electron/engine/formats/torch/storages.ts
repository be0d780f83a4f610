// Storages as the pickles of torch name them: what type, under which key, how many elements.
import { isGlobal, itemsOf, type PickleValue } from '../pickle/values.js';

export interface StorageRef {
  readonly key: string;
  /** As torch calls it, `float32`; `bytes` where only the tensor says. */
  readonly dtype: string;
  readonly itemBytes: number;
  readonly elements: number;
}

const TYPES: Readonly<Record<string, readonly [string, number]>> = {
  Float: ['float32', 4], Double: ['float64', 8], Half: ['float16', 2], BFloat16: ['bfloat16', 2], Long: ['int64', 8], Int: ['int32', 4], Short: ['int16', 2],
  Char: ['int8', 1], Byte: ['uint8', 1], Bool: ['bool', 1], ComplexFloat: ['complex64', 8], ComplexDouble: ['complex128', 16], QInt8: ['qint8', 1], QUInt8: ['quint8', 1], QInt32: ['qint32', 4],
  Untyped: ['bytes', 1], _Untyped: ['bytes', 1],
};

const WIDTHS: Readonly<Record<string, number>> = {
  float32: 4, float: 4, float64: 8, double: 8, float16: 2, half: 2, bfloat16: 2, int64: 8, long: 8, int32: 4, int: 4, int16: 2, short: 2, int8: 1, uint8: 1, bool: 1, uint16: 2, uint32: 4, uint64: 8,
  complex64: 8, complex128: 16, qint8: 1, quint8: 1, qint32: 4, float8_e4m3fn: 1, float8_e5m2: 1, float8_e4m3fnuz: 1, float8_e5m2fnuz: 1, float8_e8m0fnu: 1,
};

/** The name and width of a dtype that is named in the pickle, `torch.bfloat16`. */
export function dtypeOf(value: PickleValue | undefined): { readonly dtype: string; readonly itemBytes: number } | undefined {
  if (!isGlobal(value, 'torch') || !Object.hasOwn(WIDTHS, value.name)) return undefined;
  return { dtype: value.name, itemBytes: WIDTHS[value.name] ?? 1 };
}

/** ('storage', type, key, device, elements, ...), or undefined for another id. */
export function storageOf(value: PickleValue | undefined): StorageRef | undefined {
  if (typeof value !== 'object' || value === null || value.t !== 'persistent') return undefined;
  const [word, type, key, , elements] = itemsOf(value.id);
  if (word !== 'storage' || (typeof key !== 'string' && typeof key !== 'number') || typeof elements !== 'number' || !Number.isSafeInteger(elements) || elements < 0) return undefined;
  const name = isGlobal(type, /./) ? type.name.replace(/Storage$/, '') : '';
  if (!Object.hasOwn(TYPES, name)) return undefined;
  const [dtype, itemBytes] = TYPES[name] as readonly [string, number];
  return { key: String(key), dtype, itemBytes, elements };
}
