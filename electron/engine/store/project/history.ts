// Which sealed parts hold the rows of a run: those that no other part holds whole.
import { readHeads } from '../registers.js';
import type { Session } from '../session.js';

export interface Part {
  readonly writer: string;
  readonly lo: number;
  readonly hi: number;
  readonly blob: string;
}

/** Parts that are not inside another; of two over the same rows the one of lower digest. In order of writer and place. */
export function standingParts(parts: readonly Part[]): Part[] {
  const sorted = [...parts].sort((a, b) => (a.writer < b.writer ? -1 : a.writer > b.writer ? 1 : a.lo - b.lo || b.hi - a.hi || (a.blob < b.blob ? -1 : 1)));
  const standing: Part[] = [];
  for (const part of sorted) {
    const last = standing[standing.length - 1];
    if (!last || last.writer !== part.writer || part.hi > last.hi) standing.push(part);
  }
  return standing;
}

function partOf(field: string, value: unknown): Part | undefined {
  const colon = field.lastIndexOf(':');
  const { to, blob } = (typeof value === 'object' && value !== null ? value : {}) as { to?: unknown; blob?: unknown };
  const lo = Number(field.slice(colon + 1));
  return typeof to === 'number' && typeof blob === 'string' && to > lo ? { writer: field.slice(0, colon), lo, hi: to, blob } : undefined;
}

/** `run` is the run's id. */
export function projectHistory(session: Session, run: string): void {
  const { db } = session;
  const parts: Part[] = [];
  for (const [field, heads] of readHeads(db, `history:${run}`)) for (const head of heads) parts.push(...[partOf(field, head.value)].flatMap((part) => part ?? []));
  db.run('DELETE FROM history_parts WHERE run = ?', run);
  for (const part of standingParts(parts)) db.run('INSERT INTO history_parts(run, writer, lo, hi, blob) VALUES(?, ?, ?, ?, ?)', run, part.writer, part.lo, part.hi, part.blob);
  session.touch(`history:${run}`, run);
  session.touch(`run:${run}`, run);
}
