// Hybrid logical clock: 16 hex digits, 48-bit milliseconds and a 16-bit counter. Sorts as text; never goes back on a device.
import { CairnError } from '../../../shared/contract/errors.js';

export const ZERO_HLC = '0000000000000000';

/** A received clock further ahead than this is folded and never adopted. */
export const MAX_AHEAD_MS = 24 * 60 * 60 * 1000;

/** Local clocks are cut here (the year 6429), which leaves the upper half of the range to counters that borrow. */
const MAX_LOCAL_MS = 2 ** 47;

/** @throws CairnError invalid_input unless `ms` fits 48 bits and `counter` 16 */
export function formatHlc(ms: number, counter: number): string {
  if (!Number.isInteger(ms) || ms < 0 || ms >= 2 ** 48 || !Number.isInteger(counter) || counter < 0 || counter > 0xffff) {
    throw new CairnError('invalid_input', `Writing a clock, ${ms} ms and counter ${counter} do not fit 48 and 16 bits.`);
  }
  return ms.toString(16).padStart(12, '0') + counter.toString(16).padStart(4, '0');
}

/** @throws CairnError invalid_input unless it is 16 lower-case hex digits */
export function parseHlc(hlc: string): { readonly ms: number; readonly counter: number } {
  if (!/^[0-9a-f]{16}$/.test(hlc)) throw new CairnError('invalid_input', `Reading a clock, ${JSON.stringify(hlc)} is not 16 hex digits.`);
  return { ms: Number.parseInt(hlc.slice(0, 12), 16), counter: Number.parseInt(hlc.slice(12), 16) };
}

function localMs(nowMs: number): number {
  return Number.isFinite(nowMs) ? Math.min(MAX_LOCAL_MS, Math.max(0, Math.floor(nowMs))) : 0;
}

/** The clock of the next local op: after `last`, and not before `nowMs`. A full counter borrows the next millisecond. */
export function nextHlc(last: string, nowMs: number): string {
  const { ms, counter } = parseHlc(last);
  const now = localMs(nowMs);
  if (now > ms) return formatHlc(now, 0);
  return counter < 0xffff ? formatHlc(ms, counter + 1) : formatHlc(ms + 1, 0);
}

/** The clock to remember after an op with `remote` was received: the greater of the two, unless it is over 24 h ahead of `nowMs`. */
export function receiveHlc(last: string, remote: string, nowMs: number): string {
  if (remote <= last) return last;
  return parseHlc(remote).ms > localMs(nowMs) + MAX_AHEAD_MS ? last : remote;
}
