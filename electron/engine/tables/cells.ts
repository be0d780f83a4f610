// What a cell is, and how a column's type follows from its cells.
import type { ColumnType } from '../../../shared/contract/tables.js';
import type { JsonValue } from '../../../shared/contract/primitives.js';

export type CellKind = Exclude<ColumnType, 'mixed'>;

const MEDIA: Readonly<Record<string, CellKind>> = { 'image-file': 'image', 'audio-file': 'audio', 'html-file': 'html', class: 'class' };
const ENDINGS: readonly (readonly [RegExp, 'image' | 'audio'])[] = [
  [/\.(png|jpe?g|gif|webp|bmp)$/i, 'image'],
  [/\.(wav|mp3|ogg|flac|m4a)$/i, 'audio'],
];
const SPECIAL = new Set(['NaN', 'Infinity', '-Infinity']);

/** What a cell is; undefined for none. */
export function kindOfCell(value: JsonValue | undefined): CellKind | undefined {
  if (value === null || value === undefined) return undefined;
  if (typeof value === 'number') return 'number';
  if (typeof value === 'boolean') return 'bool';
  if (typeof value === 'string') return SPECIAL.has(value) ? 'number' : 'text';
  if (Array.isArray(value)) return 'json';
  const type = value['_type'];
  return (typeof type === 'string' ? MEDIA[type] : undefined) ?? 'json';
}

/** A text that names a media file of the version becomes what `*.table.json` would hold. */
export function mediaCell(value: JsonValue, files: ReadonlySet<string>): JsonValue {
  if (typeof value !== 'string') return value;
  const media = ENDINGS.find(([ending]) => ending.test(value))?.[1];
  return media && files.has(value) ? { _type: `${media}-file`, path: value } : value;
}

const NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;

/** A cell of a CSV file. Text of digits that no number keeps whole (`007`, 20 digits) stays text. */
export function parsedCell(text: string): JsonValue {
  if (text === '') return null;
  if (text === 'true' || text === 'True') return true;
  if (text === 'false' || text === 'False') return false;
  if (/^nan$/i.test(text)) return 'NaN';
  if (!NUMBER.test(text)) return text;
  const number = Number(text);
  return Number.isInteger(number) && !Number.isSafeInteger(number) ? text : Number.isFinite(number) ? number : text;
}

/** How many cells of each kind a column has. */
export type KindCounts = Partial<Record<CellKind, number>>;

export function columnType(counts: KindCounts): ColumnType {
  const kinds = Object.keys(counts) as CellKind[];
  const [only] = kinds;
  return kinds.length === 0 ? 'text' : kinds.length === 1 && only ? only : 'mixed';
}

/** The label of a class cell: its own, else the likeliest. */
export function withLabel(value: JsonValue): JsonValue {
  if (typeof value !== 'object' || value === null || Array.isArray(value) || value['_type'] !== 'class' || typeof value['label'] === 'string') return value;
  const probabilities = value['probabilities'];
  if (typeof probabilities !== 'object' || probabilities === null || Array.isArray(probabilities)) return value;
  const likeliest = Object.entries(probabilities).reduce<readonly [string, number] | undefined>((best, [label, p]) => (typeof p === 'number' && (best === undefined || p > best[1]) ? [label, p] : best), undefined);
  return likeliest ? { ...value, label: likeliest[0] } : value;
}
