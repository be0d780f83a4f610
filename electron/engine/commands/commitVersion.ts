// The one transaction behind a logged version: names, run, version, edge, number, metrics, inputs, words, tags, aliases, facts.
import type { RunRow } from '../../../shared/contract/entities.js';
import type { LogInput } from '../../../shared/contract/ingest.js';
import type { Digest } from '../../../shared/contract/primitives.js';
import { countsBefore } from '../domain/binding.js';
import { runId, versionId } from '../domain/ids.js';
import type { CanonicalManifest } from '../domain/manifest.js';
import type { FactsBrief, Subject } from '../domain/ops.js';
import type { WriteTx } from '../store/types.js';
import { rootKey, type KeptCode } from './code/keep.js';
import type { EngineContext } from './context.js';
import { inspectedKey, inspectedNow } from './facts.js';
import { nameHolders } from './nameHolders.js';
import { linkVersion } from './registry/links.js';
import { writeField } from './registry/models.js';
import { moveAlias } from './registry/moveAlias.js';
import { ensureCollection, ensureProject, placeOf } from './registry/places.js';
import { runNamed } from './runNamed.js';
import { runKey, runName } from './runNames.js';

export interface KeptFacts {
  readonly blob: Digest;
  readonly parser: string;
  readonly parserVersion: number;
  readonly facts: Digest;
  readonly brief: FactsBrief;
}

export interface GatheredFacts {
  /** Those the registry does not know yet. */
  readonly fresh: readonly KeptFacts[];
  /** Blobs of all that was found in the files. */
  readonly all: readonly Digest[];
}

/** The run that logs: the one named, or a one-shot run that starts and ends with this version. */
function logRun(tx: WriteTx, engine: EngineContext, project: string, input: LogInput, found: RunRow | undefined, code: KeptCode | undefined): { run: string; finish: () => void } {
  if (found) {
    const set = Object.fromEntries(Object.entries(input.config).map(([name, value]) => [`config.${name}`, value]));
    if (Object.keys(set).length > 0) {
      const subject: Subject = { kind: 'run', id: found.id };
      tx.append({ kind: 'run.update', body: { run: found.id, set }, observed: Object.keys(set).flatMap((field) => tx.read.heads(subject, field).map((head) => head.hash)) });
    }
    return { run: found.id, finish: () => {} };
  }
  const key = runKey(engine.ports.random);
  const run = runId(project, key);
  tx.append({ kind: 'run.start', body: { run, project, key, name: runName(engine.ports.random), jobType: 'log', oneShot: true, config: input.config, ...(code ? { git: code.git } : {}) } });
  if (code?.root !== undefined && code.git.commit !== undefined) tx.setLocal(rootKey(code.git.commit), code.root);
  return { run, finish: () => void tx.append({ kind: 'run.finish', body: { run, state: 'finished' } }) };
}

/** Types of what a run says beside its numbers: tables and pictures. They take no metrics from the next version. */
const RUN_OWN = new Set(['run_table', 'run_media']);

/** What the metrics of an edge are bound by: rows of the run so far, and what was said with the version. */
function edgeCounts(tx: WriteTx, run: string, { historyRows, metrics }: LogInput): { historyRows: Record<string, number>; historyFrom: Record<string, number>; given?: LogInput['metrics'] } | undefined {
  const rows = { ...tx.read.rowCounts(run), ...historyRows };
  if (Object.keys(rows).length === 0) return undefined;
  return { historyRows: rows, historyFrom: countsBefore(rows, tx.read.edgeCounts(run)), ...(Object.keys(metrics).length > 0 ? { given: metrics } : {}) };
}

export interface Committed {
  readonly version: string;
  readonly created: boolean;
  /** Paths of artifacts of other entities that have the name for which a new one was made here. */
  readonly beside: string[];
}

/** Artifacts of others that have the bare name of one that is about to be made. */
function namesakes(tx: WriteTx, project: string, input: LogInput): string[] {
  if (input.entity !== undefined || nameHolders(tx.read, project, input.name).length > 0) return [];
  return tx.read.collectionsAnywhere(input.name).filter((each) => each.current && each.form === 'artifact').map((each) => `${each.entity}/${each.project}/${each.name}`);
}

/** Commits, and says whether these bytes were new to the collection. When it returns, the version is on disk. */
export function commitVersion(engine: EngineContext, input: LogInput, manifest: CanonicalManifest, facts?: GatheredFacts, code?: KeptCode): Committed {
  const { registry } = engine;
  const given = { ...(input.entity ? { entity: input.entity } : {}), ...(input.project ? { project: input.project } : {}) };
  return registry.write(engine.actor(), (tx) => {
    const named = input.run === undefined ? undefined : runNamed(tx.read, { ...engine.where(), ...given }, input.run, 'Logging');
    const where = { ...engine.where(), ...(named ? { entity: named.entity, project: named.project } : {}), ...given };
    const owners = ensureProject(tx, placeOf(engine), where.entity, where.project);
    const { project } = owners;
    const beside = namesakes(tx, project, input);
    const collection = ensureCollection(tx, owners, input.name, input.type);
    const { run, finish } = logRun(tx, engine, project, input, named, code);
    const inputs = input.inputs.map((ref) => ({ ref, ...tx.read.resolveText(ref, where) }));
    for (const { ref, version, collection: from } of inputs) tx.append({ kind: 'use', body: { run, version, collection: from, as: ref } });

    const files = manifest.entries.flatMap((entry) => ('digest' in entry ? [{ digest: entry.digest, bytes: entry.size }] : []));
    const version = versionId(collection, manifest.digest);
    const created = !tx.read.hasVersion(version);
    tx.putManifest(manifest.digest, manifest.json, [...new Map(files.map((file) => [file.digest, file])).values()]);
    if (created) tx.append({ kind: 'version', body: { version, collection, digest: manifest.digest, bytes: manifest.entries.reduce((sum, entry) => sum + (entry.size ?? 0), 0), files: manifest.entries.length } });
    const counts = named === undefined || RUN_OWN.has(input.type) ? undefined : edgeCounts(tx, run, input);
    const edge = tx.append({ kind: 'log', body: { version, collection, run, ...counts }, observed: tx.read.latestEdges(collection) });
    tx.number(collection, version);
    // With a run they are bound together with its rows, once those are here.
    if (counts === undefined && Object.keys(input.metrics).length > 0) tx.append({ kind: 'metrics', body: { edge, version, values: input.metrics } });

    const subject: Subject = { kind: 'version', id: version };
    if (input.description) writeField(tx, subject, 'description', input.description);
    if (Object.keys(input.metadata).length > 0) writeField(tx, subject, 'metadata', input.metadata);
    for (const tag of new Set(input.tags)) if (tx.read.tagHeads(subject, tag).length === 0) tx.append({ kind: 'tag.add', body: { subject, tag } });
    for (const alias of new Set(input.aliases)) moveAlias(tx, { collection, alias, target: version, note: input.note, override: input.override });
    if (input.link !== undefined) linkVersion(tx, engine, version, input.name, { target: input.link, aliases: [], note: input.note, override: input.override, ...(input.run === undefined ? {} : { run: input.run }) });
    for (const fact of facts?.fresh ?? []) tx.append({ kind: 'facts', body: { ...fact } });
    if (facts) tx.setLocal(inspectedKey(manifest.digest), inspectedNow(facts.all));
    finish();
    return { version, created, beside };
  });
}
