// The one transaction behind a logged version: names, run, version, edge, number, metrics, inputs, words, tags, aliases, facts.
import { CairnError } from '../../../shared/contract/errors.js';
import type { LogInput } from '../../../shared/contract/ingest.js';
import type { Digest } from '../../../shared/contract/primitives.js';
import { collectionId, entityId, projectId, runId, versionId } from '../domain/ids.js';
import type { CanonicalManifest } from '../domain/manifest.js';
import type { Subject } from '../domain/ops.js';
import type { WriteTx } from '../store/types.js';
import type { EngineContext } from './context.js';
import { modelNamed, nameHolders } from './nameHolders.js';
import { runKey, runName } from './runNames.js';

export interface KeptFacts {
  readonly blob: Digest;
  readonly parser: string;
  readonly parserVersion: number;
  readonly facts: Digest;
}

/** Undoes the deletes of a thing that something is now put into. False when there are none. */
function revived(tx: WriteTx, subject: Subject): boolean {
  const deletes = tx.read.heads(subject, 'deleted').map((head) => head.hash);
  if (deletes.length > 0) tx.append({ kind: 'restore', body: { subject }, observed: deletes });
  return deletes.length > 0;
}

/** The entity and project of these names, created where they are new and brought back where they were deleted. */
function ensureProject(tx: WriteTx, registry: string, entityName: string, projectName: string): { entity: string; project: string } {
  let entity = tx.read.entityByName(entityName)?.id;
  if (!entity) {
    entity = entityId(registry, entityName);
    if (!revived(tx, { kind: 'entity', id: entity })) tx.append({ kind: 'entity.create', body: { entity, name: entityName, form: 'person' } });
  }
  let project = tx.read.projectByName(entity, projectName)?.id;
  if (!project) {
    project = projectId(entity, projectName);
    if (!revived(tx, { kind: 'project', id: project })) tx.append({ kind: 'project.create', body: { project, entity, name: projectName } });
  }
  return { entity, project };
}

/** The artifact collection of this name; a name once used keeps pointing where it pointed. */
function ensureCollection(tx: WriteTx, { entity, project }: { readonly entity: string; readonly project: string }, name: string, type: string): string {
  const named = nameHolders(tx.read, project, name);
  const [holder] = named;
  if (!holder) {
    const model = modelNamed(tx.read, entity, name);
    if (model) throw new CairnError('name_taken', `Logging to "${name}" failed: it is the name of the registered model "${model.name}", and the bare name would mean both. Choose another name, and link the version to the model.`, { name, holder: model.id });
    const collection = collectionId(project, name);
    if (revived(tx, { kind: 'collection', id: collection })) return ensureCollection(tx, { entity, project }, name, type);
    tx.append({ kind: 'collection.create', body: { collection, project, name, type, form: 'artifact' } });
    return collection;
  }
  if (named.length > 1) throw new CairnError('ambiguous', `Logging to "${name}" failed: ${named.length} artifacts of this project ${holder.current ? 'have' : 'had'} that name. ${holder.current ? 'Rename all but one of them' : 'Log to one by its present name, or choose another name'}.`, { candidates: named.map((each) => each.name) });
  if (holder.form === 'registered') throw new CairnError('name_taken', `Logging to "${name}" failed: a registered model has that name, and its versions are links. Choose another name.`, { name, holder: holder.id });
  if (!holder.current) throw new CairnError('name_taken', `Logging to "${name}" failed: it is a former name of "${holder.name}". Log to that, or choose another name.`, { name, holder: holder.id });
  if (holder.type !== type) throw new CairnError('name_taken', `Logging to "${name}" failed: it holds versions of type "${holder.type}", not "${type}". Choose another name, or that type.`, { name, type: holder.type });
  return holder.id;
}

