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
import { cancelledImport, findAll, projectOf, type FoundRun } from './find.js';
import { namedInputs, useInputs } from './inputs.js';
import { measured, seenRows, withBest, type Measured, type SeenRows } from './measured.js';
import { importMeter, type ImportMeter } from './meter.js';
import { importedRunId, takenBefore, WRITER } from './known.js';

/** Rows kept in one transaction. */
const BATCH = 2000;

interface Taken {
  rows: number;
  versions: number;
}

function environmentOf(importer: string, run: ImportRun, artifacts: Record<string, string>): JsonObject {
  return { ...run.environment, imported: { by: importer, source: run.source, ...(run.started === null ? {} : { started: run.started }), artifacts } };
}

interface Looked {
  readonly added: number;
  readonly seen: SeenRows;
  readonly numbers: Measured;
  /** Of its rows, where they say. */
  readonly last: number | undefined;
}

async function takeRows(engine: EngineContext, run: ImportRun, id: string, have: number, tell: Tell, signal: AbortSignal, meter: ImportMeter): Promise<Looked> {
  const seen = seenRows(run);
  const numbers = measured(run);
  let index = 0;
  let added = 0;
  let last: number | undefined;
  let batch: { row: number; step?: number; time?: number; values: JsonObject }[] = [];
  const flush = async (): Promise<void> => {
    if (batch.length === 0) return;
    added += (await logRows(engine, { run: id, writer: WRITER, rows: batch })).added;
    batch = [];
    meter.rows(run.name);
  };
  for await (const row of run.rows(tell) as AsyncIterable<ImportRow>) {
    if (signal.aborted) throw cancelledImport();
    seen.note(row, index);
    numbers.note(row);
    if (row.time !== null && row.time > (last ?? 0)) last = row.time;
    const number = index;
    index += 1;
    if (number < have) continue;
    const { step, time, values } = row;
    batch.push({ row: number, ...(step === null ? {} : { step }), ...(time === null ? {} : { time }), values: { ...values } });
    if (batch.length >= BATCH) await flush();
  }
  await flush();
  return { added, seen, numbers, last };
}

/** When it began: as its tool says, else when its first row was written; null where neither is known. */
async function beginning(run: ImportRun): Promise<number | null> {
  if (run.started !== null) return run.started;
  for await (const { time } of run.rows(() => undefined)) return time;
  return null;
}

function logInputOf(artifact: ImportArtifact, run: string, project: string, rows: number | undefined): LogInput {
  const aliases = artifact.aliases.filter((alias) => AliasName.safeParse(alias).success);
  return LogInput.parse({ name: artifact.name, type: artifact.type.slice(0, 64) || 'model', project, run, aliases, description: artifact.description, metrics: artifact.metrics, captureCode: false, ...(rows === undefined ? {} : { historyRows: { [WRITER]: rows } }) });
}

/** What one import is about: from where it takes, and whom it tells. */
interface Work {
  readonly input: ImportInput;
  readonly sizes: Sizes;
  readonly tell: Tell;
  readonly signal: AbortSignal;
  readonly meter: ImportMeter;
}

