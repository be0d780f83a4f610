// What a pickle describes, as data: literals, containers, names to import and calls to make. Nothing here imports or calls.

export interface PickleBytes {
  readonly t: 'bytes';
  readonly length: number;
  /** Of the first byte, in the source. */
  readonly offset: number;
}

export interface PickleList {
  readonly t: 'list' | 'tuple' | 'set';
  readonly items: PickleValue[];
}

export interface PickleDict {
  readonly t: 'dict';
  readonly entries: [PickleValue, PickleValue][];
}

/** A name that would be imported. */
export interface PickleGlobal {
  readonly t: 'global';
  readonly module: string;
  readonly name: string;
  /** Of the opcode. */
  readonly at: number;
}

/** An object that would be made by calling something. */
export interface PickleCall {
  readonly t: 'call';
  readonly of: PickleValue;
  readonly args: PickleValue;
  readonly at: number;
  /** What it would be given afterwards. */
  state?: PickleValue;
  readonly items: PickleValue[];
  readonly entries: [PickleValue, PickleValue][];
}

/** A thing that lies outside the pickle, named by its id. */
export interface PicklePersistent {
  readonly t: 'persistent';
  readonly id: PickleValue;
}

/** Whole numbers past 2^53 are text; so are floats that JSON has no word for. */
export type PickleValue = null | boolean | number | string | PickleBytes | PickleList | PickleDict | PickleGlobal | PickleCall | PicklePersistent;

export function isGlobal(value: PickleValue | undefined, module: RegExp | string, name?: RegExp | string): value is PickleGlobal {
  const fits = (text: string, wanted: RegExp | string | undefined): boolean => wanted === undefined || (typeof wanted === 'string' ? text === wanted : wanted.test(text));
  return typeof value === 'object' && value !== null && value.t === 'global' && fits(value.module, module) && fits(value.name, name);
}

export function asCall(value: PickleValue | undefined): PickleCall | undefined {
  return typeof value === 'object' && value !== null && value.t === 'call' ? value : undefined;
}

/** The items of a tuple or list; none of anything else. */
export function itemsOf(value: PickleValue | undefined): readonly PickleValue[] {
  return typeof value === 'object' && value !== null && (value.t === 'tuple' || value.t === 'list') ? value.items : [];
}

/** Entries of a dict, or of an object that is filled like one, such as an OrderedDict. */
export function entriesOf(value: PickleValue | undefined): readonly (readonly [PickleValue, PickleValue])[] {
  return typeof value === 'object' && value !== null && (value.t === 'dict' || value.t === 'call') ? value.entries : [];
}

/** The value under a text key. */
export function valueAt(value: PickleValue | undefined, key: string): PickleValue | undefined {
  return entriesOf(value).find(([name]) => name === key)?.[1];
}

/** Whole numbers of a tuple or list, or undefined where anything else is among them. */
export function sizesOf(value: PickleValue | undefined): number[] | undefined {
  if (typeof value !== 'object' || value === null || (value.t !== 'tuple' && value.t !== 'list')) {
    const call = asCall(value);
    return call && isGlobal(call.of, 'torch', 'Size') ? sizesOf(itemsOf(call.args)[0]) : undefined;
  }
  const sizes = value.items.filter((item): item is number => typeof item === 'number' && Number.isSafeInteger(item) && item >= 0);
  return sizes.length === value.items.length ? sizes : undefined;
}

/** The class an object is of, `sklearn.svm._classes.SVC`; undefined for what is no object. */
export function classOf(value: PickleValue | undefined): PickleGlobal | undefined {
  const call = asCall(value);
  if (!call) return undefined;
  if (isGlobal(call.of, /^(copyreg|copy_reg)$/, /^(_reconstructor|__newobj__|__newobj_ex__)$/)) {
    const [first] = itemsOf(call.args);
    return isGlobal(first, /./) ? first : undefined;
  }
  return isGlobal(call.of, /./) ? call.of : undefined;
}

/** The attributes an object would be given: its state, or the first dict in it. */
export function attributesOf(value: PickleValue | undefined): readonly (readonly [PickleValue, PickleValue])[] {
  const state = asCall(value)?.state;
  if (state === undefined) return [];
  const own = entriesOf(state);
  if (own.length > 0) return own;
  return itemsOf(state).flatMap((item) => entriesOf(item));
}

export function attribute(value: PickleValue | undefined, name: string): PickleValue | undefined {
  return attributesOf(value).find(([key]) => key === name)?.[1];
}
