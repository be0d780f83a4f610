// How a format says what is wrong with a file: one kind of error, and bounded pieces of what was found in it.
import { CairnError } from '../../../shared/contract/errors.js';
import type { FormatSource } from './types.js';

/** Makes the error to throw from what was found. */
export type Refuse = (found: string, cause?: unknown) => CairnError;

/** `what`: the thing being read, `the safetensors header`. */
export function createRefusal(what: string, source: FormatSource): Refuse {
  return (found, cause) => new CairnError('malformed_file', `Reading ${what} of ${source.name}: ${found}`, { file: source.name }, cause === undefined ? undefined : { cause });
}

/** A value out of a file as it can be put into a sentence: quoted, on one line, at most about 80 characters. */
export function show(value: unknown): string {
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length > 80 ? `${text.slice(0, 80)}...` : text;
}

/** The first `length` UTF-16 units, one less where the cut would halve a character. */
export function cutText(text: string, length: number): string {
  if (text.length <= length) return text;
  const last = text.charCodeAt(length - 1);
  return text.slice(0, last >= 0xd800 && last < 0xdc00 ? length - 1 : length);
}
