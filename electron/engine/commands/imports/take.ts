// imports.run: takes runs in one by one, each by the calls that any script would make. What came in before is left as it is.
import type { ImportDone, ImportInput } from '../../../../shared/contract/imports.js';
import { LogInput } from '../../../../shared/contract/ingest.js';
import type { JsonObject, Progress } from '../../../../shared/contract/primitives.js';
import type { RunDetail } from '../../../../shared/contract/runs.js';
import { AliasName } from '../../../../shared/contract/primitives.js';
import type { ImportArtifact, ImportModel, ImportRow, ImportRun, Tell } from '../../importers/types.js';
import type { RowCounts } from '../../domain/binding.js';
import type { EngineContext } from '../context.js';
import { logVersion, scanNamed } from '../logVersion.js';
import { finishRun } from '../runs/finish.js';
import { logRows, updateRun, type RunUpdate } from '../runs/log.js';
import { beginRun, environmentOf } from './begin.js';
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

interface Looked {
  readonly added: number;
  readonly seen: SeenRows;
  readonly numbers: Measured;
  /** Of its rows, where they say. */
  readonly last: number | undefined;
}

async function takeRows(engine: EngineContext, run: ImportRun, id: string, have: RowCounts, tell: Tell, signal: AbortSignal, meter: ImportMeter): Promise<Looked> {
  const seen = seenRows(run, Object.keys(have).filter((writer) => !run.writers?.includes(writer)));
  const numbers = measured(run);
  const counts = new Map<string, number>();
  let added = 0;
  let last: number | undefined;
  let batch: { row: number; step?: number; time?: number; values: JsonObject }[] = [];
  let writer = WRITER;
  const flush = async (): Promise<void> => {
    if (batch.length === 0) return;
    added += (await logRows(engine, { run: id, writer, rows: batch })).added;
    batch = [];
    meter.rows(run.name);
  };
  for await (const row of run.rows(tell) as AsyncIterable<ImportRow>) {
    if (signal.aborted) throw cancelledImport();
    const its = row.writer ?? WRITER;
    if (its !== writer) await flush();
    writer = its;
    seen.note(row);
    numbers.note(row);
    if (row.time !== null && row.time > (last ?? 0)) last = row.time;
    const number = counts.get(writer) ?? 0;
    counts.set(writer, number + 1);
    if (number < (have[writer] ?? 0)) continue;
    const { step, time, values } = row;
    batch.push({ row: number, ...(step === null ? {} : { step }), ...(time === null ? {} : { time }), values: { ...values } });
    if (batch.length >= BATCH) await flush();
  }
  await flush();
  return { added, seen, numbers, last };
}

function logInputOf(artifact: ImportArtifact, run: string, project: string, historyRows: RowCounts | undefined, exclude: readonly string[]): LogInput {
  const aliases = artifact.aliases.filter((alias) => AliasName.safeParse(alias).success);
  return LogInput.parse({ name: artifact.name, type: artifact.type.slice(0, 64) || 'model', project, run, aliases, description: artifact.description, metrics: artifact.metrics, metadata: artifact.metadata ?? {}, references: artifact.references ?? [], exclude, captureCode: false, ...(historyRows === undefined ? {} : { historyRows }) });
}

/** What one import is about: from where it takes, and whom it tells. */
interface Work {
  readonly input: ImportInput;
  readonly sizes: Sizes;
  readonly tell: Tell;
  readonly signal: AbortSignal;
  readonly meter: ImportMeter;
}

/** What more of a run says of it that what came in before did not: what people see of it stays as it is. */
function saidSince(run: ImportRun, known: RunDetail): Pick<RunUpdate, 'name' | 'config' | 'tags'> {
  const config = Object.fromEntries(Object.entries(run.config).filter(([key]) => !Object.hasOwn(known.config, key)));
  return { config, tags: { add: run.tags, remove: [] }, ...(known.name === run.key && run.name !== run.key ? { name: run.name } : {}) };
}

/** Whether all of it was written before what is here of the run, so that it does not say how that ended. */
function isEarlier({ writers = [] }: ImportRun, known: RunDetail): boolean {
  const last = writers.at(-1);
  return last !== undefined && known.history.writers.some(({ writer }) => writer > last);
}

async function takeRun(engine: EngineContext, { importer, run, noNewRows }: FoundRun, project: string, { input, sizes, tell, signal, meter }: Work): Promise<Taken & { id: string; known: boolean; artifacts: Record<string, string> }> {
  const id = importedRunId(engine, run.key, project);
  const known = engine.registry.read.runDetail(id);
  const artifacts = known ? takenBefore(engine, id) : {};
  const taken: Taken = { rows: 0, versions: 0 };
  const leave = input.leave[run.key];
  if (!known) await beginRun(engine, importer, run, project, tell);
  useInputs(engine, id, namedInputs(engine, run, project).filter(({ key }) => !leave?.inputs.includes(key)));
  if (known && noNewRows && known.state !== 'running' && run.artifacts.every(({ id: one }) => artifacts[one] !== undefined || leave?.artifacts.includes(one))) return { ...taken, id, known: true, artifacts };
  const have = Object.fromEntries((known?.history.writers ?? []).map(({ writer, rows }) => [writer, rows]));
  const { added, seen, numbers, last } = await takeRows(engine, run, id, have, tell, signal, meter);
  taken.rows = added;
  for (const artifact of withBest(run.artifacts, numbers.of).artifacts) {
    if (artifacts[artifact.id] !== undefined || leave?.artifacts.includes(artifact.id)) continue;
    const item = `${run.name} ${artifact.id}`;
    try {
      const changed = (await artifact.changed?.()) ?? [];
      for (const path of changed) tell(`${run.source} ${artifact.id}`, `Its file ${path} has changed since the log was written and is left out.`);
      const { version } = await logVersion(engine, artifact.paths, logInputOf(artifact, id, project, seen.of(artifact), changed), ({ unit, done }) => meter.bytes(unit === 'bytes' ? done : 0, item), signal, artifact.names);
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
  if (known && taken.rows > 0) updateRun(engine, { run: id, ...saidSince(run, known) });
  const later = known && isEarlier(run, known) ? known : undefined;
  const summary = later ? { ...run.summary, ...later.summary } : run.summary;
  if (isNew && Object.keys(summary).length > 0) updateRun(engine, { run: id, summary });
  if (isNew || known?.state === 'running') await finishRun(engine, { run: id, state: later && later.state !== 'running' ? later.state : run.state, ended: later ? undefined : (run.ended ?? last) });
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
    for (const { id, paths, names } of run.artifacts) {
      if (before[id] !== undefined || input.leave[run.key]?.artifacts.includes(id)) continue;
      sizes.set(paths, (await scanNamed(engine.cache, paths, names, {}).catch(() => [])).reduce((sum, { size }) => sum + size, 0));
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
  for (const each of found.runs) {
    const { run } = each;
    if (signal.aborted) throw cancelledImport();
    try {
      const taken = await takeRun(engine, each, projectOf(engine, run, input), work);
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
  for (const wanted of model.versions) {
    const { run, artifact, label, aliases } = wanted;
    const version = versions.get(run)?.[artifact];
    if (version === undefined) continue;
    try {
      if (linkImported(engine, model, version, wanted, aliases.filter((alias) => AliasName.safeParse(alias).success))) links += 1;
    } catch (error) {
      tell(model.name, `Version ${label} is not linked: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  return links;
}
