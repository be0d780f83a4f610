// A moment: how long ago, with the exact time on hover. One clock for the whole page moves all of them.
import { useSyncExternalStore, type ReactNode } from 'react';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** Nothing finer than half a minute is ever shown. */
const TICK = 30_000;

let now = Date.now();
let timer: ReturnType<typeof setInterval> | undefined;
const listeners = new Set<() => void>();

function subscribe(listener: () => void): () => void {
  if (listeners.size === 0) {
    now = Date.now();
    timer = setInterval(() => {
      now = Date.now();
      for (const each of [...listeners]) each();
    }, TICK);
  }
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0) clearInterval(timer);
  };
}

const DAY_MONTH = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short' });
const DAY_MONTH_YEAR = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short', year: 'numeric' });
const EXACT = new Intl.DateTimeFormat(undefined, { dateStyle: 'full', timeStyle: 'medium' });
const CLOCK = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit' });

/** "just now", "14 min ago", "2 h ago", "yesterday", "4 days ago", "9 Jun", "9 Jun 2024". */
export function relativeTime(at: number, reference: number): string {
  const age = reference - at;
  if (age < MINUTE) return age < -MINUTE ? DAY_MONTH_YEAR.format(at) : 'just now';
  if (age < HOUR) return `${Math.floor(age / MINUTE)} min ago`;
  if (age < DAY && new Date(at).getDate() === new Date(reference).getDate()) return `${Math.floor(age / HOUR)} h ago`;
  const days = daysBetween(at, reference);
  if (days <= 1) return 'yesterday';
  if (days < 7) return `${days} days ago`;
  return new Date(at).getFullYear() === new Date(reference).getFullYear() ? DAY_MONTH.format(at) : DAY_MONTH_YEAR.format(at);
}

export function daysBetween(at: number, reference: number): number {
  return Math.round((new Date(reference).setHours(0, 0, 0, 0) - new Date(at).setHours(0, 0, 0, 0)) / DAY);
}

export function exactTime(at: number): string {
  return EXACT.format(at);
}

const MOMENT = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short', year: 'numeric', hour: '2-digit', minute: '2-digit' });

/** "12 Jun 2026, 10:12": short, and still one moment. */
export function momentTime(at: number): string {
  return MOMENT.format(at);
}

export function clockTime(at: number): string {
  return CLOCK.format(at);
}

export function useNow(): number {
  return useSyncExternalStore(subscribe, () => now);
}

export function Time({ at }: { at: number }): ReactNode {
  const reference = Math.max(useNow(), at);
  return (
    <time className="tnum nowrap" dateTime={new Date(at).toISOString()} title={exactTime(at)}>
      {relativeTime(at, reference)}
    </time>
  );
}
