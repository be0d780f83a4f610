// Words about a file that its header holds, kept within bounds so that they can be shown and travel.
import { cutText } from './refusal.js';

/** A chat template is about 10 KB. */
const MAX_VALUE = 16_384;
const MAX_KEY = 512;
/** Of all keys and values together, in UTF-16 units. */
const MAX_TOTAL = 1_048_576;

export interface Metadata {
  /** A value that is too long is cut, and its length added; when there is no room left nothing more is kept. */
  set(key: string, value: string): void;
  /** What the parser found out itself, under keys of its own; the file cannot say otherwise. */
  derive(key: string, value: string): void;
  get(key: string): string | undefined;
  /** Safe for keys that are traps of the language, such as `__proto__`. */
  toRecord(): Record<string, string>;
}

export function createMetadata(): Metadata {
  const values = new Map<string, string>();
  const derived = new Map<string, string>();
  let room = MAX_TOTAL;
  const put = (into: Map<string, string>, key: string, value: string): void => {
    const name = cutText(key, MAX_KEY);
    const text = value.length > MAX_VALUE ? `${cutText(value, MAX_VALUE)}... (${value.length} characters)` : value;
    room -= name.length + text.length;
    if (room >= 0) into.set(name, text);
  };
  return {
    set: (key, value) => put(values, key, value),
    derive: (key, value) => put(derived, key, value),
    get: (key) => values.get(key),
    toRecord: () => Object.fromEntries([...values, ...derived]),
  };
}
