// Values side by side: nested ones flattened, rows that differ told from rows that do not.
import type { CompareGroup, CompareRow } from '../../../../shared/contract/compare.js';
import type { JsonObject, JsonValue } from '../../../../shared/contract/primitives.js';
import { canonicalJson } from '../canonicalJson.js';

/** Deeper than this a value is shown as JSON; a hostile one would make rows without end. */
const MAX_DEPTH = 6;
/** Rows of one group: a config of more keys than this is cut, and says so by its last row. */
export const MAX_KEYS = 5000;

const isObject = (value: JsonValue): value is { [key: string]: JsonValue } => typeof value === 'object' && value !== null && !Array.isArray(value);

/** `{optim: {lr: 1}}` as `optim.lr` -> 1. Lists and what carries `_type` are values. Keys that hold dots stay as they are. */
export function flatten(value: JsonObject, depth = MAX_DEPTH): ReadonlyMap<string, JsonValue> {
  const found = new Map<string, JsonValue>();
  const walk = (object: { [key: string]: JsonValue }, prefix: string, left: number): void => {
    for (const [key, each] of Object.entries(object)) {
      const name = `${prefix}${key}`;
      if (left > 0 && isObject(each) && !('_type' in each) && Object.keys(each).length > 0) walk(each, `${name}.`, left - 1);
      else found.set(name, each);
    }
  };
  walk(value, '', depth);
  return found;
}

const WORDS_FOR_NUMBERS: ReadonlySet<JsonValue> = new Set<JsonValue>(['NaN', 'Infinity', '-Infinity']);

export interface Sided {
  readonly group: CompareGroup;
  readonly unit?: 'bytes';
  /** One map a column. */
  readonly columns: readonly ReadonlyMap<string, JsonValue>[];
  readonly directionOf?: (key: string) => 'max' | 'min' | null;
}

/** Numbers in names by value: `layer2` before `layer10`. */
const byName = (a: string, b: string): number => a.localeCompare(b, 'en', { numeric: true });

/** One row a key that any column has, by name. Unequal types are unequal values: 1 is not "1". */
export function sideBySide({ group, columns, unit, directionOf }: Sided): CompareRow[] {
  const keys = [...new Set(columns.flatMap((column) => [...column.keys()]))].sort(byName).slice(0, MAX_KEYS);
  return keys.map((key) => {
    const cells = columns.map((column) => (column.has(key) ? { value: column.get(key) as JsonValue } : null));
    const texts = new Set(cells.map((cell) => (cell === null ? '' : canonicalJson(cell.value))));
    const numeric = cells.every((cell) => cell === null || typeof cell.value === 'number' || WORDS_FOR_NUMBERS.has(cell.value));
    return { group, key, cells, differs: texts.size > 1, numeric, unit: unit ?? null, direction: directionOf?.(key) ?? null };
  });
}
