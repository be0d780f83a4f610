// Who has a name, before something new takes it.
import { MODEL_PROJECT } from '../store/resolve.js';
import type { Queries } from '../store/queries/types.js';

type Holder = ReturnType<Queries['collectionsByName']>[number];

/** The collections that a name of a project leads to: those that have it, else those that had it. Several make it ambiguous. */
export function nameHolders(read: Queries, project: string, name: string): readonly Holder[] {
  const named = read.collectionsByName(project, name);
  const present = named.filter((each) => each.current);
  return present.length > 0 ? present : named;
}

/** The registered model of the entity that has or had the name: bare, it could not be told from a collection of that name. */
export function modelNamed(read: Queries, entity: string, name: string): Holder | undefined {
  const models = read.projectByName(entity, MODEL_PROJECT);
  return models && nameHolders(read, models.id, name).find((each) => each.form === 'registered');
}
