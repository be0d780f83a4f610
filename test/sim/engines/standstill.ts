// Devices whose process is suspended in the middle of something, and goes on long after.
import type { Device } from './device.js';

export interface Standstills {
  /** Begins the work; it stands still after so many answers about keys that begin so, if it lasts as long. */
  begin(device: Device, where: { readonly about: string; readonly answers: number }, work: () => Promise<void>): Promise<void>;
  isStill(device: Device): boolean;
  /** Lets it go on to its end. */
  end(device: Device): Promise<void>;
}

export function createStandstills(): Standstills {
  const still = new Map<Device, { go(): void; readonly done: Promise<void> }>();
  return {
    async begin(device, where, work) {
      let go = (): void => {};
      const over = new Promise<void>((resolve) => (go = resolve));
      const stopped = new Promise<true>((resolve) => {
        device.weather.standstill = { ...where, begun: () => resolve(true), over };
      });
      const done = work();
      // Whoever waits for the end finds the failure.
      done.catch(() => {});
      const stands = await Promise.race([stopped, done.then(() => false)]);
      if (stands) still.set(device, { go, done });
      else device.weather.standstill = undefined;
    },
    isStill: (device) => still.has(device),
    async end(device) {
      const found = still.get(device);
      still.delete(device);
      device.weather.standstill = undefined;
      found?.go();
      await found?.done;
    },
  };
}
