// Collecting in the remote by a simulated device, and who may miss what it removed.
import { expiredAt } from '../../../electron/engine/commands/storage/roots.js';
import type { Remote } from '../../../electron/engine/remotes/types.js';
import { readConfig } from '../../../electron/engine/sync/config.js';
import { collectAfterSync } from '../../../electron/engine/sync/gc/collectAfterSync.js';
import { chunkKey } from '../../../electron/engine/sync/keys.js';
import { syncOnce } from '../../../electron/engine/sync/syncOnce.js';
import { cut } from './disk.js';
import type { Device } from './device.js';
import type { Witness } from './store.js';

const CHUNK = /^chunks\/[0-9a-f]{2}\/([0-9a-f]{64})$/;

/** Chunks that were removed from the remote and not put again, and the versions that can do without: their removers had read that their time was over. */
export interface Removals {
  /** Of every blob that was logged. */
  note(blob: string, bytes: Uint8Array): void;
  /** True where something of the blob is gone that these versions can do without. */
  took(blob: string, versions: readonly string[]): boolean;
  /** True where all of the blob is in the remote. */
  lies(blob: string, remote: Remote): Promise<boolean>;
  witness(device: Device): Witness;
}

/** @param now the clock of the remote */
export function createRemovals(now: () => number): Removals {
  const gone = new Map<string, ReadonlySet<string>>();
  const chunksOf = new Map<string, readonly string[]>();
  return {
    note: (blob, bytes) => void chunksOf.set(blob, cut(bytes).chunks.map(({ digest }) => digest)),
    took: (blob, versions) => versions.length > 0 && versions.every((version) => chunksOf.get(blob)?.some((chunk) => gone.get(chunk)?.has(version)) === true),
    async lies(blob, remote) {
      for (const chunk of chunksOf.get(blob) ?? [blob]) if (!(await remote.head(chunkKey(chunk)))) return false;
      return true;
    },
    witness: ({ store }) => ({
      put(key) {
        const hex = CHUNK.exec(key)?.[1];
        if (hex) gone.delete(`b3:${hex}`);
      },
      removed(key) {
        const hex = CHUNK.exec(key)?.[1];
        if (hex) gone.set(`b3:${hex}`, expiredAt(store, now()));
      },
    }),
  };
}

/** Marks what nothing names, and removes what was marked long enough. */
export async function collect(device: Device): Promise<void> {
  const { store, actor, random, clock, remote } = device;
  const config = await readConfig(remote);
  if (!config) return;
  const sync = () => syncOnce({ ...device, refill: false }, remote);
  await collectAfterSync({ store, actor, random, remote, remoteId: config.remoteId, name: 'the remote', confirm: true, now: () => clock.now(), sync, gone: (at) => expiredAt(store, at) });
}
