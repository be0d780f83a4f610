// Which run a key means. Keys are short and chosen by scripts, so two projects may have the same one.
import type { RunRow } from '../../../shared/contract/entities.js';
import { CairnError } from '../../../shared/contract/errors.js';
import { runId } from '../domain/ids.js';
import type { Queries } from '../store/queries/types.js';
import type { ResolveContext } from '../store/readTypes.js';

/**
 * The run of this id, of this key in the project looked from, else the only one of the key anywhere. `doing` begins the sentence of an error.
 * @throws CairnError not_found, ambiguous (with the projects)
 */
export function runNamed(read: Queries, where: ResolveContext, key: string, doing: string): RunRow {
  const byId = /^[0-9a-f]{64}$/.test(key) ? read.run(key) : undefined;
  if (byId) return byId;
  const entity = read.entityByName(where.entity);
  const project = entity && read.projectByName(entity.id, where.project);
  const here = project && read.run(runId(project.id, key));
  if (here) return here;
  const found = read.runsByKey(key);
  const [only] = found;
  if (!only) throw new CairnError('not_found', `${doing} failed: there is no run "${key}".`, { run: key });
  if (found.length > 1) {
    const candidates = found.map((run) => `${run.entity}/${run.project}`);
    throw new CairnError('ambiguous', `${doing} failed: ${candidates.join(' and ')} have a run "${key}". Say which with --project.`, { run: key, candidates });
  }
  return only;
}
