// Looking things up by name. A name once used keeps resolving.
import { foldName } from '../../domain/foldName.js';
import type { Db } from '../database.js';

export interface Named {
  readonly id: string;
  readonly name: string;
}

export interface NamedCollection extends Named {
  readonly type: string;
  readonly form: 'artifact' | 'registered';
  /** False when it had the name and has another now. */
  readonly current: boolean;
}

/** The present holder before a former one, then the lowest id: the same on every device. */
function preferred<T extends Named>(found: readonly T[], name: string): T | undefined {
  const fold = foldName(name);
  return found.find((each) => foldName(each.name) === fold) ?? found[0];
}

export function entityByName(db: Db, name: string): Named | undefined {
  const found = db.all<Named>("SELECT e.id, e.name FROM names n JOIN entities e ON e.id = n.id WHERE n.kind = 'entity' AND n.fold = ? AND e.deleted = 0 ORDER BY e.id", foldName(name));
  return preferred(found, name);
}

export function projectByName(db: Db, entity: string, name: string): Named | undefined {
  const found = db.all<Named>("SELECT p.id, p.name FROM names n JOIN projects p ON p.id = n.id WHERE n.kind = 'project' AND n.fold = ? AND p.entity = ? AND p.deleted = 0 ORDER BY p.id", foldName(name), entity);
  return preferred(found, name);
}

interface CollectionRow {
  readonly id: string;
  readonly name: string;
  readonly fold: string;
  readonly type: string;
  readonly form: 'artifact' | 'registered';
}

const named = (rows: readonly CollectionRow[], fold: string): readonly NamedCollection[] =>
  rows.map((row) => ({ id: row.id, name: row.name, type: row.type, form: row.form, current: row.fold === fold }));

export function collectionsByName(db: Db, project: string, name: string): readonly NamedCollection[] {
  const fold = foldName(name);
  return named(
    db.all<CollectionRow>(
      "SELECT c.id, c.name, c.fold, c.type, c.form FROM names n JOIN collections c ON c.id = n.id WHERE n.kind = 'collection' AND n.fold = ? AND c.project = ? AND c.deleted = 0 ORDER BY c.fold <> n.fold, c.id",
      fold, project,
    ),
    fold,
  );
}

/** Collections of an entity, in whatever project, that have or had the name. */
export function collectionsOfEntity(db: Db, entity: string, name: string): readonly (NamedCollection & { readonly project: string })[] {
  const fold = foldName(name);
  return db
    .all<CollectionRow & { readonly project: string }>(
      `SELECT c.id, c.name, c.fold, c.type, c.form, p.name AS project FROM names n JOIN collections c ON c.id = n.id JOIN projects p ON p.id = c.project
       WHERE n.kind = 'collection' AND n.fold = ? AND p.entity = ? AND c.deleted = 0 ORDER BY c.fold <> n.fold, c.id`,
      fold, entity,
    )
    .map((row) => ({ id: row.id, name: row.name, type: row.type, form: row.form, project: row.project, current: row.fold === fold }));
}
