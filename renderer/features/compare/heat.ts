// How a tensor's change is shown: a step of the heat scale, and words.
import type { TensorChange } from '../../../shared/contract/compare.js';

export const STATE_WORDS: Readonly<Record<TensorChange['state'], string>> = { same: 'same', changed: 'changed', reshaped: 'reshaped', retyped: 'retyped', added: 'added', removed: 'removed', unread: 'not read' };

/** Steps of relative change: nothing, a trace, 0.1 %, 1 %, 3 %, 10 %. What is new or has no measure is the darkest. */
const STEPS = [0, 0, 0.001, 0.01, 0.03, 0.1];

export function heatOf(tensor: TensorChange): number {
  if (tensor.state === 'same') return 0;
  if (tensor.relative === null) return STEPS.length - 1;
  let step = 1;
  while (step < STEPS.length - 1 && tensor.relative >= (STEPS[step + 1] as number)) step += 1;
  return tensor.relative === 0 ? 0 : step;
}

export function percent(value: number): string {
  return `${value !== 0 && value < 0.0001 ? (value * 100).toExponential(1) : Number((value * 100).toPrecision(3))} %`;
}

/** "changed 18.7 %, cosine 0.982, max 0.04". */
export function tensorWords(tensor: TensorChange): string {
  const figures = tensor.relative === null ? [] : [percent(tensor.relative), ...(tensor.cosine === null ? [] : [`cosine ${Number(tensor.cosine.toPrecision(5))}`]), ...(tensor.maxAbs === null ? [] : [`largest change ${Number(tensor.maxAbs.toPrecision(3))}`])];
  const sides = tensor.before && tensor.after && tensor.state !== 'same' && tensor.state !== 'changed' ? `${tensor.before.dtype} ${tensor.before.shape.join('×')} to ${tensor.after.dtype} ${tensor.after.shape.join('×')}` : '';
  return [[STATE_WORDS[tensor.state], figures[0]].filter(Boolean).join(' '), ...figures.slice(1), sides, tensor.note ?? ''].filter(Boolean).join(', ');
}

export interface Layer {
  readonly name: string;
  readonly tensors: readonly TensorChange[];
}

/** Tensors of one layer stand together, in the order in which layers are first met. */
export function layersOf(tensors: readonly TensorChange[]): readonly Layer[] {
  const layers = new Map<string, TensorChange[]>();
  for (const tensor of tensors) {
    const list = layers.get(tensor.layer);
    if (list) list.push(tensor);
    else layers.set(tensor.layer, [tensor]);
  }
  return [...layers].map(([name, list]) => ({ name, tensors: list }));
}
