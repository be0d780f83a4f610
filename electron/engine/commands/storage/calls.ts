// storage.*: each call of the contract and what answers it.
import { CairnError } from '../../../../shared/contract/errors.js';
import type { Progress } from '../../../../shared/contract/primitives.js';
import type { FetchEvent, StorageEvent } from '../../../../shared/contract/storage.js';
import { os } from '../context.js';
import { streamed } from '../streamed.js';
import { streamWithLease, withLease } from '../sync/holder.js';
import { fetchEvents } from './bring.js';
import { loneEvents } from './bringLone.js';
import { collect } from './collect.js';
import { collectInRemote } from './collectRemote.js';
import { evict, freeBytes } from './evict.js';
import { choose, keptRows } from './subject.js';
import { remoteUse } from './remoteUse.js';
import { tellOf } from './told.js';
import { diskUse } from './use.js';
import { verifyStorage } from './verify.js';

const { storage } = os;

export const storageCommands = {
  kept: storage.kept.handler(({ input, context: { engine } }) => keptRows(engine, choose(engine, input))),

  pin: storage.pin.handler(async function* ({ input, context: { engine }, signal }): AsyncGenerator<FetchEvent, void, void> {
    const chosen = choose(engine, input);
    if (chosen.blob !== undefined) throw new CairnError('invalid_input', 'A version is pinned as a whole. Fetch the file, or pin the version.', {});
    for (const version of chosen.versions) engine.cache.sync.pin(chosen.store.id, version, engine.ports.clock.now());
    tellOf(engine, chosen.store, chosen.versions);
    try {
      yield* fetchEvents(engine, chosen, signal);
    } catch (error) {
      if (!(error instanceof CairnError) || error.code !== 'offline') throw error;
      throw new CairnError('offline', `${error.message} It stays pinned, and is fetched after the next sync that reaches a remote which has it.`, error.details);
    }
  }),

  unpin: storage.unpin.handler(({ input, context: { engine } }) => {
    const chosen = choose(engine, input);
    for (const version of chosen.versions) engine.cache.sync.unpin(chosen.store.id, version);
    tellOf(engine, chosen.store, chosen.versions);
    return keptRows(engine, chosen);
  }),

  fetch: storage.fetch.handler(async function* ({ input, context: { engine }, signal }): AsyncGenerator<FetchEvent, void, void> {
    yield* 'blobs' in input ? loneEvents(engine, input, signal) : fetchEvents(engine, choose(engine, input), signal);
  }),

  evict: storage.evict.handler(({ input, context: { engine }, signal }) =>
    withLease(
      engine,
      () => evict(engine, choose(engine, input.subject), input.confirm, signal),
      (client) => client.storage.evict(input, { ...(signal ? { signal } : {}) }),
    ),
  ),

  free: storage.free.handler(({ input, context: { engine }, signal }) =>
    withLease(
      engine,
      () => {
        const { cacheCap } = engine.settings.get();
        const over = cacheCap === null ? 0 : Math.max(0, engine.cache.stat().bytes - cacheCap);
        return freeBytes(engine, input.bytes ?? over, input.confirm, signal);
      },
      (client) => client.storage.free(input, { ...(signal ? { signal } : {}) }),
    ),
  ),

  setCap: storage.setCap.handler(({ input, context: { engine } }) => {
    engine.settings.update({ cacheCap: input.cap });
    return diskUse(engine);
  }),

  use: storage.use.handler(({ context: { engine } }) => diskUse(engine)),
  remoteUse: storage.remoteUse.handler(({ input, context: { engine }, signal }) => remoteUse(engine, input.registry, signal)),

  collect: storage.collect.handler(({ input, context: { engine }, signal }) =>
    withLease(
      engine,
      () => collect(engine, input.confirm),
      (client) => client.storage.collect(input, { ...(signal ? { signal } : {}) }),
    ),
  ),

  collectRemote: storage.collectRemote.handler(({ input, context: { engine }, signal }) =>
    withLease(
      engine,
      () => collectInRemote(engine, input, signal),
      (client) => client.storage.collectRemote(input, { ...(signal ? { signal } : {}) }),
    ),
  ),

  verify: storage.verify.handler(async function* ({ input, context: { engine }, signal }): AsyncGenerator<StorageEvent, void, void> {
    yield* streamWithLease(
      engine,
      () =>
        streamed<Progress, StorageEvent>(
          signal,
          (progress) => ({ event: 'progress', progress }),
          (onProgress, abort) => verifyStorage(engine, input, onProgress, abort),
        ),
      (client) => client.storage.verify(input, { ...(signal ? { signal } : {}) }),
    );
  }),
};
