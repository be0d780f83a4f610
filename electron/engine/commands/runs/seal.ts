// Seals rows of a run into Parquet parts: while it goes on, every so often; at its end, all of them.
import type { Digest } from '../../../../shared/contract/primitives.js';
import type { HistoryRow } from '../../domain/historyValues.js';
import { encodePart } from '../../history/partWriter.js';
import type { Unsealed } from '../../store/history/types.js';
import type { EngineContext } from '../context.js';
import { setFields } from './fields.js';

/** Rows are sealed when so many wait, or when the oldest has waited so long. */
export const SEAL_ROWS = 100_000;
export const SEAL_AFTER_MS = 10 * 60_000;
/** Rows times metrics in one part: beyond it parts get shorter, so that one never takes more than some 100 MB to make. */
const MAX_CELLS = 4_000_000;

/** As many of the rows as one part may hold: none is missing among them, so that a row that comes late is still welcome. */
function fitting(rows: readonly HistoryRow[]): readonly HistoryRow[] {
  const keys = new Set<string>();
  for (const [index, row] of rows.entries()) {
    for (const key of Object.keys(row.values)) keys.add(key);
    if (index > 0 && (row.row !== (rows[index - 1]?.row ?? 0) + 1 || index >= SEAL_ROWS || keys.size * (index + 1) > MAX_CELLS)) return rows.slice(0, index);
  }
  return rows;
}

/** One part from rows [from, to) of a writer, or fewer. Gives where it ended. */
async function sealPart(engine: EngineContext, run: string, writer: string, from: number, to: number): Promise<number> {
  const { registry, cache } = engine;
  const waiting = registry.read.localRange(run, writer, from, Math.min(to, from + SEAL_ROWS));
  const rows = fitting(waiting);
  const [first] = rows;
  const last = rows[rows.length - 1];
  if (!first || !last) return Math.min(to, from + SEAL_ROWS);
  const start = first.row;
  const end = last.row + 1;
  const hold = cache.hold();
  try {
    const blob: Digest = await cache.putBytes(encodePart({ run, writer, from: start, to: end }, rows), hold);
    registry.write(engine.actor(), (tx) => {
      // Another process may have sealed them meanwhile.
      const sealed = tx.read.historyParts(run).some((part) => part.writer === writer && part.lo <= start && part.hi >= end);
      if (!sealed) tx.append({ kind: 'history.part', body: { run, writer, from: start, to: end, blob } });
      tx.history.dropSealed(run, writer, start, end);
    });
    hold.release();
  } catch (error) {
    await hold.cancel();
    throw error;
  }
  return end;
}

/** Where sealing goes on: nothing before it waits. */
async function sealWriter(engine: EngineContext, run: string, { writer, first }: Unsealed, to: number): Promise<void> {
  for (let from = first; from < to; ) from = await sealPart(engine, run, writer, from, to);
}

/** What the rows say of the summary becomes part of the run, so that other devices see it. */
export function keepSummary(engine: EngineContext, run: string): void {
  const summary = engine.registry.read.liveSummary(run);
  if (!summary || Object.keys(summary).length === 0) return;
  engine.registry.write(engine.actor(), (tx) => {
    setFields(tx, run, Object.fromEntries(Object.entries(tx.read.liveSummary(run) ?? {}).map(([key, value]) => [`summary.${key}`, value])));
  });
}

/** Seals what has waited long enough. Rows behind a gap wait for it to close. */
export async function sealOverdue(engine: EngineContext, run: string): Promise<void> {
  const now = engine.ports.clock.now();
  let sealed = false;
  for (const waiting of engine.registry.read.unsealed(run)) {
    if (waiting.rows < SEAL_ROWS && now - waiting.since < SEAL_AFTER_MS) continue;
    if (waiting.next <= waiting.first) continue;
    await sealWriter(engine, run, waiting, waiting.next);
    sealed = true;
  }
  if (sealed) keepSummary(engine, run);
}

/** Seals every row that is here. */
export async function sealAll(engine: EngineContext, run: string): Promise<void> {
  for (const waiting of engine.registry.read.unsealed(run)) await sealWriter(engine, run, waiting, waiting.top);
  keepSummary(engine, run);
}
