// Clocks that are wrong, named: this computer's by what its remote says of the time, another device's by its newest operation.
import type { SyncItem } from '../../../../shared/contract/sync.js';
import { durationWords } from '../../../../shared/util/durationWords.js';
import { MAX_AHEAD_MS, parseHlc } from '../../domain/hlc.js';
import type { RegistryStore } from '../../store/types.js';
import { deviceName } from './keyWords.js';

/** Most that clocks may differ before this device ends anything by age. */
export const CLOCKS_APART_MS = 5 * 60_000;

/** How far the newest operation of each device is ahead of a time, where no clock that is right could be. */
export function devicesAhead(store: RegistryStore, now: number): Map<string, number> {
  const ahead = new Map<string, number>();
  for (const { device, hash } of store.chainHeads()) {
    const op = store.op(hash)?.op;
    const by = op ? Math.min(op.at, parseHlc(op.hlc).ms) - now : 0;
    if (by > MAX_AHEAD_MS) ahead.set(device, Math.max(by, ahead.get(device) ?? 0));
  }
  return ahead;
}

/** @param offset clock of the remote minus ours, in ms; null where it is not known */
export function clockItems(store: RegistryStore, url: string, offset: number | null, now: number): SyncItem[] {
  const own = store.device.id;
  const item = (id: string, device: string, cause: string, next: string): SyncItem => ({ id: `${store.id}/clock/${id}`, kind: 'clock', registry: store.id, what: device, device, cause, next, alias: null, at: now });
  const items: SyncItem[] = [];
  if (offset !== null && Math.abs(offset) > CLOCKS_APART_MS) {
    items.push(item(own, deviceName(store, own), `The clock of this computer is ${durationWords(Math.abs(offset))} ${offset > 0 ? 'behind' : 'ahead of'} that of ${url}. Nothing is lost by it, and nothing is removed by age until it is right.`, 'Set the clock of this computer right.'));
  }
  for (const [id, by] of devicesAhead(store, now + (offset ?? 0))) {
    if (id !== own) items.push(item(id, deviceName(store, id), `Its newest change is dated ${durationWords(by)} ahead of now: its clock is wrong, or was. What it made counts as everything else does; its times are shown as its own.`, 'Set the clock of that device right.'));
  }
  return items;
}
