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

/** Kinds with a row of their own; what is met in one layer alone, or beyond these, shares the last. */
const MOST_KINDS = 16;
const OTHER = 'other kinds';

export interface HeatMap {
  readonly layers: readonly string[];
  /** Neighbouring layers that differ by their number alone: `blocks.0` to `blocks.11`. */
  readonly groups: readonly { readonly name: string; readonly span: number }[];
  /** A kind across the layers: in each, its tensors there. */
  readonly rows: readonly { readonly kind: string; readonly cells: readonly (readonly TensorChange[])[] }[];
}

const PLACE = /^(.*?)[./]?(\d+)$/;

/** Layers in the order in which they are first met, those that differ by their number alone together and by that number. */
function orderedLayers(tensors: readonly TensorChange[]): ReadonlyMap<string, readonly string[]> {
  const groups = new Map<string, string[]>();
  for (const layer of new Set(tensors.map((tensor) => tensor.layer))) {
    const stem = PLACE.exec(layer)?.[1] ?? layer;
    groups.set(stem, [...(groups.get(stem) ?? []), layer]);
  }
  const number = (layer: string): number => Number(PLACE.exec(layer)?.[2] ?? -1);
  for (const layers of groups.values()) layers.sort((a, b) => number(a) - number(b));
  return groups;
}

export function heatMap(tensors: readonly TensorChange[]): HeatMap {
  const groups = orderedLayers(tensors);
  const layers = [...groups.values()].flat();
  const met = new Map<string, Set<string>>();
  for (const { kind, layer } of tensors) met.set(kind, (met.get(kind) ?? new Set()).add(layer));
  const common = [...met].filter(([, where]) => where.size > 1).sort(([, a], [, b]) => b.size - a.size).slice(0, MOST_KINDS).map(([kind]) => kind);
  const own = [...met.keys()].filter((kind) => common.includes(kind));
  const shared = new Set([...met.keys()].filter((kind) => !common.includes(kind)));
  const [only] = shared;
  const rest = shared.size === 1 && only !== undefined ? only : OTHER;
  const cells = new Map<string, TensorChange[]>();
  for (const tensor of tensors) {
    const place = `${shared.has(tensor.kind) ? rest : tensor.kind}\n${tensor.layer}`;
    cells.set(place, [...(cells.get(place) ?? []), tensor]);
  }
  return {
    layers,
    groups: [...groups].map(([stem, list]) => ({ name: list.length === 1 ? (list[0] ?? '') : `${stem} ${PLACE.exec(list[0] ?? '')?.[2] ?? ''}–${PLACE.exec(list.at(-1) ?? '')?.[2] ?? ''}`, span: list.length })),
    rows: [...own, ...(shared.size > 0 ? [rest] : [])].map((kind) => ({ kind, cells: layers.map((layer) => cells.get(`${kind}\n${layer}`) ?? []) })),
  };
}
