// Devices of one registry in memory, each a real store with a key of its own, for tests that sync them by hand.
import { identityFromSeed } from '../../electron/engine/domain/chain.js';
import { collectionId, entityId, projectId, runId, versionId } from '../../electron/engine/domain/ids.js';
import { canonicalManifest } from '../../electron/engine/domain/manifest.js';
import { openRegistryStore } from '../../electron/engine/store/registryStore.js';
import { blobsOf } from '../../electron/engine/sync/manifests.js';
import type { SyncParty } from '../../electron/engine/sync/types.js';
import { silent } from './testStore.js';

export interface SyncParties {
  readonly random: { bytes(length: number): Uint8Array };
  readonly project: string;
  /** What `log` logs into: `ada/default/resnet`. */
  readonly collection: string;
  /** A new device; the clock they all share moves a second with each look at it. */
  party(byte: number, options?: { readonly home?: string; readonly sealed?: () => string | undefined }): SyncParty;
  /** Logs a version of one file of so many bytes that are not there. Gives its id. */
  log(party: SyncParty, size: number): string;
  close(): void;
}

export function syncParties(registry: string): SyncParties {
  const opened: SyncParty[] = [];
  let now = 1_700_000_000_000;
  const clock = { now: () => (now += 1000) };
  const random = { bytes: (length: number) => new Uint8Array(length).fill(5) };
  const entity = entityId(registry, 'ada');
  const project = projectId(entity, 'default');
  const collection = collectionId(project, 'resnet');
  return {
    random,
    project,
    collection,
    party(byte, { home = 'memory:', sealed } = {}) {
      const store = openRegistryStore({ file: ':memory:', id: registry, home, clock, random, logger: silent, device: identityFromSeed(new Uint8Array(32).fill(byte)), deviceName: `device ${byte}`, ...(sealed ? { sealed } : {}) });
      const made = { store, actor: { name: `actor ${byte}` }, clock, random };
      opened.push(made);
      return made;
    },
    log({ store, actor }, size) {
      const manifest = canonicalManifest([{ path: 'model.bin', size, digest: `b3:${size.toString(16).padStart(64, '0')}` }]);
      const version = versionId(collection, manifest.digest);
      const run = runId(project, `run ${size}`);
      store.write(actor, (tx) => {
        if (!tx.read.collection(collection)) {
          tx.append({ kind: 'entity.create', body: { entity, name: 'ada', form: 'person' } });
          tx.append({ kind: 'project.create', body: { project, entity, name: 'default' } });
          tx.append({ kind: 'collection.create', body: { collection, project, name: 'resnet', type: 'model', form: 'artifact' } });
        }
        tx.append({ kind: 'run.start', body: { run, project, key: `run ${size}`, name: 'run', jobType: 'log', oneShot: true } });
        tx.append({ kind: 'version', body: { version, collection, digest: manifest.digest, bytes: size, files: 1 } });
        tx.append({ kind: 'log', body: { version, collection, run }, observed: tx.read.latestEdges(collection) });
        tx.putManifest(manifest.digest, manifest.json, blobsOf(manifest));
        tx.number(collection, version);
      });
      return version;
    },
    close() {
      for (const { store } of opened.splice(0)) store.close();
    },
  };
}
