// Who gives numbers where the storage decides nothing, and what waits for one.
import type { JsonObject } from '../../../../shared/contract/primitives.js';
import type { Db } from '../database.js';

export interface NumberingRole {
  readonly epoch: number;
  readonly device: string;
}

/** The role of the highest epoch; of two with one epoch the op of lower hash stands. */
export function numberingRole(db: Db): NumberingRole | undefined {
  const rows = db
    .all<{ hash: string; fields: string }>("SELECT hash, fields FROM writes WHERE subject = 'role:numbering'")
    .flatMap(({ hash, fields }) => Object.entries(JSON.parse(fields) as JsonObject).flatMap(([epoch, device]) => (typeof device === 'string' ? [{ hash, epoch: Number(epoch), device }] : [])));
  const [first] = rows.sort((a, b) => b.epoch - a.epoch || (a.hash < b.hash ? -1 : 1));
  return first && { epoch: first.epoch, device: first.device };
}

/** Versions and links that have no number, whoever made them, in the order in which they were made; deleted ones too: they can come back. */
export function unnumbered(db: Db): readonly { readonly collection: string; readonly target: string }[] {
  return db.all<{ collection: string; target: string }>(
    `SELECT collection, id AS target, weight FROM versions WHERE number IS NULL
     UNION ALL SELECT model, id, weight FROM links WHERE number IS NULL ORDER BY weight, target`,
  ).map(({ collection, target }) => ({ collection, target }));
}
