// What an import before has kept of a run.
import { entityId, projectId, runId } from '../../domain/ids.js';
import type { EngineContext } from '../context.js';

/** Who writes the rows of imported runs. */
export const WRITER = 'import';

/** artifact id -> version, as an import before put it down in the run. */
export function takenBefore(engine: EngineContext, run: string): Record<string, string> {
  const imported = engine.registry.read.runDetail(run)?.environment['imported'];
  const artifacts = typeof imported === 'object' && imported !== null && !Array.isArray(imported) ? imported['artifacts'] : undefined;
  return typeof artifacts === 'object' && artifacts !== null && !Array.isArray(artifacts) ? Object.fromEntries(Object.entries(artifacts).filter((pair): pair is [string, string] => typeof pair[1] === 'string')) : {};
}

/** The id that a run has, or would have. */
export function importedRunId(engine: EngineContext, key: string, project: string): string {
  const { registry } = engine;
  const where = engine.where();
  const entity = registry.read.entityByName(where.entity)?.id ?? entityId(registry.id, where.entity);
  return runId(registry.read.projectByName(entity, project)?.id ?? projectId(entity, project), key);
}