/** The run that logs: the one named, or a one-shot run that starts and ends with this version. */
function logRun(tx: WriteTx, engine: EngineContext, project: string, input: LogInput): { run: string; finish: () => void } {
  if (input.run !== undefined) {
    const [found] = tx.read.runsByKey(input.run);
    if (!found) throw new CairnError('not_found', `Logging failed: there is no run "${input.run}".`, { run: input.run });
    const set = Object.fromEntries(Object.entries(input.config).map(([name, value]) => [`config.${name}`, value]));
    if (Object.keys(set).length > 0) {
      const subject: Subject = { kind: 'run', id: found.id };
      tx.append({ kind: 'run.update', body: { run: found.id, set }, observed: Object.keys(set).flatMap((field) => tx.read.heads(subject, field).map((head) => head.hash)) });
    }
    return { run: found.id, finish: () => {} };
  }
  const key = runKey(engine.ports.random);
  const run = runId(project, key);
  tx.append({ kind: 'run.start', body: { run, project, key, name: runName(engine.ports.random), jobType: 'log', oneShot: true, config: input.config } });
  return { run, finish: () => void tx.append({ kind: 'run.finish', body: { run, state: 'finished' } }) };
}

function describe(tx: WriteTx, subject: Subject, field: string, value: LogInput['metadata'] | string): void {
  tx.append({ kind: 'describe', body: { subject, field, value }, observed: tx.read.heads(subject, field).map((head) => head.hash) });
}

/** Commits, and says whether these bytes were new to the collection. When it returns, the version is on disk. */
export function commitVersion(engine: EngineContext, input: LogInput, manifest: CanonicalManifest, facts: readonly KeptFacts[]): { version: string; created: boolean } {
  const { registry } = engine;
  const where = { ...engine.where(), ...(input.entity ? { entity: input.entity } : {}), ...(input.project ? { project: input.project } : {}) };
  return registry.write(engine.actor(), (tx) => {
    const owners = ensureProject(tx, registry.id, where.entity, where.project);
    const { project } = owners;
    const collection = ensureCollection(tx, owners, input.name, input.type);
    const { run, finish } = logRun(tx, engine, project, input);
    const inputs = input.inputs.map((ref) => ({ ref, ...tx.read.resolveText(ref, where) }));
    for (const { ref, version, collection: from } of inputs) tx.append({ kind: 'use', body: { run, version, collection: from, as: ref } });

    const files = manifest.entries.flatMap((entry) => ('digest' in entry ? [{ digest: entry.digest, bytes: entry.size }] : []));
    const version = versionId(collection, manifest.digest);
    const created = tx.read.version(version) === undefined;
    tx.putManifest(manifest.digest, manifest.json, [...new Map(files.map((file) => [file.digest, file])).values()]);
    if (created) tx.append({ kind: 'version', body: { version, collection, digest: manifest.digest, bytes: manifest.entries.reduce((sum, entry) => sum + (entry.size ?? 0), 0), files: manifest.entries.length } });
    const latest = tx.read.latestEdge(collection);
    const edge = tx.append({ kind: 'log', body: { version, collection, run }, observed: latest ? [latest] : [] });
    tx.number(collection, version);
    if (Object.keys(input.metrics).length > 0) tx.append({ kind: 'metrics', body: { edge, version, values: input.metrics } });

    const subject: Subject = { kind: 'version', id: version };
    if (input.description) describe(tx, subject, 'description', input.description);
    if (Object.keys(input.metadata).length > 0) describe(tx, subject, 'metadata', input.metadata);
    for (const tag of new Set(input.tags)) if (tx.read.tagHeads(subject, tag).length === 0) tx.append({ kind: 'tag.add', body: { subject, tag } });
    for (const alias of new Set(input.aliases)) {
      tx.append({
        kind: 'alias.move',
        body: { collection, alias, target: version, ...(input.note ? { note: input.note } : {}) },
        observed: tx.read.aliasHeads(collection, alias).map((head) => head.hash),
      });
    }
    for (const fact of facts) tx.append({ kind: 'facts', body: fact });
    finish();
    return { version, created };
  });
}
