// The run that a call means: by its id, or by its key in the project looked from, else anywhere.
import { CairnError } from '../../../../shared/contract/errors.js';
import type { RunDetail, RunRef } from '../../../../shared/contract/runs.js';
import type { Queries } from '../../store/queries/types.js';
import type { EngineContext } from '../context.js';
import { runNamed } from '../runNamed.js';

/** Id of the run. @throws CairnError not_found, ambiguous */
export function runIdOf(read: Queries, engine: EngineContext, { run, project, entity }: RunRef, doing: string): string {
  const where = engine.where();
  return runNamed(read, { entity: entity ?? where.entity, project: project ?? where.project }, run, doing).id;
}

/** @throws CairnError not_found */
export function detailOf(engine: EngineContext, id: string): RunDetail {
  const detail = engine.registry.read.runDetail(id);
  if (!detail) throw new CairnError('not_found', 'There is no run with this id here. It may not have arrived on this device yet.', { run: id });
  return detail;
}
