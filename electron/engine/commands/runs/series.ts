// A metric of a run as points: from its sealed parts, each read once and remembered as long as there is room, and from the rows since.
import type { JsonValue, MetricValue } from '../../../../shared/contract/primitives.js';
import { metricOf, numberIn, type HistoryRow } from '../../domain/historyValues.js';
import { numbersIn, readColumns, valuesIn, type PartBytes, type PartInfo } from '../../history/partReader.js';
import { rowsInSight, type Axis, type RowRange, type Sight } from '../../history/rowGroups.js';
import { sortedByX, type Points } from '../../history/sample.js';
import type { HistoryPart, LocalRow } from '../../store/history/types.js';
import type { EngineContext } from '../context.js';
import { withPart } from './parts.js';

export type { Axis };

/** What some rows say of a metric. Points are finite and in order of x. */
export interface Stretch extends Points {
  readonly odd: readonly { readonly x: number; readonly value: MetricValue }[];
  readonly other: readonly { readonly x: number; readonly value: JsonValue }[];
}

/** Bytes of points remembered; the ones used longest ago go first. */
const MAX_BYTES = 192 * 1024 * 1024;
const remembered = new Map<string, { readonly stretch: Stretch; readonly bytes: number }>();
let rememberedBytes = 0;

function remember(key: string, stretch: Stretch): void {
  const bytes = stretch.x.byteLength + stretch.y.byteLength + (stretch.odd.length + stretch.other.length) * 200;
  remembered.set(key, { stretch, bytes });
  rememberedBytes += bytes;
  for (const [oldest, each] of remembered) {
    if (rememberedBytes <= MAX_BYTES || oldest === key) break;
    remembered.delete(oldest);
    rememberedBytes -= each.bytes;
  }
}

function recall(key: string): Stretch | undefined {
  const found = remembered.get(key);
  if (!found) return undefined;
  remembered.delete(key);
  remembered.set(key, found);
  return found.stretch;
}

/** Gathers points as they come. */
function collector(): { add(x: number | undefined, value: JsonValue): void; end(): Stretch } {
  const xs: number[] = [];
  const ys: number[] = [];
  const odd: { x: number; value: MetricValue }[] = [];
  const other: { x: number; value: JsonValue }[] = [];
  return {
    add(x, value) {
      if (x === undefined || !Number.isFinite(x)) return;
      const number = numberIn(value);
      if (number === undefined) other.push({ x, value });
      else if (Number.isFinite(number)) {
        xs.push(x);
        ys.push(number);
      } else odd.push({ x, value: metricOf(number) });
    },
    end: () => ({ ...sortedByX({ x: Float64Array.from(xs), y: Float64Array.from(ys) }), odd: odd.sort((a, b) => a.x - b.x), other: other.sort((a, b) => a.x - b.x) }),
  };
}

function xOfRow(row: HistoryRow, { kind, key }: Axis): number | undefined {
  switch (kind) {
    case 'step':
      return row.step ?? row.row;
    case 'time':
    case 'relative':
      return row.at;
    case 'key':
      return numberIn(row.values[key ?? '']);
  }
}

/** Points of rows that are not sealed. */
export function stretchOfRows(rows: readonly HistoryRow[], key: string, axis: Axis): Stretch {
  const points = collector();
  for (const row of rows) {
    const value = row.values[key];
    if (value !== undefined) points.add(xOfRow(row, axis), value);
  }
  return points.end();
}

const columnFor = (info: PartInfo, key: string, kind: 'number' | 'text' | 'json'): string | undefined => info.columns.find(([, of, is]) => of === key && is === kind)?.[0];

/** x of so many rows of a part; NaN where one has none. */
function xOfPart(info: PartInfo, read: Map<string, Parameters<typeof numbersIn>[0] & {}>, axis: Axis, count: number): Float64Array {
  const absentAs = (values: Float64Array, absent: readonly number[]): Float64Array => {
    for (const index of absent) values[index] = Number.NaN;
    return values;
  };
  const numbers = (column: string | undefined): Float64Array => {
    const absent: number[] = [];
    const values = numbersIn(column === undefined ? undefined : read.get(column), count, (index) => absent.push(index));
    return absentAs(values, absent);
  };
  if (axis.kind === 'key') return numbers(columnFor(info, axis.key ?? '', 'number'));
  if (axis.kind !== 'step') return numbers('_time');
  const steps = numbers('_step');
  if (!steps.some(Number.isNaN)) return steps;
  const rows = numbers('_row');
  return steps.map((step, index) => (Number.isNaN(step) ? (rows[index] as number) : step));
}

