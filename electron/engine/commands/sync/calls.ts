// remotes.* and sync.*: each call of the contract and what answers it.
import type { DeviceRow, SyncStatus } from '../../../../shared/contract/sync.js';
import { os, type EngineContext } from '../context.js';
import { registryNamed } from '../registryNamed.js';
import { removeDevice, rowsOf } from './devices.js';
import { streamWithLease, withLease } from './holder.js';
import { settleMove } from './settle.js';
import { addMirror, copyMirror, promote, removeMirror } from './mirrors.js';
import { moveIn } from './moveIn.js';
import { addRemote, remoteKinds, remoteRows, removeRemote, takeNumbering, testRemote, updateRemote } from './remotes.js';

export const remotesCommands = {
  kinds: os.remotes.kinds.handler(({ context: { engine } }) => remoteKinds(engine)),
  secrets: os.remotes.secrets.handler(({ context: { engine } }) => engine.ports.secrets.place()),
  list: os.remotes.list.handler(({ context: { engine } }) => remoteRows(engine)),
  test: os.remotes.test.handler(({ input, context: { engine }, signal }) => testRemote(engine, input, signal)),
  add: os.remotes.add.handler(({ input, context: { engine }, signal }) => addRemote(engine, input, signal)),
  update: os.remotes.update.handler(({ input, context: { engine }, signal }) => updateRemote(engine, input, signal)),
  takeNumbering: os.remotes.takeNumbering.handler(({ input, context: { engine } }) => takeNumbering(engine, input)),
  moveIn: os.remotes.moveIn.handler(({ input, context: { engine } }) => moveIn(engine, input)),
  addMirror: os.remotes.addMirror.handler(({ input, context: { engine }, signal }) => addMirror(engine, input, signal)),
  removeMirror: os.remotes.removeMirror.handler(({ input, context: { engine } }) => removeMirror(engine, input)),
  copyMirror: os.remotes.copyMirror.handler(({ input, context: { engine }, signal }) =>
    withLease(
      engine,
      () => copyMirror(engine, input, signal),
      (client) => client.remotes.copyMirror(input, { ...(signal ? { signal } : {}) }),
    ),
  ),
  promote: os.remotes.promote.handler(({ input, context: { engine }, signal }) => promote(engine, input, signal)),
  remove: os.remotes.remove.handler(({ input, context: { engine } }) => removeRemote(engine, input)),
};

/** The status is told at most so often. */
const TELL_MS = 250;
/** Without a change it is told again: rates fall, times pass. */
const ANYWAY_MS = 5000;

async function* watchHere(engine: EngineContext, signal: AbortSignal | undefined): AsyncGenerator<SyncStatus, void, void> {
  let wake: () => void = () => {};
  let dirty = true;
  const stop = engine.sync.onChange(() => {
    dirty = true;
    wake();
  });
  const stops = [stop, ...engine.registries.map((store) => store.onCommit(() => {
    dirty = true;
    wake();
  }))];
  const end = (): void => wake();
  signal?.addEventListener('abort', end, { once: true });
  let last = '';
  try {
    while (!signal?.aborted) {
      if (dirty) {
        dirty = false;
        const status = engine.sync.status();
        const text = JSON.stringify(status);
        if (text !== last) yield status;
        last = text;
      }
      await new Promise<void>((resolve) => setTimeout(resolve, TELL_MS));
      if (dirty || signal?.aborted) continue;
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, ANYWAY_MS);
        wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
      dirty = true;
    }
  } finally {
    signal?.removeEventListener('abort', end);
    for (const each of stops) each();
  }
}

/** What another process does is told from there; where none answers, what can be seen from here. */
async function statusOf(engine: EngineContext): Promise<SyncStatus> {
  if (engine.lease.heldByUs) return engine.sync.status();
  const peer = await engine.peer();
  if (!peer) return engine.sync.status();
  try {
    return { ...(await peer.client.sync.status()), here: false };
  } finally {
    peer.close();
  }
}

export const syncCommands = {
  status: os.sync.status.handler(({ context: { engine } }) => statusOf(engine)),
  watch: os.sync.watch.handler(async function* ({ context: { engine }, signal }): AsyncGenerator<SyncStatus, void, void> {
    yield* streamWithLease(
      engine,
      () => watchHere(engine, signal),
      (client) => client.sync.watch(undefined, { ...(signal ? { signal } : {}) }),
    );
  }),
  now: os.sync.now.handler(({ input, context: { engine }, signal }) =>
    withLease(
      engine,
      () => engine.sync.now({ ...input, signal }),
      (client) => client.sync.now(input, { ...(signal ? { signal } : {}) }),
    ),
  ),
  settle: os.sync.settle.handler(({ input, context: { engine }, signal }) => settleMove(engine, input, signal)),
  pause: os.sync.pause.handler(({ context: { engine } }) =>
    withLease(
      engine,
      () => {
        engine.sync.pause();
        return engine.sync.status();
      },
      (client) => client.sync.pause(),
    ),
  ),
  resume: os.sync.resume.handler(({ context: { engine } }) =>
    withLease(
      engine,
      () => {
        engine.sync.resume();
        return engine.sync.status();
      },
      (client) => client.sync.resume(),
    ),
  ),
  limit: os.sync.limit.handler(({ input, context: { engine } }) =>
    withLease(
      engine,
      () => {
        engine.sync.limit(input);
        return engine.sync.status();
      },
      (client) => client.sync.limit(input),
    ),
  ),
  cancel: os.sync.cancel.handler(({ input, context: { engine } }) =>
    withLease(
      engine,
      () => {
        engine.sync.cancel(input.id);
        return engine.sync.status();
      },
      (client) => client.sync.cancel(input),
    ),
  ),
  clockIsRight: os.sync.clockIsRight.handler(({ context: { engine } }) => {
    engine.clockWatch.confirm();
    return statusOf(engine);
  }),
  devices: os.sync.devices.handler(({ input, context: { engine } }): DeviceRow[] => {
    const stores = input.registry === undefined ? engine.registries : [registryNamed(engine, input.registry)];
    return stores.flatMap((store) => rowsOf(engine, store));
  }),
  removeDevice: os.sync.removeDevice.handler(({ input, context: { engine }, signal }) => removeDevice(engine, input, signal)),
  log: os.sync.log.handler(({ input, context: { engine } }) => {
    const rows = engine.cache.sync.logLines(input.query, input.before, input.limit, input.show);
    return { rows, next: rows.length === input.limit ? (rows[rows.length - 1]?.id ?? null) : null };
  }),
};
