// Objects of scikit-learn and its kin in what a pickle describes: their arrays by name, their classes in order, what they expect.
import { asCall, attribute, attributesOf, classOf, entriesOf, itemsOf, sizesOf, type PickleCall, type PickleValue } from '../pickle/values.js';
import { MAX_LAYERS, type LayerFact, type PortFact } from '../types.js';
import { arrayOf, isArray, type ArrayFact } from './arrays.js';

const MAX_ARRAYS = 100_000;
const MAX_DEPTH = 48;
const MAX_VISITS = 500_000;
const MAX_NAME = 512;
const MAX_SETTINGS = 4;

export interface NamedArray extends ArrayFact {
  readonly name: string;
}

export interface Estimators {
  readonly arrays: NamedArray[];
  readonly layers: LayerFact[];
  layerCount: number;
  version: string | undefined;
  /** There was more than is looked at. */
  cut: boolean;
}

interface Walk extends Estimators {
  readonly wrapped: ReadonlyMap<PickleCall, ArrayFact>;
  readonly taken: Set<string>;
  readonly met: Set<PickleValue>;
  visits: number;
}

const join = (name: string, part: string): string => (name === '' ? part : `${name}.${part}`).slice(0, MAX_NAME);

/** Settings as they were given, `C=1, kernel="rbf"`; what was learned ends in an underscore. */
function settingsOf(object: PickleCall): string {
  const plain = attributesOf(object).filter(([key, value]) => typeof key === 'string' && !/^_|_$/.test(key) && (typeof value === 'number' || typeof value === 'string' || typeof value === 'boolean'));
  return plain.slice(0, MAX_SETTINGS).map(([key, value]) => `${String(key)}=${JSON.stringify(value).slice(0, 40)}`).join(', ');
}

function keepArray(walk: Walk, name: string, array: ArrayFact): void {
  if (walk.arrays.length >= MAX_ARRAYS) {
    walk.cut = true;
    return;
  }
  let unique = name === '' ? 'array' : name;
  for (let number = 2; walk.taken.has(unique); number += 1) unique = `${name} (${number})`;
  walk.taken.add(unique);
  walk.arrays.push({ ...array, name: unique });
}

function visitObject(walk: Walk, name: string, object: PickleCall, depth: number): void {
  const of = classOf(object);
  const attributes = attributesOf(object);
  if (of && attributes.length > 0) {
    walk.layerCount += 1;
    if (walk.layers.length < MAX_LAYERS) walk.layers.push({ name: name === '' ? '(top)' : name, kind: of.name.slice(0, MAX_NAME), detail: settingsOf(object), parameters: null });
    const version = attribute(object, '_sklearn_version');
    if (typeof version === 'string') walk.version ??= version.slice(0, 64);
  }
  for (const [key, value] of attributes) if (typeof key === 'string') visit(walk, join(name, key), value, depth + 1);
  for (const [key, value] of entriesOf(object)) if (typeof key === 'string' || typeof key === 'number') visit(walk, join(name, String(key)), value, depth + 1);
  object.items.forEach((item, index) => visit(walk, join(name, String(index)), item, depth + 1));
  itemsOf(object.args).forEach((item, index) => visit(walk, join(name, `args.${index}`), item, depth + 1));
}

/** The steps of a pipeline are pairs of a name and an object. */
function partName(item: PickleValue, index: number): string {
  const [first, second] = itemsOf(item);
  return typeof first === 'string' && asCall(second) ? first : String(index);
}

function visit(walk: Walk, name: string, value: PickleValue, depth: number): void {
  if (typeof value !== 'object' || value === null || walk.met.has(value)) return;
  walk.visits += 1;
  if (depth > MAX_DEPTH || walk.visits > MAX_VISITS) {
    walk.cut = true;
    return;
  }
  walk.met.add(value);
  const array = arrayOf(value, walk.wrapped);
  if (array) keepArray(walk, name, array);
  else if (value.t === 'call') {
    if (!isArray(value)) visitObject(walk, name, value, depth);
    else for (const item of itemsOf(value.state)) visit(walk, name, item, depth + 1);
  } else if (value.t === 'dict') {
    for (const [key, inner] of value.entries) if (typeof key === 'string' || typeof key === 'number') visit(walk, join(name, String(key)), inner, depth + 1);
  } else if (value.t === 'list' || value.t === 'tuple') {
    value.items.forEach((item, index) => {
      const part = partName(item, index);
      if (part === String(index)) visit(walk, join(name, part), item, depth + 1);
      else itemsOf(item).forEach((inner) => visit(walk, join(name, part), inner, depth + 1));
    });
  }
}

/** Everything under `root`; an object that is met under several names is listed under the first. */
export function findEstimators(root: PickleValue | undefined, wrapped: ReadonlyMap<PickleCall, ArrayFact>): Estimators {
  const walk: Walk = { arrays: [], layers: [], layerCount: 0, version: undefined, cut: false, wrapped, taken: new Set(), met: new Set(), visits: 0 };
  if (root !== undefined) visit(walk, '', root, 0);
  return walk;
}

/** What the outermost object, or the first step of it, says of its input and output. */
export function portsOf(root: PickleValue | undefined, wrapped: ReadonlyMap<PickleCall, ArrayFact>): { inputs: PortFact[]; outputs: PortFact[] } {
  const steps = itemsOf(attribute(root, 'steps')).map((step) => itemsOf(step)[1]);
  const find = (name: string, objects: readonly (PickleValue | undefined)[]): PickleValue | undefined => objects.map((object) => attribute(object, name)).find((value) => value !== undefined);
  const features = find('n_features_in_', [root, ...steps]);
  const classes = arrayOf(find('classes_', [root, ...[...steps].reverse()]), wrapped);
  const count = classes ? classes.shape[0] : sizesOf(find('classes_', [root]))?.length;
  return {
    inputs: typeof features === 'number' ? [{ name: 'X', dtype: '', shape: ['n', String(features)] }] : [],
    outputs: count === undefined ? [] : [{ name: 'classes', dtype: classes?.dtype ?? '', shape: [String(count)] }],
  };
}
