// imports.preview: what would come in, counted, with nothing written.
import type { ImportInput, ImportPreview, ImportPreviewRun } from '../../../../shared/contract/imports.js';
import type { ImportArtifact, Tell } from '../../importers/types.js';
import { entityId, projectId, runId } from '../../domain/ids.js';
import type { EngineContext } from '../context.js';
import { findAll, cancelledImport, type FoundRun } from './find.js';

const MAX_SERIES = 100;

async function sizeOf(engine: EngineContext, artifact: ImportArtifact): Promise<{ files: number; bytes: number }> {
  const { entries, bytes } = await engine.cache.scan(artifact.paths, {});
  return { files: entries.length, bytes };
}

/** The id that a run has, or would have. */
export function importedRunId(engine: EngineContext, key: string, project: string): string {
  const { registry } = engine;
  const where = engine.where();
  const entity = registry.read.entityByName(where.entity)?.id ?? entityId(registry.id, where.entity);
  return runId(registry.read.projectByName(entity, project)?.id ?? projectId(entity, project), key);
}

async function describe(engine: EngineContext, { importer, run }: FoundRun, project: string, tell: Tell, signal: AbortSignal | undefined): Promise<ImportPreviewRun> {
  const series = new Set<string>();
  let rows = 0;
  let points = 0;
  for await (const row of run.rows(tell)) {
    if (signal?.aborted) throw cancelledImport();
    rows += 1;
    for (const key of Object.keys(row.values)) {
      points += 1;
      series.add(key);
    }
  }
  const artifacts = [];
  for (const artifact of run.artifacts) artifacts.push({ id: artifact.id, name: artifact.name, type: artifact.type, aliases: [...artifact.aliases], ...(await sizeOf(engine, artifact)) });
  const known = engine.registry.read.run(importedRunId(engine, run.key, run.project ?? project)) !== undefined;
  return { importer, key: run.key, name: run.name, project: run.project ?? project, state: run.state, source: run.source, known, rows, series: [...series].sort().slice(0, MAX_SERIES), points, config: Object.keys(run.config).length, artifacts };
}

export async function previewImport(engine: EngineContext, paths: readonly string[], input: ImportInput, signal: AbortSignal | undefined): Promise<ImportPreview> {
  const found = await findAll(paths, input.skip);
  const project = input.project ?? engine.where().project;
  const runs: ImportPreviewRun[] = [];
  for (const each of found.runs) {
    try {
      runs.push(await describe(engine, each, project, found.tell, signal));
    } catch (error) {
      if (signal?.aborted) throw error;
      found.tell(each.run.source, `It cannot be read: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  return { files: found.files, runs, models: found.models.map(({ name, versions }) => ({ name, versions: versions.length, aliases: versions.flatMap(({ aliases }) => [...aliases]) })), problems: found.problems };
}

