// Two processes of one data root, the window and the command line, sync at once: what one still waits for is not forgotten by the other.
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { identityFromSeed } from '../../../electron/engine/domain/chain.js';
import { createMemoryRemote } from '../../../electron/engine/remotes/memory.js';
import { openRegistryStore } from '../../../electron/engine/store/registryStore.js';
import { syncOnce } from '../../../electron/engine/sync/syncOnce.js';
import type { SyncParty } from '../../../electron/engine/sync/types.js';
import { syncParties, type SyncParties } from '../../support/syncParties.js';
import { tempFolder } from '../../support/tempFolder.js';
import { silent } from '../../support/testStore.js';

const REGISTRY = 'e'.repeat(64);

let folder: string;
let world: SyncParties;
beforeEach(() => {
  folder = tempFolder();
  world = syncParties(REGISTRY);
});
afterEach(() => world.close());

/** One of the processes that have the same registry open. */
function processOf({ clock, random }: SyncParty): SyncParty {
  const store = openRegistryStore({ file: join(folder, 'registry.db'), id: REGISTRY, home: 'memory:', clock, random, logger: silent, device: identityFromSeed(new Uint8Array(32).fill(2)), deviceName: 'device 2' });
  return { store, actor: { name: 'actor 2' }, clock, random };
}

test('a list of files that one process could not fetch is asked for again, whatever the other found meanwhile', async () => {
  const memory = createMemoryRemote();
  const author = world.party(1);
  world.log(author, 1);
  await syncOnce(author, memory);
  const [window, line] = [processOf(author), processOf(author)];
  try {
    let second: string | undefined;
    let late = true;
    const list: typeof memory.list = async (prefix, ...rest) => {
      // The second version's list of files is seen late, and by nobody yet.
      const digest = second === undefined ? undefined : author.store.read.version(second)?.digest.slice(3);
      if (late && digest !== undefined && prefix.startsWith(`manifests/${digest}`)) return { items: [], more: false };
      if (second === undefined && prefix.startsWith('manifests/')) {
        second = world.log(author, 2);
        await syncOnce(author, memory);
        await syncOnce(line, remote);
      }
      return memory.list(prefix, ...rest);
    };
    const remote = { ...memory, list, capabilities: { ...memory.capabilities, writable: false } };
    await syncOnce(window, remote);
    late = false;
    await syncOnce(window, remote);
    await syncOnce(line, remote);
    const digest = author.store.read.version(second ?? '')?.digest ?? '';
    expect(window.store.read.version(second ?? '')).toBeDefined();
    expect(window.store.read.manifest(digest)).toBeDefined();
  } finally {
    window.store.close();
    line.store.close();
  }
});
