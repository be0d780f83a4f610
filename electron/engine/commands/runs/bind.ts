// Binds metrics to the versions a run logged, once all rows that count are here. Rows never change, so it does not matter who does it.
import { boundMetrics, noteLast, rangesOf, type BoundRange, type LastNumber } from '../../domain/binding.js';
import { numberIn, type HistoryRow } from '../../domain/historyValues.js';
import { readRows } from '../../history/partReader.js';
import type { HistoryPart, OpenEdge } from '../../store/history/types.js';
import type { Queries } from '../../store/queries/types.js';
import type { EngineContext } from '../context.js';
import { withPart } from './parts.js';

type Found = { readonly writer: string; readonly last: ReadonlyMap<string, LastNumber> };

/** Every row up to the edge's counts has come. */
function isComplete(read: Queries, run: string, { rows }: OpenEdge): boolean {
  const held = new Map(read.runMark(run).writers.map((mark) => [mark.writer, mark.rows]));
  return Object.entries(rows).every(([writer, count]) => (held.get(writer) ?? 0) >= count);
}

/** What a part says of a range. False when its bytes are not here. */
async function notePart(engine: EngineContext, part: HistoryPart, { from, to }: BoundRange, last: Map<string, LastNumber>): Promise<boolean> {
  const noted = await withPart(engine.cache, part, async (info, bytes) => {
    if (part.lo >= from && part.hi <= to) {
      for (const [key, { number }] of info.keys) {
        const value = number && numberIn(number[1]);
        const before = last.get(key);
        if (number && value !== undefined && (!before || before.row <= number[0])) last.set(key, { row: number[0], at: number[2], value });
      }
    } else for (const row of await readRows(bytes, info)) if (row.row >= from && row.row < to) noteLast(last, row);
    return true;
  });
  return noted ?? false;
}

/** The last numbers of a range, or undefined when a part of it is not on this device. */
async function lastIn(engine: EngineContext, run: string, range: BoundRange): Promise<Found | undefined> {
  const { read } = engine.registry;
  // Local rows first: what is sealed meanwhile is found again in its part, and twice is once.
  const local: readonly HistoryRow[] = read.localRange(run, range.writer, range.from, range.to);
  const last = new Map<string, LastNumber>();
  for (const part of read.historyParts(run)) {
    if (part.writer !== range.writer || part.hi <= range.from || part.lo >= range.to) continue;
    if (!(await notePart(engine, part, range, last))) return undefined;
  }
  for (const row of local) noteLast(last, row);
  return { writer: range.writer, last };
}

async function bindEdge(engine: EngineContext, run: string, edge: OpenEdge): Promise<boolean> {
  const found: Found[] = [];
  for (const range of rangesOf(edge.rows, edge.from)) {
    const one = await lastIn(engine, run, range);
    if (!one) return false;
    found.push(one);
  }
  const values = boundMetrics(found, edge.given);
  engine.registry.write(engine.actor(), (tx) => {
    if (tx.read.openEdges(run).some((open) => open.edge === edge.edge)) tx.append({ kind: 'metrics', body: { edge: edge.edge, version: edge.version, values } });
  });
  return true;
}

/**
 * Binds what can be bound of a run's log edges. Edges of other devices are left to them, unless the run has ended (`others`).
 * With `force` rows that never came are not waited for: for a run that is dead.
 */
export async function bindMetrics(engine: EngineContext, run: string, { force = false, others = false }: { readonly force?: boolean; readonly others?: boolean } = {}): Promise<void> {
  const { read, device } = engine.registry;
  for (const edge of read.openEdges(run)) {
    if (edge.device !== device.id && !others) continue;
    if (force || isComplete(read, run, edge)) await bindEdge(engine, run, edge);
  }
}