async function takeRun(engine: EngineContext, importer: string, run: ImportRun, project: string, { input, sizes, tell, signal, meter }: Work): Promise<Taken & { id: string; known: boolean; artifacts: Record<string, string> }> {
  const id = importedRunId(engine, run.key, project);
  const known = engine.registry.read.runDetail(id);
  const artifacts = known ? takenBefore(engine, id) : {};
  const taken: Taken = { rows: 0, versions: 0 };
  const leave = input.leave[run.key];
  if (!known) {
    await startRun(engine, RunStart.parse({ key: run.key, began: await beginning(run), name: run.name, project, jobType: run.jobType || 'train', config: run.config, environment: environmentOf(importer, run, {}), tags: run.tags, ...(run.notes ? { notes: run.notes.slice(0, 100_000) } : {}), ...(run.group ? { group: run.group.slice(0, 256) } : {}), ...(run.git ? { git: run.git } : {}) }));
  }
  useInputs(engine, id, namedInputs(engine, run, project).filter(({ key }) => !leave?.inputs.includes(key)));
  const have = known?.history.writers.find(({ writer }) => writer === WRITER)?.rows ?? 0;
  const { added, seen, numbers, last } = await takeRows(engine, run, id, have, tell, signal, meter);
  taken.rows = added;
  for (const artifact of withBest(run.artifacts, numbers.of).artifacts) {
    if (artifacts[artifact.id] !== undefined || leave?.artifacts.includes(artifact.id)) continue;
    const item = `${run.name} ${artifact.id}`;
    try {
      const { version } = await logVersion(engine, artifact.paths, logInputOf(artifact, id, project, seen.of(artifact)), ({ unit, done }) => meter.bytes(unit === 'bytes' ? done : 0, item), signal);
      artifacts[artifact.id] = version.id;
      taken.versions += 1;
      updateRun(engine, { run: id, environment: environmentOf(importer, run, artifacts) });
    } catch (error) {
      if (signal.aborted) throw error;
      tell(`${run.source} ${artifact.id}`, `It cannot be kept: ${error instanceof Error ? error.message : String(error)}`);
    }
    meter.ended(sizes.of(artifact));
  }
  const isNew = !known || taken.rows > 0 || taken.versions > 0;
  if (isNew && Object.keys(run.summary).length > 0) updateRun(engine, { run: id, summary: run.summary });
  if (isNew || known?.state === 'running') await finishRun(engine, { run: id, state: run.state, ended: run.ended ?? last });
  return { ...taken, id, known: !isNew, artifacts };
}

interface Sizes {
  readonly total: number;
  of(artifact: ImportArtifact): number;
}

/** Bytes of everything that is still to be kept. What cannot be looked at counts nothing here, and is told when it is its turn. */
async function sizesOf(engine: EngineContext, runs: readonly FoundRun[], input: ImportInput): Promise<Sizes> {
  const sizes = new Map<ImportArtifact['paths'], number>();
  for (const { run } of runs) {
    const before = takenBefore(engine, importedRunId(engine, run.key, projectOf(engine, run, input)));
    for (const { id, paths } of run.artifacts) {
      if (before[id] !== undefined || input.leave[run.key]?.artifacts.includes(id)) continue;
      sizes.set(paths, (await engine.cache.scan(paths, {}).catch(() => ({ bytes: 0 }))).bytes);
    }
  }
  return { total: [...sizes.values()].reduce((sum, bytes) => sum + bytes, 0), of: ({ paths }) => sizes.get(paths) ?? 0 };
}

function shown(engine: EngineContext, run: string, artifacts: Readonly<Record<string, string>>): ImportDone['taken'][number] {
  const { read } = engine.registry;
  const { name = '', project = '' } = read.run(run) ?? {};
  return { run, name, project, versions: Object.values(artifacts).flatMap((id) => read.version(id) ?? []).map((version) => ({ id: version.id, name: version.name, label: version.label })) };
}

/** @throws CairnError cancelled; what is complete stays */
export async function takeImport(engine: EngineContext, paths: readonly string[], input: ImportInput, onProgress: (progress: Progress) => void, signal: AbortSignal): Promise<ImportDone> {
  onProgress({ phase: 'scanning', done: 0, total: null, unit: 'files', rate: null });
  const found = await findAll(engine, paths, input);
  const done = { runs: 0, rows: 0, versions: 0, links: 0, known: 0, taken: [] as ImportDone['taken'] };
  const sizes = await sizesOf(engine, found.runs, input);
  const work: Work = { input, sizes, tell: found.tell, signal, meter: importMeter(sizes.total, () => performance.now(), onProgress) };
  const versions = new Map<string, Record<string, string>>();
  for (const { importer, run } of found.runs) {
    if (signal.aborted) throw cancelledImport();
    try {
      const taken = await takeRun(engine, importer, run, projectOf(engine, run, input), work);
      done.taken.push(shown(engine, taken.id, taken.artifacts));
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
