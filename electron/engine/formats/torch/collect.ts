// Finds the tensors in what a pickle of torch describes, under the names by which a program would reach them.
import { asCall, attributesOf, classOf, entriesOf, isGlobal, itemsOf, sizesOf, type PickleCall, type PickleValue } from '../pickle/values.js';
import type { Refuse } from '../refusal.js';
import { show } from '../refusal.js';
import { countElements } from '../shapes.js';
import { MAX_LAYERS, type LayerFact } from '../types.js';
import { dtypeOf, storageOf, type StorageRef } from './storages.js';

/** Real files have some thousands. */
const MAX_TENSORS = 100_000;
const MAX_DEPTH = 64;
/** Values looked at; shared ones are met once for each name. */
const MAX_VISITS = 1_000_000;
const MAX_NAME = 512;

export interface TorchTensor {
  readonly name: string;
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly elements: number;
  readonly bytes: number;
  readonly storage: StorageRef;
  /** Into the storage. */
  readonly byteOffset: number;
}

export interface Collected {
  readonly tensors: TorchTensor[];
  /** Modules with their classes, where whole modules were saved. */
  readonly layers: LayerFact[];
  layerCount: number;
}

interface Walk extends Collected {
  readonly refuse: Refuse;
  readonly taken: Set<string>;
  /** What the value at hand lies in; one that holds itself is met once. */
  readonly above: Set<PickleValue>;
  visits: number;
}

function tensorOf(walk: Walk, name: string, call: PickleCall): TorchTensor | undefined {
  const { refuse } = walk;
  const [source, offset, size, stride, , , typed] = itemsOf(call.args);
  const storage = storageOf(source);
  if (!storage) return undefined;
  const { dtype, itemBytes } = (isGlobal(call.of, /./, '_rebuild_tensor_v3') && dtypeOf(typed)) || storage;
  const shape = sizesOf(size);
  const strides = sizesOf(stride);
  const where = `tensor ${show(name)}`;
  if (!shape || !strides || shape.length !== strides.length || typeof offset !== 'number' || !Number.isSafeInteger(offset) || offset < 0) throw refuse(`${where} has an offset, shape or strides that are no sizes`);
  const elements = countElements(shape);
  if (elements === undefined) throw refuse(`${where} has more elements than can be counted`);
  const storageBytes = storage.elements * storage.itemBytes;
  const span = elements === 0 ? 0 : shape.reduce((sum, side, axis) => sum + (side - 1) * (strides[axis] ?? 0), 1);
  if ((offset + span) * itemBytes > storageBytes) throw refuse(`${where} reaches to element ${offset + span} of a storage of ${storageBytes} bytes`);
  return { name, dtype, shape, elements, bytes: Math.min(elements * itemBytes, storageBytes - offset * itemBytes), storage, byteOffset: offset * itemBytes };
}

function keep(walk: Walk, name: string, call: PickleCall): void {
  let unique = name === '' ? 'tensor' : name.slice(0, MAX_NAME);
  for (let number = 2; walk.taken.has(unique); number += 1) unique = `${name.slice(0, MAX_NAME)} (${number})`;
  const tensor = tensorOf(walk, unique, call);
  if (!tensor) return;
  if (walk.tensors.length >= MAX_TENSORS) throw walk.refuse(`it has more than ${MAX_TENSORS} tensors`);
  walk.taken.add(unique);
  walk.tensors.push(tensor);
}

const join = (name: string, part: PickleValue): string => (name === '' ? String(part) : `${name}.${String(part)}`);
const isKey = (key: PickleValue): boolean => typeof key === 'string' || typeof key === 'number';
/** Attributes that hold what a module is made of; they are not part of names. */
const PARTS = new Set(['_parameters', '_buffers', '_modules']);

function layer(walk: Walk, name: string, value: PickleCall): void {
  const of = classOf(value);
  if (!of || name === '') return;
  walk.layerCount += 1;
  const sizes = attributesOf(value).filter(([key, size]) => typeof key === 'string' && /^(in|out|num|kernel|hidden|embedding|normalized)_?\w*$/.test(key) && (typeof size === 'number' || sizesOf(size)));
  const detail = sizes.slice(0, 4).map(([key, size]) => `${String(key)} ${typeof size === 'number' ? size : (sizesOf(size) ?? []).join('x')}`).join(', ');
  if (walk.layers.length < MAX_LAYERS) walk.layers.push({ name, kind: of.name, detail, parameters: null });
}

