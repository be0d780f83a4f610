// Keyset cursors: the sort weight and key of the last row of a page, as opaque text.
import { CairnError } from '../../../../shared/contract/errors.js';

export function encodeCursor(order: number, key: string): string {
  return `${order}.${key}`;
}

/** @throws CairnError invalid_input for a cursor that this engine did not give out */
export function decodeCursor(cursor: string | null): readonly [order: number, key: string] | null {
  if (cursor === null) return null;
  const match = /^(-?\d{1,16})\.([0-9a-f]{64})$/.exec(cursor);
  if (!match) throw new CairnError('invalid_input', 'Reading a page, its cursor is not one that was given out. Start again without a cursor.', { cursor });
  return [Number(match[1]), match[2] ?? ''];
}
