// A comparison as it is shown: which rows, in which groups, in which words; and as Markdown and CSV.
import type { CompareGroup, CompareRow, CompareTable } from '../../../shared/contract/compare.js';
import type { JsonValue } from '../../../shared/contract/primitives.js';
import { formatBytes } from '../../../shared/util/formatBytes.js';
import { signedDelta } from '../../ui/Delta.js';
import { shortValue } from '../../ui/MetricValue.js';

export const GROUP_WORDS: Readonly<Record<CompareGroup, string>> = { metrics: 'Metrics', config: 'Config', metadata: 'Metadata', data: 'Data', code: 'Code', environment: 'Environment', model: 'Model' };

export type Line = { readonly is: 'group'; readonly group: CompareGroup; readonly shown: number; readonly of: number } | { readonly is: 'row'; readonly row: CompareRow };

/** Group heads, each with its rows below; groups with nothing to show are left out. */
export function linesOf(table: CompareTable, onlyDiffering: boolean): readonly Line[] {
  return (Object.keys(GROUP_WORDS) as CompareGroup[]).flatMap((group): Line[] => {
    const all = table.rows.filter((row) => row.group === group);
    const rows = onlyDiffering ? all.filter((row) => row.differs) : all;
    return rows.length === 0 ? [] : [{ is: 'group', group, shown: rows.length, of: all.length }, ...rows.map((row): Line => ({ is: 'row', row }))];
  });
}

export function cellWords(row: CompareRow, column: number): string {
  const cell = row.cells[column];
  if (!cell) return 'not recorded';
  return row.unit === 'bytes' && typeof cell.value === 'number' ? formatBytes(cell.value) : shortValue(cell.value);
}

/** Equal by what they are: 1 is not "1". */
export function sameAsBaseline(row: CompareRow, column: number, baseline: number): boolean {
  const [cell, base] = [row.cells[column] ?? null, row.cells[baseline] ?? null];
  return cell === null || base === null ? cell === base : JSON.stringify(cell.value) === JSON.stringify(base.value);
}

/** What a column is called: by the registered model it was asked for through, else by its own name. */
export function columnTitle(column: CompareTable['columns'][number]): string {
  return column.through ?? column.ref;
}

/** Shorter names where all are versions of one thing: `v14`, `v16`. */
export function shortTitles(table: CompareTable): readonly string[] {
  const names = new Set(table.columns.map((column) => (column.through ?? column.ref).replace(/:[^:]*$/, '')));
  return table.columns.map((column) => (names.size === 1 && column.kind === 'version' ? ((column.through ?? column.ref).split(':').at(-1) ?? column.label) : columnTitle(column)));
}

export function markdownOf(table: CompareTable, baseline: number, onlyDiffering: boolean): string {
  const escape = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', ' ');
  const head = ['', ...table.columns.map((column, index) => `${escape(columnTitle(column))}${index === baseline ? ' (baseline)' : ''}`)];
  const lines = [`| ${head.join(' | ')} |`, `| --- ${table.columns.map((column) => (column.kind === 'run' || column.kind === 'version' ? '| ---: ' : '| --- ')).join('')}|`];
  for (const line of linesOf(table, onlyDiffering)) {
    if (line.is === 'group') {
      lines.push(`| **${GROUP_WORDS[line.group]}** ${table.columns.map(() => '| ').join('')}|`);
      continue;
    }
    const { row } = line;
    const cells = table.columns.map((_column, index) => {
      const words = escape(cellWords(row, index));
      const delta = row.group === 'metrics' && index !== baseline ? deltaWords(row, index, baseline) : undefined;
      return delta === undefined ? words : `${words} (${delta})`;
    });
    lines.push(`| ${escape(row.key)} | ${cells.join(' | ')} |`);
  }
  return `${lines.join('\n')}\n`;
}

export function deltaWords(row: CompareRow, column: number, baseline: number): string | undefined {
  const [now, before] = [row.cells[column]?.value, row.cells[baseline]?.value];
  if (typeof now !== 'number' || typeof before !== 'number') return undefined;
  return signedDelta(now, before);
}

/** Exact values, one row a key, as spreadsheets read it. A cell that begins like a formula is quoted as text. */
export function csvOf(table: CompareTable, onlyDiffering: boolean): string {
  const field = (text: string): string => {
    const safe = /^[=+@\t\r]/.test(text) || (text.startsWith('-') && !Number.isFinite(Number(text))) ? `'${text}` : text;
    return /[",\n\r]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
  };
  const text = (value: JsonValue): string => (typeof value === 'string' ? value : JSON.stringify(value));
  const rows = linesOf(table, onlyDiffering).flatMap((line) => (line.is === 'row' ? [[line.row.group, line.row.key, ...line.row.cells.map((cell) => (cell ? text(cell.value) : ''))]] : []));
  return [['group', 'key', ...table.columns.map(columnTitle)], ...rows].map((row) => row.map(field).join(',')).join('\r\n').concat('\r\n');
}

export interface NumericKey {
  readonly id: string;
  readonly label: string;
  readonly row: CompareRow;
}

/** Keys of metrics and config that are numbers, metrics first. */
export function numericKeys(table: CompareTable): readonly NumericKey[] {
  return table.rows.filter((row) => (row.group === 'metrics' || row.group === 'config') && row.numeric && row.cells.some((cell) => typeof cell?.value === 'number')).map((row) => ({ id: `${row.group}.${row.key}`, label: row.key, row }));
}

export function numberIn(row: CompareRow, column: number): number | undefined {
  const value = row.cells[column]?.value;
  return typeof value === 'number' ? value : undefined;
}
