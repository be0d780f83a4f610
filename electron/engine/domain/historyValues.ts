// What the values of a history row may be, and how they are told apart. Pure.
import { CairnError } from '../../../shared/contract/errors.js';
import type { JsonObject, JsonValue, MetricValue } from '../../../shared/contract/primitives.js';

/** A row as it is kept: flat values, the three numbers that JSON cannot carry as their names. */
export interface HistoryRow {
  readonly row: number;
  readonly step: number | null;
  readonly at: number;
  readonly values: JsonObject;
}

const SPECIAL: Readonly<Record<string, number>> = { NaN: Number.NaN, Infinity: Number.POSITIVE_INFINITY, '-Infinity': Number.NEGATIVE_INFINITY };

/** Deeper nesting than this stays JSON. */
const MAX_DEPTH = 8;
/** Names in one row; more are refused. */
const MAX_KEYS = 20_000;
const MAX_KEY_LENGTH = 512;
/** Characters of one row's text and JSON values together. */
const MAX_ROW_CHARACTERS = 4_000_000;

/** The number that a kept value stands for, or undefined for text, JSON and booleans. */
export function numberIn(value: JsonValue | undefined): number | undefined {
  if (typeof value === 'number') return value;
  return typeof value === 'string' && Object.hasOwn(SPECIAL, value) ? SPECIAL[value] : undefined;
}

/** A number as it is kept. */
export function metricOf(value: number): MetricValue {
  if (Number.isFinite(value)) return value;
  return Number.isNaN(value) ? 'NaN' : value > 0 ? 'Infinity' : '-Infinity';
}

function isPlainObject(value: JsonValue): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !('_type' in value);
}

/**
 * Flat values: `{a: {b: 1}}` is `{'a.b': 1}`; objects with a `_type` (media, tables) and lists stay as they are, nulls go.
 * @throws CairnError invalid_input, `where` naming the row
 */
export function flatValues(values: Readonly<Record<string, JsonValue>>, where: string): JsonObject {
  const flat: JsonObject = {};
  let keys = 0;
  let characters = 0;
  const visit = (prefix: string, entries: Readonly<Record<string, JsonValue>>, depth: number): void => {
    for (const [name, value] of Object.entries(entries)) {
      const key = prefix === '' ? name : `${prefix}.${name}`;
      if (value === null) continue;
      if (isPlainObject(value) && depth < MAX_DEPTH) {
        visit(key, value, depth + 1);
        continue;
      }
      if (key.length > MAX_KEY_LENGTH) throw new CairnError('invalid_input', `Logging ${where}: a name is ${key.length} characters long ("${key.slice(0, 40)}..."); at most ${MAX_KEY_LENGTH} are kept. Shorten it.`, { where });
      if (!Object.hasOwn(flat, key)) keys += 1;
      if (keys > MAX_KEYS) throw new CairnError('invalid_input', `Logging ${where}: it holds more than ${MAX_KEYS} names. Log fewer in one row, or a table.`, { where, limit: MAX_KEYS });
      if (typeof value === 'string') characters += value.length;
      else if (typeof value === 'object') characters += JSON.stringify(value).length;
      if (characters > MAX_ROW_CHARACTERS) throw new CairnError('invalid_input', `Logging ${where}: its text is longer than ${MAX_ROW_CHARACTERS} characters. Log it as a file or a table.`, { where, limit: MAX_ROW_CHARACTERS });
      flat[key] = value;
    }
  };
  visit('', values, 0);
  return flat;
}
