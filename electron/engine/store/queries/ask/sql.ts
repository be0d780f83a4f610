// Pieces of SQL that the conditions of all targets share.
import type { Comparison } from '../../../domain/query/types.js';
import type { SqlValue } from '../../database.js';
import { asciiLower } from '../asciiLower.js';

/** A condition with its parameters, in order. */
export interface Piece {
  readonly sql: string;
  readonly params: readonly SqlValue[];
}

export const piece = (sql: string, ...params: SqlValue[]): Piece => ({ sql, params });

export const NOTHING: Piece = piece('FALSE');

/** One of several: `(a OR b)`. */
export function anyOf(pieces: readonly Piece[]): Piece {
  return pieces.length === 0 ? NOTHING : { sql: `(${pieces.map((each) => each.sql).join(' OR ')})`, params: pieces.flatMap((each) => each.params) };
}

/** `?, ?, ?` */
export const marks = (values: readonly unknown[]): string => values.map(() => '?').join(', ');

/** SQL for a comparison. It comes from a closed list, never from a text. */
export const COMPARE: Readonly<Record<Comparison, string>> = { '<': '<', '<=': '<=', '>': '>', '>=': '>=', '=': '=', '!=': '<>' };

/** Keys with a number under a field. */
export const numbered = (column: string, field: string, compare: Comparison, value: number): Piece => piece(`${column} IN (SELECT n FROM ask_numbers WHERE field = ? AND value ${COMPARE[compare]} ?)`, field, value);

/** Keys with any of these words under a field. */
export const worded = (column: string, field: string, words: readonly string[]): Piece => piece(`${column} IN (SELECT n FROM ask_words WHERE field = ? AND word IN (${marks(words)}))`, field, ...words);

/** Keys with a word under a field that holds one of these. */
export const partOf = (column: string, field: string, parts: readonly string[]): Piece =>
  piece(`${column} IN (SELECT n FROM ask_words WHERE field = ? AND (${parts.map(() => 'instr(word, ?) > 0').join(' OR ')}))`, field, ...parts.map(asciiLower));

/** Shorter words hold no trigram. */
const TRIGRAM = 3;

/** Keys whose words hold a text. */
export function mentioning(columns: readonly string[], text: string): Piece {
  const short = [...text].length < TRIGRAM;
  const found = short ? 'SELECT n FROM docs WHERE instr(lower(text), ?) > 0' : 'SELECT rowid FROM docs_text WHERE docs_text MATCH ?';
  const value = short ? asciiLower(text) : `"${text.replaceAll('"', '""')}"`;
  return anyOf(columns.map((column) => piece(`${column} IN (${found})`, value)));
}
