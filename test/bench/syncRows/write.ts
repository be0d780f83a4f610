// Versions by the thousand through the transaction that a logged file takes, with a true manifest and tiny file each.
import { blake3 } from '@napi-rs/blake-hash';
import type { Engine } from '../../../electron/engine/index.js';
import { collectionId, entityId, projectId, runId, versionId } from '../../../electron/engine/domain/ids.js';
import { canonicalManifest } from '../../../electron/engine/domain/manifest.js';
import type { WriteTx } from '../../../electron/engine/store/types.js';
import { blobsOf } from '../../../electron/engine/sync/manifests.js';

const BATCH = 2000;

export interface Written {
  /** Tells this device's versions from others'. */
  readonly who: string;
  readonly collections: number;
  readonly versions: number;
  /** Ops of each version beyond its run, itself and its log edge. */
  readonly more: boolean;
}

function prepare(tx: WriteTx, registry: string, count: number): { readonly project: string; readonly collections: readonly string[] } {
  const entity = entityId(registry, 'team');
  const project = projectId(entity, 'default');
  if (!tx.read.entityByName('team')) {
    tx.append({ kind: 'entity.create', body: { entity, name: 'team', form: 'team' } });
    tx.append({ kind: 'project.create', body: { project, entity, name: 'default' } });
  }
  const collections = Array.from({ length: count }, (_, n) => collectionId(project, `model-${n}`));
  collections.forEach((collection, n) => {
    if (!tx.read.collection(collection)) tx.append({ kind: 'collection.create', body: { collection, project, name: `model-${n}`, type: 'model', form: 'artifact' } });
  });
  return { project, collections };
}

/** Makes the collections, and the versions if any. */
export async function writeVersions(engine: Engine, { who, collections: count, versions, more }: Written): Promise<void> {
  const { registry: store, cache } = engine.context;
  const actor = { name: `${who} Ovist` };
  const { project, collections } = store.write(actor, (tx) => prepare(tx, store.id, count));
  const latest = new Map<string, string>();
  for (let from = 0; from < versions; from += BATCH) {
    const hold = cache.hold();
    const bodies = Array.from({ length: Math.min(BATCH, versions - from) }, (_, n) => Buffer.from(`weights ${from + n} of ${who}`));
    const blobs = await cache.putMany(bodies, hold);
    store.write(actor, (tx) => {
      bodies.forEach((body, index) => {
        const n = from + index;
        const collection = collections[n % count] ?? '';
        const run = runId(project, `${who} ${n}`);
        const manifest = canonicalManifest([{ path: 'model.bin', size: body.length, digest: blobs[index] ?? '' }]);
        const version = versionId(collection, manifest.digest);
        const before = latest.get(collection) ?? tx.read.latestEdges(collection)[0];
        if (more) tx.append({ kind: 'run.start', body: { run, project, key: `${who} ${n}`, name: `run ${n}`, jobType: 'train', config: { lr: 0.001, seed: n } } });
        tx.putManifest(manifest.digest, manifest.json, blobsOf(manifest));
        tx.append({ kind: 'version', body: { version, collection, digest: manifest.digest, bytes: body.length, files: 1 } });
        const edge = tx.append({ kind: 'log', body: { version, collection, run }, observed: before ? [before] : [] });
        latest.set(collection, edge);
        if (more) {
          tx.append({ kind: 'metrics', body: { edge, version, values: { loss: 1 / (n + 1) } } });
          tx.append({ kind: 'tag.add', body: { subject: { kind: 'version', id: version }, tag: 'nightly' } });
        }
        tx.number(collection, version);
      });
    });
    hold.release();
    if (blake3(bodies[0] ?? '').toString('hex') !== blobs[0]?.slice(3)) throw new Error('a file was not kept as it is');
  }
}
