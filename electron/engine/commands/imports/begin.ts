// A run that an import begins: when it began, its parameters, and what its code looked like.
import { createReadStream, statSync } from 'node:fs';
import type { JsonObject } from '../../../../shared/contract/primitives.js';
import { RunStart, type RunGit } from '../../../../shared/contract/runs.js';
import type { ImportRun, Tell } from '../../importers/types.js';
import type { EngineContext } from '../context.js';
import { startRun } from '../runs/start.js';

/** Environment of a run, with what an import has kept of it: that is how the next one finds it. */
export function environmentOf(importer: string, run: ImportRun, artifacts: Record<string, string>): JsonObject {
  return { ...run.environment, imported: { by: importer, source: run.source, ...(run.started === null ? {} : { started: run.started }), artifacts } };
}

/** As its tool says, else when its first row was written; null where neither is known. */
async function beginning(run: ImportRun): Promise<number | null> {
  if (run.started !== null) return run.started;
  for await (const { time } of run.rows(() => undefined)) return time;
  return null;
}

/** Starts it; uncommitted changes that lie with the log are kept as its diff. */
export async function beginRun(engine: EngineContext, importer: string, run: ImportRun, project: string, tell: Tell): Promise<void> {
  const hold = engine.cache.hold();
  try {
    const { patch, ...plain } = run.git ?? {};
    let git: RunGit = plain;
    if (patch !== undefined) {
      try {
        const { digest } = await engine.cache.receive(createReadStream(patch) as AsyncIterable<Buffer>, hold, { size: statSync(patch).size });
        git = { ...plain, dirty: true, diff: digest };
      } catch (error) {
        tell(run.source, `Its uncommitted changes cannot be kept: ${error instanceof Error ? error.message : String(error)}`);
      }
    }
    const { key, name, jobType, config, tags, notes, group } = run;
    await startRun(engine, RunStart.parse({
      key, name, project, config, tags, began: await beginning(run), jobType: jobType || 'train', environment: environmentOf(importer, run, {}),
      ...(notes ? { notes: notes.slice(0, 100_000) } : {}), ...(group ? { group: group.slice(0, 256) } : {}), ...(run.git ? { git } : {}),
    }));
    hold.release();
  } catch (error) {
    await hold.cancel();
    throw error;
  }
}
