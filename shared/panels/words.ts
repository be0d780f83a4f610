// Figures and tables in words, for reports that are text.
import type { JsonValue } from '../contract/primitives.js';

/** Five significant figures, as the window shows a metric. */
export function figureText(value: JsonValue | undefined): string {
  if (value === undefined || value === null) return 'not recorded';
  if (typeof value !== 'number') return typeof value === 'string' ? value : JSON.stringify(value);
  return Number.isInteger(value) && Math.abs(value) < 1e9 ? String(value) : String(Number(value.toPrecision(5)));
}

export const shortDigest = (digest: string): string => digest.slice(0, 11);

const cell = (text: string): string => text.replace(/[\\|]/g, '\\$&').replace(/\s+/g, ' ');

/** A table in Markdown; cells are escaped. */
export function markdownTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.map(cell).join(' | ')} |`;
  return [line(head), `| ${head.map(() => '---').join(' | ')} |`, ...rows.map(line)].join('\n');
}

export const dayText = (at: number): string => new Date(at).toISOString().slice(0, 16).replace('T', ' ');
