// The devices of a registry: who they are, when each was last seen, and taking one out.
import { CairnError } from '../../../../shared/contract/errors.js';
import type { DeviceRow } from '../../../../shared/contract/sync.js';
import type { Actor } from '../../../../shared/contract/primitives.js';
import { devicesAhead } from '../../sync/centre/clocks.js';
import { readLastSync } from '../../sync/centre/lastSync.js';
import { lastRemote, openMarks } from '../../sync/marks.js';
import type { RegistryStore } from '../../store/types.js';
import type { EngineContext } from '../context.js';
import { registryNamed } from '../registryNamed.js';

/** Characters of an id that name a device. */
const PREFIX = 8;

export function deviceRows(store: RegistryStore, actor: Actor, now: number): DeviceRow[] {
  const remoteId = lastRemote(store);
  const marks = remoteId === undefined ? undefined : openMarks(store, actor, remoteId);
  const ahead = devicesAhead(store, now + (readLastSync(store).offset ?? 0));
  const tops = new Map<string, { seq: number; hash: string }>();
  for (const head of store.chainHeads()) {
    const before = tops.get(head.device);
    if (!before || head.seq > before.seq) tops.set(head.device, head);
  }
  return store.devices().map(({ device, name, forked, lastAccepted }): DeviceRow => {
    const top = tops.get(device);
    return { registry: store.id, id: device, name: name || device.slice(0, 12), self: device === store.device.id, lastSeen: (top && store.op(top.hash)?.op.at) ?? null, lastSent: marks?.sentAt(device) ?? null, ahead: ahead.get(device) ?? null, ops: top ? top.seq + 1 : 0, forked, removed: lastAccepted !== null, shutOut: top && lastAccepted !== null ? Math.max(0, top.seq - lastAccepted) : 0 };
  });
}

export const rowsOf = (engine: EngineContext, store: RegistryStore): DeviceRow[] => deviceRows(store, engine.actor(), engine.ports.clock.now());

/** @throws CairnError not_found, ambiguous, invalid_input for this device itself */
export function removeDevice(engine: EngineContext, input: { readonly registry?: string | undefined; readonly device: string; readonly lastSeq?: number | undefined }): DeviceRow {
  const stores = input.registry === undefined ? engine.registries : [registryNamed(engine, input.registry)];
  const found = stores.flatMap((store) => rowsOf(engine, store).flatMap((row) => ((input.device.length >= PREFIX && row.id.startsWith(input.device)) || row.name === input.device ? [{ store, row }] : [])));
  const [first] = found;
  if (!first) throw new CairnError('not_found', `There is no device "${input.device}". "cairn device ls" lists them; one that joined a moment ago is known after "cairn sync".`, { device: input.device });
  if (found.length > 1) throw new CairnError('ambiguous', `"${input.device}" means ${found.length} devices. Write more of its id, and --registry.`, { devices: found.map(({ row }) => row.id) });
  const { store, row } = first;
  if (row.self) throw new CairnError('invalid_input', 'This is the device you are at. Take it out from another one; to leave a registry, remove its remote.', { device: row.id });
  if (row.removed && input.lastSeq === undefined) return row;
  const lastSeq = Math.min(input.lastSeq ?? row.ops - 1, row.ops - 1);
  store.write(engine.actor(), (tx) => void tx.append({ kind: 'device.remove', body: { device: row.id, lastSeq: Math.max(0, lastSeq) } }));
  return rowsOf(engine, store).find(({ id }) => id === row.id) ?? row;
}
