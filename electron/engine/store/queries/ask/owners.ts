// Conditions on what a thing is in: the name, type, project and owner of a collection.
import { foldName } from '../../../domain/foldName.js';
import type { WordField } from '../../../domain/query/types.js';
import { anyOf, piece, type Piece } from './sql.js';
import { asciiLower } from '../asciiLower.js';

const OWNED = 'collections c LEFT JOIN projects p ON p.id = c.project LEFT JOIN entities e ON e.id = p.entity';

const WHERE: Readonly<Partial<Record<WordField, string>>> = {
  name: 'instr(c.fold, ?) > 0',
  type: 'lower(c.type) = ?',
  project: 'lower(p.name) = ?',
  entity: 'lower(e.name) = ?',
};

/** A condition on collections, or undefined for a field that collections do not have. */
export function ownedWhere(field: WordField, values: readonly string[]): Piece | undefined {
  const where = WHERE[field];
  return where === undefined ? undefined : anyOf(values.map((value) => piece(where, field === 'name' ? foldName(value) : asciiLower(value))));
}

/** Keys of collections of which a condition holds. */
export function ownedKeys(where: Piece): Piece {
  return { sql: `(SELECT k.n FROM ${OWNED} JOIN keys k ON k.id = c.id WHERE ${where.sql})`, params: where.params };
}

export { OWNED };
