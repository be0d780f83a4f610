// Comma-separated values as other tools write them: which character separates, and small files read whole.
import { parse } from 'csv-parse/sync';
import type { JsonObject, JsonValue } from '../../../shared/contract/primitives.js';
import { plainValue } from './values.js';

const SEPARATORS = [',', ';', '\t', '|'] as const;

/** The one that the first line has most of. */
export function separatorOf(line: string): string {
  const count = (separator: string): number => line.split(separator).length;
  return SEPARATORS.reduce<string>((best, each) => (count(each) > count(best) ? each : best), ',');
}

const NAMED = /^(name|key|param(eter)?|metric|setting|hyper_?param(eter)?)$/i;

/** `metric,value` a line is one object; so is a table of one line; any other table is a list of objects. Throws for what is no table. */
export function csvDocument(text: string): JsonValue {
  const [head = ''] = text.split(/\r?\n/, 1);
  const table = parse(text, { columns: true, bom: true, trim: true, skip_empty_lines: true, relax_column_count: true, delimiter: separatorOf(head) }) as Readonly<Record<string, string>>[];
  const rows = table.map((row): JsonObject => Object.fromEntries(Object.entries(row).filter(([key, value]) => key !== '' && key !== '__proto__' && value !== '').map(([key, value]) => [key.slice(0, 500), plainValue(value)])));
  const [first, second, third] = Object.keys(table[0] ?? {});
  if (first !== undefined && second !== undefined && third === undefined && NAMED.test(first) && /^value$/i.test(second)) {
    return Object.fromEntries(rows.flatMap((row) => (row[first] === undefined || row[second] === undefined ? [] : [[String(row[first]), row[second]]])));
  }
  return rows.length === 1 ? (rows[0] ?? {}) : rows;
}
