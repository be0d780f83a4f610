// clock.json in the data root: notices that this computer's clock jumped by more than a day, and keeps it until a person, or a remote,
// says that the clock is right. Until then nothing ends by age.
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { Clock, Logger } from '../../ports.js';

const DAY_MS = 24 * 60 * 60_000;
/** What was seen is written down when it is this old. */
const KEEP_MS = 60_000;

const Seen = z.object({
  /** The clock, and the time that passes whatever the clock says, of one start of the computer. */
  at: z.number(),
  steady: z.object({ ms: z.number(), boot: z.string() }).nullable(),
  /** By how many ms the clock jumped in all since it was known to be right, and when that was noticed. */
  jump: z.object({ by: z.number(), at: z.number() }).nullable(),
});
type Seen = z.infer<typeof Seen>;
export type ClockJump = NonNullable<Seen['jump']>;

export interface ClockWatch {
  /** The jump that nobody has confirmed yet. */
  jump(): ClockJump | undefined;
  /** The clock is right: a person says so, or a remote does. */
  confirm(): void;
}

/** By how much the clock jumped between two looks. Where the computer was started in between, only that it went back can be told. */
export function jumpBetween(before: Pick<Seen, 'at' | 'steady'>, now: Pick<Seen, 'at' | 'steady'>): number {
  const passed = now.at - before.at;
  if (before.steady && now.steady && before.steady.boot === now.steady.boot) return passed - (now.steady.ms - before.steady.ms);
  return Math.min(0, passed);
}

export function openClockWatch(dataRoot: string, clock: Clock, logger: Logger): ClockWatch {
  const file = join(dataRoot, 'clock.json');

  /** Undefined before the first look. What cannot be read is as if it was never looked. */
  function read(): Seen | undefined {
    try {
      return Seen.safeParse(JSON.parse(readFileSync(file, 'utf8'))).data;
    } catch {
      return undefined;
    }
  }

  function keep(seen: Seen): void {
    const temp = `${file}.${process.pid}.tmp`;
    try {
      writeFileSync(temp, JSON.stringify(seen), { mode: 0o600 });
      renameSync(temp, file);
    } catch (error) {
      logger.warn({ err: error, file }, 'What the clock shows could not be kept');
    }
  }

  function look(confirmed: boolean): Seen {
    const before = read();
    const now = { at: clock.now(), steady: clock.steady?.() ?? null };
    const by = before && !confirmed ? (before.jump?.by ?? 0) + bySteps(jumpBetween(before, now)) : 0;
    const jump = Math.abs(by) > DAY_MS ? { by, at: before?.jump?.at ?? now.at } : null;
    const seen = { ...now, jump };
    if (!before || confirmed || jump?.by !== before.jump?.by || Math.abs(now.at - before.at) >= KEEP_MS) keep(seen);
    return seen;
  }

  /** Set right by a little, again and again, is no jump. */
  const bySteps = (ms: number): number => (Math.abs(ms) > DAY_MS ? ms : 0);

  look(false);
  return {
    jump: () => look(false).jump ?? undefined,
    confirm: () => void look(true),
  };
}