/** What rows say of a metric: all of a part, or those of some of its row groups. */
async function stretchOfPart(bytes: PartBytes, info: PartInfo, key: string, axis: Axis, rows?: RowRange): Promise<Stretch> {
  const count = rows ? rows.end - rows.start : info.rows;
  const [number, text, json] = (['number', 'text', 'json'] as const).map((kind) => columnFor(info, key, kind));
  const own = [number, text, json].filter((column): column is string => column !== undefined);
  if (own.length === 0) return collector().end();
  const axisColumns = axis.kind === 'key' ? [columnFor(info, axis.key ?? '', 'number')].flatMap((column) => column ?? []) : axis.kind === 'step' ? ['_step', '_row'] : ['_time'];
  const read = await readColumns(bytes, info, [...new Set([...axisColumns, ...own])], rows);
  const x = xOfPart(info, read, axis, count);
  const points = collector();
  if (number !== undefined) {
    const absent = new Set<number>();
    const values = numbersIn(read.get(number), count, (index) => absent.add(index));
    values.forEach((value, index) => {
      if (!absent.has(index)) points.add(x[index], metricOf(value));
    });
  }
  if (text !== undefined) valuesIn(read.get(text), count).forEach((value, index) => value !== undefined && points.add(x[index], String(value)));
  if (json !== undefined) valuesIn(read.get(json), count).forEach((value, index) => value !== undefined && points.add(x[index], parsed(String(value))));
  return points.end();
}

function parsed(text: string): JsonValue {
  try {
    return JSON.parse(text) as JsonValue;
  } catch {
    return text;
  }
}

/** Rows of runs that go on, kept as they came; only new ones are read. */
interface Tail {
  readonly parts: string;
  readonly rows: LocalRow[];
}
const tailsOf = new WeakMap<EngineContext, Map<string, Tail>>();
const MAX_TAILS = 20;
const PAGE = 20_000;

/** The rows of a run that are not sealed, in order of arrival. */
export function unsealedRows(engine: EngineContext, run: string): readonly LocalRow[] {
  const { read } = engine.registry;
  const parts = JSON.stringify(read.historyParts(run).map((part) => [part.writer, part.lo, part.hi]));
  const tails = tailsOf.get(engine) ?? new Map<string, Tail>();
  tailsOf.set(engine, tails);
  const before = tails.get(run);
  const tail = before?.parts === parts ? before : { parts, rows: [] };
  for (;;) {
    const page = read.localRows(run, tail.rows[tail.rows.length - 1]?.n ?? -1, PAGE);
    tail.rows.push(...page);
    if (page.length < PAGE) break;
  }
  tails.delete(run);
  if (tail.rows.length > 0) tails.set(run, tail);
  for (const oldest of tails.keys()) {
    if (tails.size <= MAX_TAILS) break;
    tails.delete(oldest);
  }
  return tail.rows;
}

/**
 * A metric of a run in pieces: one a part, one of the rows since. Rows of parts whose bytes are not here are counted. Pieces hold
 * at least what lies in `sight`.
 */
export async function stretchesOf(engine: EngineContext, key: string, axis: Axis, rows: readonly LocalRow[], parts: readonly HistoryPart[], sight: Sight): Promise<{ stretches: Stretch[]; missingRows: number }> {
  const stretches: Stretch[] = [];
  let missingRows = 0;
  for (const part of parts) {
    const name = JSON.stringify([part.blob, key, axis.kind === 'relative' ? 'time' : axis.kind, axis.key]);
    let stretch = recall(name);
    if (!stretch) {
      let whole = true;
      stretch = await withPart(engine.cache, part, (info, bytes) => {
        const some = rowsInSight(info, axis, sight);
        whole = some === undefined;
        return stretchOfPart(bytes, info, key, axis, some);
      });
      if (stretch && whole) remember(name, stretch);
    }
    if (stretch) stretches.push(stretch);
    else missingRows += part.hi - part.lo;
  }
  // A row whose part came from elsewhere may lie here too.
  const sealed = (row: LocalRow): boolean => parts.some((part) => part.writer === row.writer && row.row >= part.lo && row.row < part.hi);
  stretches.push(stretchOfRows(rows.filter((row) => !sealed(row)), key, axis));
  return { stretches, missingRows };
}
