// A value of a pickle in a few words, for evidence.
import type { PickleValue } from './values.js';

const MAX_TEXT = 120;
const MAX_ITEMS = 4;
const MAX_DEPTH = 3;

function cut(text: string): string {
  return text.length > MAX_TEXT ? `${text.slice(0, MAX_TEXT)}...` : text;
}

function list(items: readonly PickleValue[], depth: number): string {
  const shown = items.slice(0, MAX_ITEMS).map((item) => preview(item, depth + 1));
  return [...shown, ...(items.length > MAX_ITEMS ? [`... ${items.length - MAX_ITEMS} more`] : [])].join(', ');
}

/** One line of at most some hundred characters. */
export function preview(value: PickleValue | undefined, depth = 0): string {
  if (value === undefined) return '?';
  if (value === null) return 'None';
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (typeof value === 'number') return String(value);
  if (typeof value === 'string') return cut(JSON.stringify(value));
  if (depth >= MAX_DEPTH) return '...';
  switch (value.t) {
    case 'bytes':
      return `${value.length} bytes`;
    case 'list':
      return cut(`[${list(value.items, depth)}]`);
    case 'tuple':
    case 'set':
      return cut(`(${list(value.items, depth)})`);
    case 'dict':
      return `{${value.entries.length} entries}`;
    case 'global':
      return `${value.module}.${value.name}`;
    case 'call':
      return cut(`${preview(value.of, depth + 1)}(${callArguments(value.args, depth)})`);
    default:
      return 'a stored object';
  }
}

/** What stands between the brackets of a call. */
export function callArguments(args: PickleValue, depth = 0): string {
  const items = typeof args === 'object' && args !== null && args.t === 'tuple' ? args.items : [args];
  return cut(list(items, depth));
}
