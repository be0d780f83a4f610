// compare.weights: what changed in the tensors of two versions. What is made of the same chunks is known to be equal and not read.
import type { CompareItem, TensorChange, TensorHistogram, WeightsEvent, WeightsSummary } from '../../../../shared/contract/compare.js';
import { CairnError } from '../../../../shared/contract/errors.js';
import type { Digest, Progress } from '../../../../shared/contract/primitives.js';
import type { Cache } from '../../cache/types.js';
import { numberType, pairTensors, placeInModel, planOf, sameChunks, type Pair, type PlacedTensor, type Stretch } from '../../domain/weights/pairs.js';
import type { EngineContext } from '../context.js';
import { bring } from '../storage/bring.js';
import { comparedItem, type Compared } from './items.js';
import { placedTensors } from './tensors.js';

const NO_FIGURES = { relative: null, cosine: null, maxAbs: null, changedValues: null, values: null, nonFinite: 0 } as const;
const UNCHANGED = { relative: 0, cosine: 1, maxAbs: 0, changedValues: 0, values: null, nonFinite: 0 } as const;

/** Chunks of blobs with where they lie; each list is read once. */
function stretchesOf(cache: Cache): (blob: string) => readonly Stretch[] {
  const known = new Map<string, readonly Stretch[]>();
  return (blob) => {
    const kept = known.get(blob);
    if (kept) return kept;
    let at = 0;
    const list = (cache.chunks(blob)?.chunks ?? []).map((chunk): Stretch => ({ digest: chunk.digest, from: at, to: (at += chunk.length) }));
    known.set(blob, list);
    return list;
  };
}

function knownEqual(stretches: (blob: string) => readonly Stretch[], { before, after }: Pair): boolean {
  if (!before || !after || before.dtype !== after.dtype || before.bytes !== after.bytes) return false;
  if (before.blob === after.blob && before.offset === after.offset) return true;
  const [a, b] = [stretches(before.blob), stretches(after.blob)];
  return a.length > 0 && b.length > 0 && sameChunks(a, before.offset, b, after.offset, before.bytes);
}

const shape = (tensor: PlacedTensor | undefined): TensorChange['before'] => (tensor ? { dtype: tensor.dtype, shape: [...tensor.shape], bytes: tensor.bytes } : null);

function change(pair: Pair, state: TensorChange['state'], figures: Omit<TensorChange, 'name' | 'path' | 'state' | 'layer' | 'kind' | 'before' | 'after' | 'note'>, note: string | null = null): TensorChange {
  return { name: pair.name, path: (pair.after ?? pair.before)?.path ?? '', state, ...placeInModel(pair.name), before: shape(pair.before), after: shape(pair.after), ...figures, note };
}

function summarize(before: string, after: string, tensors: readonly TensorChange[], read: number): WeightsSummary {
  const count = (state: TensorChange['state']): number => tensors.filter((tensor) => tensor.state === state).length;
  const shared = tensors.reduce((sum, tensor) => sum + (tensor.state === 'same' ? (tensor.after?.bytes ?? 0) : 0), 0);
  return { before, after, same: count('same'), changed: count('changed'), reshaped: count('reshaped'), retyped: count('retyped'), added: count('added'), removed: count('removed'), unread: count('unread'), shared, read };
}

/** Fetches the files of a version that hold these tensors and are not here. */
async function bringFiles(engine: EngineContext, { version }: Compared, tensors: readonly PlacedTensor[], onProgress: (progress: Progress) => void, signal: AbortSignal): Promise<void> {
  if (!version) return;
  for (const [blob, path] of new Map(tensors.map((tensor) => [tensor.blob, tensor.path]))) await bring(engine, { store: engine.registry, versions: [version.id], path, blob: blob as Digest }, onProgress, signal);
}

/** What has to be read and is not here is fetched. @throws CairnError offline, invalid_input, corrupt, cancelled */
export async function compareWeights(engine: EngineContext, input: { readonly before: CompareItem; readonly after: CompareItem }, onProgress: (progress: Progress) => void, signal: AbortSignal): Promise<WeightsEvent> {
  const [old, young] = [await comparedItem(engine, input.before), await comparedItem(engine, input.after)];
  const pairs = pairTensors(await placedTensors(engine, old, signal), await placedTensors(engine, young, signal));
  const stretches = stretchesOf(engine.cache);
  const plans = pairs.map((pair) => ({ pair, plan: planOf(pair), equal: knownEqual(stretches, pair) }));
  const work = plans.flatMap(({ pair: { before, after }, plan, equal }) => (plan.how !== 'none' && !equal && before && after ? [{ before, after, how: plan.how }] : []));
  await bringFiles(engine, old, work.map(({ before }) => before), onProgress, signal);
  await bringFiles(engine, young, work.map(({ after }) => after), onProgress, signal);
  const results = await engine.cache.compareTensors(work, { onProgress, signal });
  let next = 0;
  const tensors = plans.map(({ pair, plan, equal }): TensorChange => {
    if (plan.how === 'none') return change(pair, plan.state, NO_FIGURES);
    if (equal) return change(pair, 'same', { ...UNCHANGED, values: pair.after?.shape.reduce((product, side) => product * side, 1) ?? null });
    const result = results[next];
    next += 1;
    if (plan.how === 'bytes') return change(pair, result?.same ? 'same' : 'changed', NO_FIGURES, result?.same ? null : plan.note);
    return change(pair, result?.same ? 'same' : plan.state, result?.figures ?? NO_FIGURES);
  });
  const read = work.reduce((sum, { before, after }) => sum + before.bytes + after.bytes, 0);
  return { event: 'done', summary: summarize(old.column.ref, young.column.ref, tensors, read), tensors };
}

/** @throws CairnError not_found when neither has the tensor, invalid_input where its numbers cannot be read */
export async function tensorHistogram(engine: EngineContext, input: { readonly before: CompareItem; readonly after: CompareItem; readonly tensor: string; readonly bins: number }, signal: AbortSignal | undefined): Promise<TensorHistogram> {
  const [old, young] = [await comparedItem(engine, input.before), await comparedItem(engine, input.after)];
  const find = (tensors: readonly PlacedTensor[]): PlacedTensor | undefined => tensors.find((tensor) => tensor.name === input.tensor);
  const before = find(await placedTensors(engine, old, signal));
  const after = find(await placedTensors(engine, young, signal));
  if (!before && !after) throw new CairnError('not_found', `Neither ${old.column.ref} nor ${young.column.ref} has a tensor "${input.tensor}".`, { tensor: input.tensor });
  for (const tensor of [before, after]) {
    if (tensor && (!numberType(tensor.dtype) || tensor.bigEndian)) throw new CairnError('invalid_input', `The numbers of ${input.tensor} are of type ${tensor.dtype}, which cannot be read yet.`, { tensor: input.tensor, dtype: tensor.dtype });
  }
  if (before) await bringFiles(engine, old, [before], () => {}, signal ?? new AbortController().signal);
  if (after) await bringFiles(engine, young, [after], () => {}, signal ?? new AbortController().signal);
  return { name: input.tensor, ...(await engine.cache.tensorHistogram(before, after, input.bins, { signal })) };
}
