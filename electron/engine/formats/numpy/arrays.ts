// Arrays of numpy in what a pickle describes: their dtype, shape and where their bytes lie. Those of joblib lie between the opcodes.
import type { Cursor } from '../cursor.js';
import { asCall, attribute, classOf, isGlobal, itemsOf, sizesOf, type PickleCall, type PickleValue } from '../pickle/values.js';
import type { Refuse } from '../refusal.js';
import { countElements } from '../shapes.js';

export interface ArrayFact {
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly elements: number;
  readonly bytes: number;
  /** In the pickle's stream. */
  readonly offset: number;
}

const KINDS: Readonly<Record<string, string>> = { f: 'float', i: 'int', u: 'uint', c: 'complex' };
const PLAIN: Readonly<Record<string, string>> = { b1: 'bool', '?': 'bool', O8: 'object', O: 'object' };
const ARRAY_MODULES = /^numpy\.(_?core)\.(multiarray|numeric)$/;

/** numpy's name and width of a dtype; undefined for one of objects, whose bytes are pickles of their own. */
export function numpyDtype(value: PickleValue | undefined): { readonly dtype: string; readonly itemBytes: number } | undefined {
  const call = asCall(value);
  const text = call && isGlobal(call.of, 'numpy', 'dtype') ? itemsOf(call.args)[0] : isGlobal(value, 'numpy') ? value.name : undefined;
  if (typeof text !== 'string') return undefined;
  const code = /^[<>=|]?([a-zA-Z?])(\d*)$/.exec(text);
  if (!code) return undefined;
  const [, kind = '', digits = ''] = code;
  if (kind === 'O') return undefined;
  const size = digits === '' ? 1 : Number(digits);
  const itemBytes = kind === 'U' ? size * 4 : kind === 'M' || kind === 'm' ? 8 : size;
  if (!Number.isSafeInteger(itemBytes) || itemBytes > 2 ** 31) return undefined;
  return { dtype: PLAIN[`${kind}${digits}`] ?? (Object.hasOwn(KINDS, kind) ? `${KINDS[kind]}${size * 8}` : text), itemBytes };
}

function fact(shape: number[] | undefined, type: { dtype: string; itemBytes: number } | undefined, offset: number, held: number): ArrayFact | undefined {
  const elements = shape && countElements(shape);
  if (!shape || !type || elements === undefined) return undefined;
  const bytes = elements * type.itemBytes;
  return bytes <= held ? { dtype: type.dtype, shape, elements, bytes, offset } : undefined;
}

/** Bytes of an array, as bytes or as the text that old protocols write: that takes at least as many, right before what unpacks it. */
function bytesOf(value: PickleValue | undefined): { offset: number; length: number } | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  if (value.t === 'bytes') return value;
  if (value.t !== 'call') return undefined;
  const [inner] = itemsOf(value.args);
  if (isGlobal(value.of, '_codecs', 'encode')) {
    const length = typeof inner === 'string' ? inner.length : typeof inner === 'object' && inner !== null && inner.t === 'bytes' ? inner.length : 0;
    return { offset: Math.max(0, value.at - length), length };
  }
  return isGlobal(value.of, /^(builtins|__builtin__)$/, /^(bytearray|bytes)$/) ? bytesOf(inner) : undefined;
}

/** The array that a value is, or undefined. `wrapped`: those that joblib wrote, by the object that stands for them. */
export function arrayOf(value: PickleValue | undefined, wrapped: ReadonlyMap<PickleCall, ArrayFact>): ArrayFact | undefined {
  const call = asCall(value);
  if (!call) return undefined;
  const known = wrapped.get(call);
  if (known) return known;
  if (isGlobal(call.of, ARRAY_MODULES, '_reconstruct')) {
    const [, shape, dtype, , data] = itemsOf(call.state);
    const bytes = bytesOf(data);
    return bytes && fact(sizesOf(shape), numpyDtype(dtype), bytes.offset, bytes.length);
  }
  if (isGlobal(call.of, ARRAY_MODULES, '_frombuffer')) {
    const [data, dtype, shape] = itemsOf(call.args);
    const bytes = bytesOf(data);
    return bytes && fact(sizesOf(shape), numpyDtype(dtype), bytes.offset, bytes.length);
  }
  return undefined;
}

/** Whether a value is an array of any kind, also one of objects. */
export function isArray(value: PickleValue | undefined): boolean {
  const call = asCall(value);
  return call !== undefined && (isGlobal(call.of, ARRAY_MODULES, /^(_reconstruct|_frombuffer)$/) || isGlobal(classOf(call), 'joblib.numpy_pickle', /^NumpyArrayWrapper$/));
}

/**
 * After joblib's stand-in for an array its bytes follow, perhaps behind a byte that counts padding: passes over them and
 * notes where they are. Arrays of objects are pickles in the pickle: `nested` is called to read one.
 */
export function joblibArrays(wrapped: Map<PickleCall, ArrayFact>, refuse: Refuse, nested: (cursor: Cursor) => Promise<void>): (object: PickleCall, cursor: Cursor) => Promise<void> {
  return async (object, cursor) => {
    if (!isGlobal(classOf(object), 'joblib.numpy_pickle', 'NumpyArrayWrapper')) return;
    const shape = sizesOf(attribute(object, 'shape'));
    const type = numpyDtype(attribute(object, 'dtype'));
    if (!type) return nested(cursor);
    const elements = shape && countElements(shape);
    if (!shape || elements === undefined) throw refuse('an array of joblib has no shape that can be counted');
    const alignment = attribute(object, 'numpy_array_alignment_bytes');
    if (typeof alignment === 'number') {
      await cursor.load(1, 'the padding of an array of joblib');
      cursor.skip(cursor.bytes(1)[0] as number);
    }
    const bytes = elements * type.itemBytes;
    if (bytes > cursor.left()) throw refuse(`an array of joblib takes ${bytes} bytes, and ${cursor.left()} follow`);
    wrapped.set(object, { dtype: type.dtype, shape, elements, bytes, offset: cursor.position() });
    cursor.skip(bytes);
  };
}
