// Looking things up by name. A name once used keeps resolving.
import { foldName } from '../../domain/foldName.js';
import type { Db } from '../database.js';
import type { NamedCollection, OwnedCollection } from '../readTypes.js';

export interface Named {
  readonly id: string;
  readonly name: string;
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
  const found = db.all<Named>("SELECT p.id, p.name FROM names n JOIN projects p ON p.id = n.id JOIN names w ON w.kind = 'place' AND w.fold = ?2 AND w.id = p.id WHERE n.kind = 'project' AND n.fold = ?1 AND p.deleted = 0 ORDER BY p.entity <> ?2, p.id", foldName(name), entity);
  return preferred(found, name);
}

interface CollectionRow {
  readonly id: string;
  readonly name: string;
  readonly fold: string;
  readonly type: string;
  readonly form: 'artifact' | 'registered';
  readonly within: string;
  readonly project: string;
}

const COLUMNS = "SELECT c.id, c.name, c.fold, c.type, c.form, c.project AS within, coalesce(p.name, substr(c.project, 1, 8)) AS project FROM names n JOIN collections c ON c.id = n.id LEFT JOIN projects p ON p.id = c.project";

const named = (row: CollectionRow, current: boolean): NamedCollection => ({ id: row.id, name: row.name, type: row.type, form: row.form, project: row.project, current });

/** Collections that are or were in a project and have or had the name. A registered model is found where a link named it, too. */
export function collectionsByName(db: Db, project: string, name: string): readonly NamedCollection[] {
  const fold = foldName(name);
  return db
    .all<CollectionRow>(
      `${COLUMNS} JOIN names w ON w.kind = 'place' AND w.fold = ?2 AND w.id = c.id
       WHERE n.kind = 'collection' AND n.fold = ?1 AND c.deleted = 0 ORDER BY c.fold <> n.fold OR c.project <> ?2, c.id`,
      fold, project,
    )
    .map((row) => named(row, row.fold === fold && row.within === project));
}

/** Collections of an entity, in whatever project, that have or had the name. */
export function collectionsOfEntity(db: Db, entity: string, name: string): readonly NamedCollection[] {
  const fold = foldName(name);
  return db
    .all<CollectionRow>(`${COLUMNS} WHERE n.kind = 'collection' AND n.fold = ?1 AND p.entity = ?2 AND c.deleted = 0 ORDER BY c.fold <> n.fold, c.id`, fold, entity)
    .map((row) => named(row, row.fold === fold));
}

/** Collections of every entity that have or had the name. */
export function collectionsAnywhere(db: Db, name: string): readonly OwnedCollection[] {
  const fold = foldName(name);
  return db
    .all<CollectionRow & { readonly entity: string }>(
      `SELECT c.id, c.name, c.fold, c.type, c.form, c.project AS within, p.name AS project, e.name AS entity FROM names n JOIN collections c ON c.id = n.id JOIN projects p ON p.id = c.project JOIN entities e ON e.id = p.entity
       WHERE n.kind = 'collection' AND n.fold = ? AND c.deleted = 0 AND p.deleted = 0 AND e.deleted = 0 ORDER BY c.fold <> n.fold, e.name, p.name, c.id`,
      fold,
    )
    .map((row) => ({ ...named(row, row.fold === fold), entity: row.entity }));
}
