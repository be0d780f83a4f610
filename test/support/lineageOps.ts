// Writes a lineage into a store, from a plain description of it: runs, what they used, what they made, links and aliases.
import { versionId, collectionId, entityId, linkId, projectId, runId } from '../../electron/engine/domain/ids.js';
import { blake3Hex } from '../../electron/engine/domain/blake3.js';
import type { RegistryStore } from '../../electron/engine/store/types.js';

export interface PlainRun {
  /** Indices of versions. */
  readonly uses: readonly number[];
  readonly makes: readonly number[];
  readonly jobType?: string;
  readonly failed?: boolean;
  readonly name?: string;
}

export interface PlainLineage {
  /** Collection of each version: an index into `collections`. */
  readonly versions: readonly number[];
  /** Type of each collection. */
  readonly collections: readonly string[];
  readonly runs: readonly PlainRun[];
  /** Versions of each registered model. */
  readonly models: readonly (readonly number[])[];
  /** `[version, alias]`: on the version, or on its link in model `model`. */
  readonly aliases: readonly { readonly version: number; readonly alias: string; readonly model?: number }[];
  readonly deleted?: readonly number[];
  /** Names of collections and of models, where `art-0` and `Model 0` will not do. */
  readonly names?: readonly string[];
  readonly modelNames?: readonly string[];
}

export interface PlainIds {
  readonly versions: readonly string[];
  readonly runs: readonly string[];
  readonly models: readonly string[];
}

const ACTOR = { name: 'Mira Ovist', email: 'mira@example.org' };
/** Ops of so many runs share a transaction. */
const BATCH = 500;

/** Ids are those of the entity `northlight`, project `vision`. Every version is made by some run, so that it is a row. */
export function writeLineage(store: RegistryStore, plain: PlainLineage): PlainIds {
  const entity = entityId(store.id, 'northlight');
  const project = projectId(entity, 'vision');
  const home = projectId(entity, 'model-registry');
  const nameOf = (index: number): string => plain.names?.[index] ?? `art-${index}`;
  const modelName = (index: number): string => plain.modelNames?.[index] ?? `Model ${index}`;
  const collections = plain.collections.map((_, index) => collectionId(project, nameOf(index)));
  const versions = plain.versions.map((collection, index) => versionId(collections[collection] ?? '', `b3:${blake3Hex(`bytes ${index}`)}`));
  const keyOf = (index: number): string => `${plain.names ? 'named' : 'run'}-${index}`;
  const runs = plain.runs.map((_, index) => runId(project, keyOf(index)));
  const models = plain.models.map((_, index) => collectionId(home, modelName(index)));
  const collectionOf = (version: number): string => collections[plain.versions[version] ?? 0] ?? '';
  const idOf = (version: number): string => versions[version] ?? '';

  store.write(ACTOR, (tx) => {
    tx.append({ kind: 'entity.create', body: { entity, name: 'northlight', form: 'team' } });
    tx.append({ kind: 'project.create', body: { project, entity, name: 'vision' } });
    tx.append({ kind: 'project.create', body: { project: home, entity, name: 'model-registry' } });
    plain.collections.forEach((type, index) => tx.append({ kind: 'collection.create', body: { collection: collections[index] ?? '', project, name: nameOf(index), type, form: 'artifact' } }));
    models.forEach((model, index) => tx.append({ kind: 'collection.create', body: { collection: model, project: home, name: modelName(index), type: 'model', form: 'registered' } }));
  });
  for (let from = 0; from < runs.length; from += BATCH) {
    store.write(ACTOR, (tx) => {
      plain.runs.slice(from, from + BATCH).forEach((run, offset) => {
        const index = from + offset;
        const id = runs[index] ?? '';
        tx.append({ kind: 'run.start', body: { run: id, project, key: keyOf(index), name: run.name ?? keyOf(index), jobType: run.jobType ?? 'train' } });
        for (const version of run.uses) tx.append({ kind: 'use', body: { run: id, version: idOf(version), collection: collectionOf(version) } });
        for (const version of run.makes) {
          tx.append({ kind: 'version', body: { version: idOf(version), collection: collectionOf(version), digest: `b3:${blake3Hex(`bytes ${version}`)}`, bytes: 10, files: 1 } });
          tx.append({ kind: 'log', body: { version: idOf(version), collection: collectionOf(version), run: id } });
          tx.number(collectionOf(version), idOf(version));
        }
        tx.append({ kind: 'run.finish', body: { run: id, state: run.failed ? 'failed' : 'finished' } });
      });
    });
  }
  store.write(ACTOR, (tx) => {
    plain.models.forEach((members, index) => {
      const model = models[index] ?? '';
      for (const version of members) {
        tx.append({ kind: 'link', body: { link: linkId(model, idOf(version)), model, version: idOf(version) } });
        tx.number(model, linkId(model, idOf(version)));
      }
    });
    for (const { version, alias, model } of plain.aliases) {
      const holder = model === undefined ? undefined : models[model];
      tx.moveAlias({ collection: holder ?? collectionOf(version), alias, target: holder === undefined ? idOf(version) : linkId(holder, idOf(version)) });
    }
  });
  if (plain.deleted?.length) store.write(ACTOR, (tx) => plain.deleted?.forEach((version) => tx.append({ kind: 'delete', body: { subject: { kind: 'version', id: idOf(version) } }, observed: tx.read.attachments({ kind: 'version', id: idOf(version) }) })));
  return { versions, runs, models };
}
