// The storage lens of a remote: every object under its prefix, by what it is, and how much of it nothing names.
import type { RemoteUse } from '../../../../shared/contract/storage.js';
import { createLanes } from '../../sync/bytes/lanes.js';
import { namedChunks } from '../../sync/gc/named.js';
import { listAll } from '../../sync/listAll.js';
import type { EngineContext } from '../context.js';
import { registryNamed } from '../registryNamed.js';
import { expiredVersions } from './roots.js';
import { addTo, emptySlice } from './use.js';

const chunkIn = (key: string): string | undefined => {
  const hex = /^chunks\/[0-9a-f]{2}\/([0-9a-f]{64})$/.exec(key)?.[1];
  return hex && `b3:${hex}`;
};

/** Every object is counted once, by the first part of its key. */
export async function remoteUse(engine: EngineContext, registry: string | undefined, signal?: AbortSignal): Promise<RemoteUse> {
  const store = registryNamed(engine, registry);
  const { remote, stored } = await engine.sync.open(store.id, signal);
  const named = await namedChunks(store, remote, createLanes(), { gone: expiredVersions(engine, store), signal });
  const parts: RemoteUse['parts'] = {};
  const unreferenced = emptySlice();
  let total = 0;
  let objects = 0;
  for (const { key, size } of await listAll(remote, '', signal)) {
    const part = key.split('/')[0] ?? key;
    addTo((parts[part] ??= emptySlice()), size);
    total += size;
    objects += 1;
    const chunk = chunkIn(key);
    if (chunk !== undefined && !named.chunks.has(chunk)) addTo(unreferenced, size);
  }
  return { name: stored.name, registry: store.id, total, objects, parts, unreferenced };
}