function walkModule(walk: Walk, name: string, value: PickleCall, depth: number): void {
  const attributes = attributesOf(value);
  if (attributes.some(([key]) => key === '_modules')) layer(walk, name, value);
  for (const [key, part] of attributes) {
    if (typeof key !== 'string') continue;
    if (PARTS.has(key)) for (const [own, inner] of entriesOf(part)) visit(walk, join(name, own), inner, depth + 1);
    else visit(walk, join(name, key), part, depth + 1);
  }
}

function walkCall(walk: Walk, name: string, value: PickleCall, depth: number): void {
  const args = itemsOf(value.args);
  if (isGlobal(value.of, 'torch._utils', /^_rebuild_tensor(_v2|_v3)?$/)) return keep(walk, name, value);
  if (isGlobal(value.of, 'torch._utils', /^_rebuild_parameter/)) return visit(walk, name, args[0] ?? null, depth + 1);
  if (isGlobal(value.of, 'torch._tensor', /^_rebuild_from_type/)) {
    return visit(walk, name, { t: 'call', of: args[0] ?? null, args: args[2] ?? null, at: value.at, items: [], entries: [] }, depth + 1);
  }
  if (isGlobal(value.of, 'torch._utils', '_rebuild_qtensor')) return keep(walk, name, value);
  for (const [key, inner] of entriesOf(value)) if (isKey(key)) visit(walk, join(name, key), inner, depth + 1);
  // An OrderedDict may be made from a list of pairs.
  if (isGlobal(value.of, 'collections', 'OrderedDict')) for (const pair of itemsOf(args[0])) visit(walk, join(name, itemsOf(pair)[0] ?? ''), itemsOf(pair)[1] ?? null, depth + 1);
  value.items.forEach((item, index) => visit(walk, join(name, index), item, depth + 1));
  walkModule(walk, name, value, depth);
}

function visit(walk: Walk, name: string, value: PickleValue, depth: number): void {
  if (typeof value !== 'object' || value === null || depth > MAX_DEPTH || walk.above.has(value)) return;
  walk.visits += 1;
  if (walk.visits > MAX_VISITS) throw walk.refuse(`it holds more than ${MAX_VISITS} objects`);
  walk.above.add(value);
  if (value.t === 'call') walkCall(walk, name, value, depth);
  else if (value.t === 'dict') for (const [key, inner] of value.entries) { if (isKey(key)) visit(walk, join(name, key), inner, depth + 1); }
  else if (value.t === 'list' || value.t === 'tuple') value.items.forEach((item, index) => visit(walk, join(name, index), item, depth + 1));
  walk.above.delete(value);
}

/** All tensors under `root`, in the order in which they are written. */
export function collectTensors(root: PickleValue | undefined, refuse: Refuse): Collected {
  const walk: Walk = { tensors: [], layers: [], layerCount: 0, refuse, taken: new Set(), above: new Set(), visits: 0 };
  if (root !== undefined) visit(walk, '', root, 0);
  return { tensors: walk.tensors, layers: walk.layers, layerCount: walk.layerCount };
}

/** State of an optimizer is no parameter of the model. */
export function isOptimizerState(name: string): boolean {
  return name.split('.').some((part) => /^(optimi[sz]er|optim|opt|lr_scheduler|scheduler|scaler|amp|ema_optimizer)(s|_state|_states|_state_dict|_state_dicts)?$/i.test(part));
}

/** Whether what was saved is the state of an optimizer and nothing else. */
export function isOptimizer(root: PickleValue | undefined): boolean {
  const keys = new Set(entriesOf(root).map(([key]) => key));
  return keys.size === 2 && keys.has('state') && keys.has('param_groups');
}

/** Elements of the model's own tensors; one that has two names counts once. Null past 2^53. */
export function countParameters(tensors: readonly TorchTensor[]): number | null {
  const seen = new Set<string>();
  let sum = 0;
  for (const { name, storage, byteOffset, shape, elements } of tensors) {
    const key = `${storage.key}:${byteOffset}:${shape.join('x')}`;
    if (isOptimizerState(name) || seen.has(key)) continue;
    seen.add(key);
    sum += elements;
  }
  return Number.isSafeInteger(sum) ? sum : null;
}

/** Name and class of the object that was saved, where it is one: `torchvision.models.resnet.ResNet`. */
export function savedClass(root: PickleValue | undefined): string | undefined {
  const of = classOf(asCall(root));
  return of && of.module !== 'collections' && !of.module.startsWith('torch._') ? `${of.module}.${of.name}` : undefined;
}
