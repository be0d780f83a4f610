// What happens in a simulation in which devices collect in the remote: deletions, time, collections, and devices that stand still in
// between.
import { syncOnce } from '../../../electron/engine/sync/syncOnce.js';
import { collect } from './collect.js';
import { remove, removeBlob, restore, type Device } from './device.js';
import type { Standstills } from './standstill.js';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
/** Within a sweep, within a lease, till a belief ends, till a grace ends, till a retention ends, and a year. */
const LATER = [10 * MINUTE, 60 * MINUTE, 6 * DAY, 8 * DAY, 15 * DAY, 15 * DAY, 31 * DAY, 400 * DAY] as const;
/** After an answer about what somebody stands still: where collecting and sending meet. */
const ABOUT = ['', 'gc/', 'gc/', 'chunks/'] as const;

export interface CollectScene {
  readonly devices: readonly Device[];
  readonly time: { ms: number };
  readonly standstills: Standstills;
  pick(n: number): number;
  /** Logs bytes: such as were logged before, or such as never were. @returns their blob */
  log(device: Device, again?: string): string;
  /** Runs what may fail and be done again later. */
  tolerant(device: Device, work: () => Promise<unknown>): Promise<void>;
}

/** One act of devices that do not stand still. @returns what it was */
export async function actCollecting({ devices, time, standstills, pick, log, tolerant }: CollectScene, device: Device): Promise<number> {
  const awake = devices.filter((each) => !standstills.isStill(each));
  const other = awake.find((each) => each !== device);
  const later = (most: number = LATER.length): void => void (time.ms += LATER[pick(most)] ?? 0);
  const collecting = (who: Device): Promise<void> => tolerant(who, () => collect(who));
  const syncing = (who: Device): Promise<void> => tolerant(who, () => syncOnce(who, who.remote));
  const standing = (who: Device, work: (who: Device) => Promise<void>): Promise<void> => {
    const about = ABOUT[pick(ABOUT.length)] ?? '';
    return standstills.begin(who, { about, answers: pick(about === '' ? 50 : 4) }, () => work(who));
  };
  /** All at once, their requests one between the other. */
  const together = async (work: (who: Device) => Promise<void>): Promise<void> => {
    for (const each of awake) each.weather.lag = pick(12);
    await Promise.all(awake.map(work));
    for (const each of awake) each.weather.lag = 0;
  };
  const act = pick(12);
  if (act === 0) remove(device, pick(20));
  else if (act === 1) restore(device, pick(20));
  else if (act === 2) later();
  else if (act === 3) await collecting(device);
  else if (act === 4) {
    await collecting(device);
    time.ms += 15 * DAY;
    await together((each) => (each === device ? collecting(each) : syncing(each)));
  } else if (act === 5) await together((each) => (pick(2) === 0 ? collecting(each) : syncing(each)));
  else if (act === 6) {
    const still = devices.find((each) => standstills.isStill(each));
    if (still) await standstills.end(still);
    else if (other) await standing(device, pick(3) === 0 ? collecting : syncing);
  } else if (act <= 8 && other) {
    // Others collect while a device sends.
    log(device);
    await standing(device, syncing);
    if (pick(2) === 0) later(3);
    await collecting(other);
    if (pick(2) === 0) later(2);
    await collecting(other);
    await standstills.end(device);
  } else if (other) {
    // What a device sends goes at that moment.
    device.weather.rate = 0;
    other.weather.rate = 0;
    const blob = log(other);
    await syncing(other);
    removeBlob(other, blob);
    await syncing(other);
    time.ms += 31 * DAY;
    await collecting(other);
    time.ms += 15 * DAY;
    await standing(other, collecting);
    if (pick(3) === 0) later(2);
    log(device, blob);
    await standing(device, syncing);
    if (pick(3) === 0) later(2);
    await standstills.end(other);
    if (pick(3) === 0) await collecting(other);
    await standstills.end(device);
  }
  return act;
}
