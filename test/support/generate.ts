// Fills a registry with N models of M versions through the same transaction a logged file takes, many in one commit.
import { collectionId, entityId, projectId, runId, versionId } from '../../electron/engine/domain/ids.js';
import { blake3Hex } from '../../electron/engine/domain/blake3.js';
import type { RegistryStore, WriteTx } from '../../electron/engine/store/types.js';

export interface GenerateOptions {
  readonly models: number;
  readonly versions: number;
  /** Models of one version beside them. */
  readonly single?: number;
  /** Versions a transaction. */
  readonly batch?: number;
  /** Versions that one run logs. */
  readonly perRun?: number;
  /** The metrics of the n-th version; none unless said. */
  readonly metrics?: (n: number) => Readonly<Record<string, number>>;
  readonly onBatch?: (done: number) => void;
}

const ACTOR = { name: 'Mira Ovist', email: 'mira@example.org' };

function prepare(tx: WriteTx, registry: string, models: number): { readonly project: string; readonly collections: readonly string[] } {
  const entity = entityId(registry, 'mira');
  const project = projectId(entity, 'default');
  if (!tx.read.entityByName('mira')) {
    tx.append({ kind: 'entity.create', body: { entity, name: 'mira', form: 'person' } });
    tx.append({ kind: 'project.create', body: { project, entity, name: 'default' } });
  }
  const collections = Array.from({ length: models }, (_, index) => {
    const name = `model-${String(index).padStart(4, '0')}`;
    const collection = collectionId(project, name);
    if (!tx.read.collection(collection)) tx.append({ kind: 'collection.create', body: { collection, project, name, type: 'model', form: 'artifact' } });
    return collection;
  });
  return { project, collections };
}

/** @returns ids of the collections made */
export function generate(store: RegistryStore, options: GenerateOptions): readonly string[] {
  const { models, versions, single = 0, batch = 5000, perRun = 50, metrics } = options;
  const { project, collections } = store.write(ACTOR, (tx) => prepare(tx, store.id, models + single));
  const many = models * versions;
  const total = many + single;
  const latest = new Map<string, string>();
  let run = '';
  for (let done = 0; done < total; done += batch) {
    store.write(ACTOR, (tx) => {
      for (let n = done; n < Math.min(total, done + batch); n += 1) {
        const collection = collections[n < many ? n % models : models + n - many] ?? '';
        if (n % perRun === 0) {
          run = runId(project, `generated-${n}`);
          tx.append({ kind: 'run.start', body: { run, project, key: `generated-${n}`, name: `run ${n}`, jobType: 'train', config: { lr: 0.001, seed: n } } });
        }
        const digest = `b3:${blake3Hex(`generated ${n}`)}`;
        const version = versionId(collection, digest);
        const before = latest.get(collection) ?? tx.read.latestEdges(collection)[0];
        tx.append({ kind: 'version', body: { version, collection, digest, bytes: 1000 + n, files: 1 } });
        const edge = tx.append({ kind: 'log', body: { version, collection, run }, observed: before ? [before] : [] });
        latest.set(collection, edge);
        if (metrics) tx.append({ kind: 'metrics', body: { edge, version, values: { ...metrics(n) } } });
        tx.number(collection, version);
      }
    });
    options.onBatch?.(Math.min(total, done + batch));
  }
  return collections;
}
