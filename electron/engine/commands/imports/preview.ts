// imports.preview: what would come in, counted, with nothing written.
import type { ImportInput, ImportPreview, ImportPreviewRun } from '../../../../shared/contract/imports.js';
import type { ImportArtifact, Tell } from '../../importers/types.js';
import type { EngineContext } from '../context.js';
import { scanNamed } from '../logVersion.js';
import { measured, withBest } from './measured.js';
import { namedInputs } from './inputs.js';
import { findAll, cancelledImport, projectOf, type FoundRun } from './find.js';
import { importedRunId, takenBefore } from './known.js';

const MAX_SERIES = 100;

async function sizeOf(engine: EngineContext, artifact: ImportArtifact): Promise<{ files: number; bytes: number }> {
  const references = artifact.references?.length ?? 0;
  if (artifact.paths.length === 0) return { files: references, bytes: 0 };
  const entries = await scanNamed(engine.cache, artifact.paths, artifact.names, {});
  return { files: entries.length + references, bytes: entries.reduce((sum, { size }) => sum + size, 0) };
}

async function describe(engine: EngineContext, { importer, run }: FoundRun, project: string, withRows: boolean, tell: Tell, signal: AbortSignal | undefined): Promise<ImportPreviewRun> {
  const series = new Set<string>();
  let rows = 0;
  let points = 0;
  const numbers = measured(run);
  for await (const row of withRows ? run.rows(tell) : []) {
    if (signal?.aborted) throw cancelledImport();
    numbers.note(row);
    rows += 1;
    for (const key of Object.keys(row.values)) {
      points += 1;
      series.add(key);
    }
  }
  const marked = withBest(run.artifacts, numbers.of);
  const id = importedRunId(engine, run.key, project);
  const before = takenBefore(engine, id);
  const artifacts = [];
  for (const artifact of marked.artifacts) artifacts.push({ id: artifact.id, title: artifact.title ?? artifact.id, name: artifact.name, type: artifact.type, aliases: [...artifact.aliases], metrics: numbers.of(artifact), known: before[artifact.id] !== undefined, ...(await sizeOf(engine, artifact)) });
  const inputs = namedInputs(engine, run, project).map(({ key, text, version, name, label }) => ({ key, text, version, name, label }));
  const known = engine.registry.read.run(id) !== undefined;
  return { importer, key: run.key, name: run.name, project, state: run.state, source: run.source, known, rows, series: [...series].sort().slice(0, MAX_SERIES), points, config: Object.keys(run.config).length, artifacts, headline: marked.headline, inputs };
}

export async function previewImport(engine: EngineContext, paths: readonly string[], input: ImportInput & { readonly rows: boolean }, signal: AbortSignal | undefined): Promise<ImportPreview> {
  const found = await findAll(engine, paths, input, input.rows);
  const runs: ImportPreviewRun[] = [];
  for (const each of found.runs) {
    try {
      runs.push(await describe(engine, each, projectOf(engine, each.run, input), input.rows, found.tell, signal));
    } catch (error) {
      if (signal?.aborted) throw error;
      found.tell(each.run.source, `It cannot be read: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  return { files: found.files, runs, models: found.models.map(({ name, versions }) => ({ name, versions: versions.length, aliases: versions.flatMap(({ aliases }) => [...aliases]) })), problems: found.problems };
}
