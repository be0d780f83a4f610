// The process the engine runs in, as the app itself reports it.
import type { Cairn } from './app.js';

/** Undefined while there is none: before the first start, and between a crash and the next one. */
export function enginePid({ app }: Cairn): Promise<number | undefined> {
  return app.evaluate((electron) => electron.app.getAppMetrics().find(({ name }) => name === 'Cairn engine')?.pid);
}
