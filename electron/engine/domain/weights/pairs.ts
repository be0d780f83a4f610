// Which tensors of two versions belong together, what can be told of them without reading, and where they stand in the model.
import type { TensorChange } from '../../../../shared/contract/compare.js';
import { GGML_BLOCKS } from './ggmlTypes.js';
import { PLAIN_TYPES, type NumberType } from './plainTypes.js';

/** A tensor with the file that holds it. */
export interface PlacedTensor {
  readonly name: string;
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly bytes: number;
  readonly offset: number;
  /** Of the version. */
  readonly path: string;
  readonly blob: string;
  /** Numbers in it are written with the greatest byte first. */
  readonly bigEndian: boolean;
}

export interface Pair {
  readonly name: string;
  readonly before: PlacedTensor | undefined;
  readonly after: PlacedTensor | undefined;
}

export function numberType(dtype: string): NumberType | undefined {
  return PLAIN_TYPES[dtype] ?? GGML_BLOCKS[dtype];
}

/** `layer3.0` and `conv1.weight`: the layer ends with the last part that is a number. Without one it is the first part. */
export function placeInModel(name: string): { readonly layer: string; readonly kind: string } {
  const parts = name.split(/[./]/);
  let end = parts.length - 1;
  while (end >= 0 && !/^\d+$/.test(parts[end] ?? '')) end -= 1;
  const cut = end < 0 || end === parts.length - 1 ? Math.min(1, parts.length - 1) : end + 1;
  return { layer: parts.slice(0, cut).join('.'), kind: parts.slice(cut).join('.') };
}

/** By name, in the order of the newer side; what was removed comes last. A name met twice pairs in order. */
export function pairTensors(before: readonly PlacedTensor[], after: readonly PlacedTensor[]): Pair[] {
  const waiting = new Map<string, PlacedTensor[]>();
  for (const tensor of before) waiting.set(tensor.name, [...(waiting.get(tensor.name) ?? []), tensor]);
  const pairs = after.map((tensor): Pair => ({ name: tensor.name, before: waiting.get(tensor.name)?.shift(), after: tensor }));
  return [...pairs, ...[...waiting.values()].flat().map((tensor): Pair => ({ name: tensor.name, before: tensor, after: undefined }))];
}

const elements = (shape: readonly number[]): number => shape.reduce((product, side) => product * side, 1);
const sameShape = (a: readonly number[], b: readonly number[]): boolean => a.length === b.length && a.every((side, index) => side === b[index]);

/** Why the numbers of a tensor cannot be read, or undefined. */
function unreadable(tensor: PlacedTensor): string | undefined {
  const type = numberType(tensor.dtype);
  if (!type) return `Numbers of type ${tensor.dtype} are not read yet; it was compared byte by byte`;
  if (tensor.bigEndian && type.bytes > 1) return 'Its numbers are written greatest byte first; it was compared byte by byte';
  const count = elements(tensor.shape);
  if (count % type.block !== 0 || (count / type.block) * type.bytes !== tensor.bytes) return `It takes ${tensor.bytes} bytes, which is not what ${tensor.dtype} of its shape takes; it was compared byte by byte`;
  return undefined;
}

/** How a pair is to be held against each other. `bytes`: only whether it is the same. */
export type Plan = { readonly how: 'none'; readonly state: TensorChange['state'] } | { readonly how: 'values'; readonly state: 'changed' | 'retyped' } | { readonly how: 'bytes'; readonly note: string };

export function planOf({ before, after }: Pair): Plan {
  if (!before) return { how: 'none', state: 'added' };
  if (!after) return { how: 'none', state: 'removed' };
  if (!sameShape(before.shape, after.shape)) return { how: 'none', state: 'reshaped' };
  const problem = unreadable(before) ?? unreadable(after);
  if (problem === undefined) return { how: 'values', state: before.dtype === after.dtype ? 'changed' : 'retyped' };
  return before.dtype === after.dtype ? { how: 'bytes', note: problem } : { how: 'none', state: 'retyped' };
}

/** A stretch of a file that is one piece of transfer. */
export interface Stretch {
  readonly digest: string;
  readonly from: number;
  readonly to: number;
}

/** Whether both ranges are made of the same chunks at the same places in them: then they are equal, and need not be read. */
export function sameChunks(a: readonly Stretch[], aFrom: number, b: readonly Stretch[], bFrom: number, length: number): boolean {
  const find = (list: readonly Stretch[], at: number): number => {
    let [low, high] = [0, list.length - 1];
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((list[middle] as Stretch).from <= at) low = middle;
      else high = middle - 1;
    }
    return low;
  };
  let [i, j] = [find(a, aFrom), find(b, bFrom)];
  let done = 0;
  while (done < length) {
    const [x, y] = [a[i], b[j]];
    if (!x || !y || x.digest !== y.digest || aFrom + done - x.from !== bFrom + done - y.from) return false;
    const step = Math.min(x.to - aFrom - done, y.to - bFrom - done);
    if (step <= 0) return false;
    done += step;
    if (aFrom + done >= x.to) i += 1;
    if (bFrom + done >= y.to) j += 1;
  }
  return true;
}
