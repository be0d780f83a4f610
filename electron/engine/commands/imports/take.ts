// imports.run: takes runs in one by one, each by the calls that any script would make. What came in before is left as it is.
import type { ImportDone, ImportInput } from '../../../../shared/contract/imports.js';
import { LogInput } from '../../../../shared/contract/ingest.js';
import type { JsonObject, Progress } from '../../../../shared/contract/primitives.js';
import { AliasName } from '../../../../shared/contract/primitives.js';
import { RunStart } from '../../../../shared/contract/runs.js';
import type { ImportArtifact, ImportModel, ImportRow, ImportRun, Tell } from '../../importers/types.js';
import type { EngineContext } from '../context.js';
import { logVersion } from '../logVersion.js';
import { finishRun } from '../runs/finish.js';
import { logRows, updateRun } from '../runs/log.js';
import { startRun } from '../runs/start.js';
import { linkImported } from './link.js';
import { cancelledImport, findAll } from './find.js';
import { importedRunId } from './preview.js';

/** Rows kept in one transaction. */
const BATCH = 2000;
const WRITER = 'import';

interface Taken {
  rows: number;
  versions: number;
}

/** artifact id -> version, as an import before put it down in the run. */
function takenBefore(engine: EngineContext, run: string): Record<string, string> {
  const imported = engine.registry.read.runDetail(run)?.environment['imported'];
  const artifacts = typeof imported === 'object' && imported !== null && !Array.isArray(imported) ? imported['artifacts'] : undefined;
  return typeof artifacts === 'object' && artifacts !== null && !Array.isArray(artifacts) ? Object.fromEntries(Object.entries(artifacts).filter((pair): pair is [string, string] => typeof pair[1] === 'string')) : {};
}

function environmentOf(importer: string, run: ImportRun, artifacts: Record<string, string>): JsonObject {
  return { ...run.environment, imported: { by: importer, source: run.source, ...(run.started === null ? {} : { started: run.started }), artifacts } };
}

async function takeRows(engine: EngineContext, run: ImportRun, id: string, have: number, tell: Tell, signal: AbortSignal, onRows: (rows: number) => void): Promise<number> {
  let index = 0;
  let added = 0;
  let batch: { row: number; step?: number; time?: number; values: JsonObject }[] = [];
  const flush = async (): Promise<void> => {
    if (batch.length === 0) return;
    const kept = await logRows(engine, { run: id, writer: WRITER, rows: batch });
    added += kept.added;
    batch = [];
    onRows(index);
  };
  for await (const row of run.rows(tell) as AsyncIterable<ImportRow>) {
    if (signal.aborted) throw cancelledImport();
    const number = index;
    index += 1;
    if (number < have) continue;
    const { step, time, values } = row;
    batch.push({ row: number, ...(step === null ? {} : { step }), ...(time === null ? {} : { time }), values: { ...values } });
    if (batch.length >= BATCH) await flush();
  }
  await flush();
  return added;
}

function logInputOf(artifact: ImportArtifact, run: string, project: string): LogInput {
  const aliases = artifact.aliases.filter((alias) => AliasName.safeParse(alias).success);
  return LogInput.parse({ name: artifact.name, type: artifact.type.slice(0, 64) || 'model', project, run, aliases, description: artifact.description, metrics: artifact.metrics, captureCode: false });
}

async function takeRun(engine: EngineContext, importer: string, run: ImportRun, project: string, tell: Tell, signal: AbortSignal, onProgress: (progress: Progress) => void): Promise<Taken & { known: boolean; artifacts: Record<string, string> }> {
  const id = importedRunId(engine, run.key, project);
  const known = engine.registry.read.runDetail(id);
  const artifacts = known ? takenBefore(engine, id) : {};
  const taken: Taken = { rows: 0, versions: 0 };
  if (!known) {
    await startRun(engine, RunStart.parse({ key: run.key, name: run.name, project, jobType: run.jobType || 'train', config: run.config, environment: environmentOf(importer, run, {}), tags: run.tags, ...(run.notes ? { notes: run.notes.slice(0, 100_000) } : {}), ...(run.group ? { group: run.group.slice(0, 256) } : {}), ...(run.git ? { git: run.git } : {}) }));
  }
  const have = known?.history.writers.find(({ writer }) => writer === WRITER)?.rows ?? 0;
  const report = (done: number): void => onProgress({ phase: 'committing', done, total: null, unit: 'ops', rate: null, item: run.name });
  taken.rows = await takeRows(engine, run, id, have, tell, signal, report);
  for (const artifact of run.artifacts) {
    if (artifacts[artifact.id] !== undefined) continue;
    try {
      const { version } = await logVersion(engine, artifact.paths, logInputOf(artifact, id, project), onProgress, signal);
      artifacts[artifact.id] = version.id;
      taken.versions += 1;
      updateRun(engine, { run: id, environment: environmentOf(importer, run, artifacts) });
    } catch (error) {
      if (signal.aborted) throw error;
      tell(`${run.source} ${artifact.id}`, `It cannot be kept: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  const isNew = !known || taken.rows > 0 || taken.versions > 0;
  if (isNew && Object.keys(run.summary).length > 0) updateRun(engine, { run: id, summary: run.summary });
  if (isNew || known?.state === 'running') await finishRun(engine, { run: id, state: run.state });
  return { ...taken, known: !isNew, artifacts };
}

/** @throws CairnError cancelled; what is complete stays */
export async function takeImport(engine: EngineContext, paths: readonly string[], input: ImportInput, onProgress: (progress: Progress) => void, signal: AbortSignal): Promise<ImportDone> {
  onProgress({ phase: 'scanning', done: 0, total: null, unit: 'files', rate: null });
  const found = await findAll(paths, input.skip);
  const done = { runs: 0, rows: 0, versions: 0, links: 0, known: 0 };
  const versions = new Map<string, Record<string, string>>();
  for (const { importer, run } of found.runs) {
    if (signal.aborted) throw cancelledImport();
    try {
      const taken = await takeRun(engine, importer, run, run.project ?? input.project ?? engine.where().project, found.tell, signal, onProgress);
      versions.set(run.key, taken.artifacts);
      if (taken.known) done.known += 1;
      else done.runs += 1;
      done.rows += taken.rows;
      done.versions += taken.versions;
    } catch (error) {
      if (signal.aborted) throw error;
      found.tell(run.source, `The run ${run.name} did not come in whole: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  for (const model of found.models) done.links += linkModel(engine, model, versions, found.tell);
  return { ...done, problems: found.problems };
}

function linkModel(engine: EngineContext, model: ImportModel, versions: ReadonlyMap<string, Record<string, string>>, tell: Tell): number {
  let links = 0;
  for (const { run, artifact, label, aliases } of model.versions) {
    const version = versions.get(run)?.[artifact];
    if (version === undefined) continue;
    try {
      if (linkImported(engine, model, version, label, aliases.filter((alias) => AliasName.safeParse(alias).success))) links += 1;
    } catch (error) {
      tell(model.name, `Version ${label} is not linked: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  return links;
}
