// The devices of a registry: who they are, when each was last seen, and taking one out.
import { asCairnError, CairnError, type ErrorCode } from '../../../../shared/contract/errors.js';
import type { DeviceRow } from '../../../../shared/contract/sync.js';
import type { Actor } from '../../../../shared/contract/primitives.js';
import { devicesAhead } from '../../sync/centre/clocks.js';
import { readLastSync } from '../../sync/centre/lastSync.js';
import { deviceOfLogKey, headKey, logPrefix } from '../../sync/keys.js';
import { lastRemote, openMarks } from '../../sync/marks.js';
import type { RegistryStore } from '../../store/types.js';
import type { EngineContext } from '../context.js';
import { registryNamed } from '../registryNamed.js';
import { withLease } from './holder.js';

/** Characters of an id that name a device. */
const PREFIX = 8;

/** Devices whose log the last sync missed and of which nothing ever came: they can be taken out, so that nobody waits for them. */
function unheard(store: RegistryStore, heard: ReturnType<RegistryStore['devices']>): ReturnType<RegistryStore['devices']> {
  const known = new Set(heard.map(({ device }) => device));
  const missed = new Set(readLastSync(store).findings.flatMap(({ key }) => deviceOfLogKey(key) ?? []));
  return [...missed].filter((device) => !known.has(device)).map((device) => ({ device, key: '', name: '', forked: false, lastAccepted: store.lastAccepted(device) ?? null }));
}

export function deviceRows(store: RegistryStore, actor: Actor, now: number): DeviceRow[] {
  const remoteId = lastRemote(store);
  const marks = remoteId === undefined ? undefined : openMarks(store, actor, remoteId);
  const ahead = devicesAhead(store, now + (readLastSync(store).offset ?? 0));
  const tops = new Map<string, { seq: number; hash: string }>();
  for (const head of store.chainHeads()) {
    const before = tops.get(head.device);
    if (!before || head.seq > before.seq) tops.set(head.device, head);
  }
  const heard = store.devices();
  return [...heard, ...unheard(store, heard)].map(({ device, name, forked, lastAccepted }): DeviceRow => {
    const top = tops.get(device);
    return { registry: store.id, id: device, name: name || device.slice(0, 12), self: device === store.device.id, lastSeen: (top && store.op(top.hash)?.op.at) ?? null, lastSent: marks?.sentAt(device) ?? null, ahead: ahead.get(device) ?? null, ops: top ? top.seq + 1 : 0, forked, removed: lastAccepted !== null, shutOut: top && lastAccepted !== null ? Math.max(0, top.seq - lastAccepted) : 0 };
  });
}

export const rowsOf = (engine: EngineContext, store: RegistryStore): DeviceRow[] => deviceRows(store, engine.actor(), engine.ports.clock.now());

/** Reads whatever the device published: what is not known when it is taken out would never count. @throws CairnError saying what is known, where that is not all */
async function readAllOf(engine: EngineContext, store: RegistryStore, rowNow: () => DeviceRow, signal: AbortSignal | undefined): Promise<void> {
  if (!engine.remotes.list().some(({ registry }) => registry === store.id)) return;
  const { id } = rowNow();
  const unread = (code: ErrorCode, why: string): CairnError => {
    const { name, ops } = rowNow();
    return new CairnError(code, `Taking ${name} out failed: all that it published could not be read (${why}) ${ops} of its operations are here. Sync first, or say the last that shall count: "cairn device revoke ${id.slice(0, 16)} --last ${Math.max(0, ops - 1)}" keeps these, counted from 0.`, { device: id, ops });
  };
  const options = { registry: store.id, refill: false, asked: false };
  try {
    const { findings } = await withLease(
      engine,
      () => engine.sync.now({ ...options, signal }),
      (client) => client.sync.now(options, { ...(signal ? { signal } : {}) }),
    );
    const hidden = findings.find(({ key, reason }) => reason !== 'late_op' && (key === headKey(id) || key.startsWith(logPrefix(id))));
    if (hidden) throw new CairnError('corrupt', hidden.message);
  } catch (error) {
    const failed = asCairnError(error);
    throw failed.code === 'cancelled' ? failed : unread(failed.code, failed.message);
  }
}

/** @throws CairnError not_found, ambiguous, invalid_input for this device itself; offline ... where no last operation is said and the remote does not answer */
export async function removeDevice(engine: EngineContext, input: { readonly registry?: string | undefined; readonly device: string; readonly lastSeq?: number | undefined }, signal?: AbortSignal): Promise<DeviceRow> {
  const stores = input.registry === undefined ? engine.registries : [registryNamed(engine, input.registry)];
  const found = stores.flatMap((store) => rowsOf(engine, store).flatMap((row) => ((input.device.length >= PREFIX && row.id.startsWith(input.device)) || row.name === input.device ? [{ store, row }] : [])));
  const [first] = found;
  if (!first) throw new CairnError('not_found', `There is no device "${input.device}". "cairn device ls" lists them; one that joined a moment ago is known after "cairn sync".`, { device: input.device });
  if (found.length > 1) throw new CairnError('ambiguous', `"${input.device}" means ${found.length} devices. Write more of its id, and --registry.`, { devices: found.map(({ row }) => row.id) });
  const { store, row } = first;
  if (row.self) throw new CairnError('invalid_input', 'This is the device you are at. Take it out from another one; to leave a registry, remove its remote.', { device: row.id });
  if (row.removed && input.lastSeq === undefined) return row;
  const rowNow = (): DeviceRow => rowsOf(engine, store).find(({ id }) => id === row.id) ?? row;
  if (input.lastSeq === undefined) await readAllOf(engine, store, rowNow, signal);
  const lastSeq = input.lastSeq ?? Math.max(0, rowNow().ops - 1);
  store.write(engine.actor(), (tx) => void tx.append({ kind: 'device.remove', body: { device: row.id, lastSeq } }));
  return rowNow();
}
