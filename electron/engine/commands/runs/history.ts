// runs.history and runs.keys: series as they are drawn, and what metrics a run has.
import { CairnError } from '../../../../shared/contract/errors.js';
import type { JsonObject } from '../../../../shared/contract/primitives.js';
import type { HistoryQueryInput, Series, SeriesInfo } from '../../../../shared/contract/runs.js';
import { joinStats, noteRow, type KeyStats } from '../../history/keyStats.js';
import { readRows } from '../../history/partReader.js';
import { evenly, extremes, placeOfX, sampleNote, samplePlaces, sortedByX, type Points } from '../../history/sample.js';
import type { EngineContext } from '../context.js';
import { withPart } from './parts.js';
import { stretchesOf, unsealedRows, type Axis, type Stretch } from './series.js';

/** NaN, text and media are sent one by one, so few of them. */
const MAX_OTHERS = 200;

function joined(stretches: readonly Stretch[]): Stretch {
  const [only] = stretches;
  if (stretches.length === 1 && only) return only;
  const length = stretches.reduce((sum, stretch) => sum + stretch.x.length, 0);
  const x = new Float64Array(length);
  const y = new Float64Array(length);
  let at = 0;
  for (const stretch of stretches) {
    x.set(stretch.x, at);
    y.set(stretch.y, at);
    at += stretch.x.length;
  }
  const byX = <T extends { readonly x: number }>(items: T[]): T[] => items.sort((a, b) => a.x - b.x);
  return { ...sortedByX({ x, y }), odd: byX(stretches.flatMap((stretch) => stretch.odd)), other: byX(stretches.flatMap((stretch) => stretch.other)) };
}

function within(stretch: Stretch, from: number, to: number): Stretch {
  const start = placeOfX(stretch.x, from);
  const end = placeOfX(stretch.x, to, true);
  const inside = ({ x }: { readonly x: number }): boolean => x >= from && x <= to;
  return { x: stretch.x.subarray(start, end), y: stretch.y.subarray(start, end), odd: stretch.odd.filter(inside), other: stretch.other.filter(inside) };
}

const NO_POINTS: Stretch = { x: new Float64Array(0), y: new Float64Array(0), odd: [], other: [] };

function drawn(run: string, key: string, all: Stretch, points: number, missingRows: number, shift: number, untimed = false): Series {
  const { x, y } = all;
  const { length } = x;
  const point = (place: number): { x: number; y: number } | null => (length === 0 ? null : { x: shown(x[place] as number), y: y[place] as number });
  const shown = (value: number): number => (shift === 0 ? value : (value - shift) / 1000);
  const { low, high } = length === 0 ? { low: 0, high: 0 } : extremes(y, 0, length);
  const places = samplePlaces({ x, y } satisfies Points, points);
  return {
    run,
    key,
    x: Array.from(places, (place) => shown(x[place] as number)),
    y: Array.from(places, (place) => y[place] as number),
    total: length,
    sampled: places.length < length,
    note: places.length < length ? sampleNote(places.length, length) : null,
    first: point(0),
    last: point(length - 1),
    min: point(low),
    max: point(high),
    nonFinite: { count: all.odd.length, at: evenly(all.odd, MAX_OTHERS).map((each) => ({ x: shown(each.x), value: each.value })) },
    other: { count: all.other.length, at: evenly(all.other, MAX_OTHERS).map((each) => ({ x: shown(each.x), value: each.value })) },
    missingRows,
    untimed,
  };
}

/** Answers remembered, some 40 kB each: what is sealed never changes, so neither does an answer over nothing else. */
const MAX_ANSWERS = 600;
const answers = new Map<string, Series>();

function remember(question: string, answer: Series): void {
  answers.set(question, answer);
  for (const oldest of answers.keys()) {
    if (answers.size <= MAX_ANSWERS) break;
    answers.delete(oldest);
  }
}

/** Series by run, then key, as they are drawn. An abort ends it between two of them. @throws CairnError invalid_input, not_found, cancelled */
export async function history(engine: EngineContext, input: HistoryQueryInput, signal?: AbortSignal): Promise<{ series: Series[] }> {
  const { read } = engine.registry;
  if (input.axis === 'key' && input.axisKey === undefined) throw new CairnError('invalid_input', 'Reading history by a metric on the x axis, axisKey has to name it.');
  const axis: Axis = { kind: input.axis, key: input.axisKey };
  const series: Series[] = [];
  for (const run of input.runs) {
    const row = read.run(run);
    if (!row) throw new CairnError('not_found', 'There is no run with this id here. It may not have arrived on this device yet.', { run });
    if (row.timeless && (input.axis === 'time' || input.axis === 'relative')) {
      series.push(...input.keys.map((key) => drawn(run, key, NO_POINTS, input.points, 0, 0, true)));
      continue;
    }
    const rows = unsealedRows(engine, run);
    const parts = read.historyParts(run);
    const shift = input.axis === 'relative' ? row.started : 0;
    const bound = (value: number | undefined, otherwise: number): number => (value === undefined ? otherwise : shift === 0 ? value : value * 1000 + shift);
    const from = bound(input.from, Number.NEGATIVE_INFINITY);
    const to = bound(input.to, Number.POSITIVE_INFINITY);
    for (const key of input.keys) {
      if (signal?.aborted) throw new CairnError('cancelled', 'Reading history was stopped.');
      const question = JSON.stringify([run, key, axis, input.from, input.to, input.points, shift, parts.map((part) => [part.blob, part.writer, part.lo, part.hi])]);
      let answer = rows.length === 0 ? answers.get(question) : undefined;
      if (!answer) {
        const { stretches, missingRows } = await stretchesOf(engine, key, axis, rows, parts, { from, to });
        answer = drawn(run, key, joined(stretches.map((stretch) => within(stretch, from, to))), input.points, missingRows, shift);
      }
      if (rows.length === 0 && answer.missingRows === 0) {
        answers.delete(question);
        remember(question, answer);
      }
      series.push(answer);
    }
  }
  return { series };
}

function infoOf(key: string, stats: KeyStats): SeriesInfo {
  const { n, first, last, min, max, odd = 0, text = 0, json = 0 } = stats;
  const kind = text + json === 0 ? 'number' : text === n ? 'text' : json === n ? 'json' : 'mixed';
  return { key, kind, count: n, first: first[1], last: last[1], min: min ?? null, max: max ?? null, nonFinite: odd };
}

/** What every metric of a run holds, over its parts that are here and the rows since. */
async function statsOf(engine: EngineContext, run: string): Promise<Map<string, KeyStats>> {
  const { read } = engine.registry;
  const all = new Map<string, KeyStats>();
  const rows = unsealedRows(engine, run);
  const join = (key: string, stats: KeyStats): void => {
    const before = all.get(key);
    all.set(key, before ? joinStats(before, stats, true) : stats);
  };
  for (const part of read.historyParts(run)) {
    await withPart(engine.cache, part, (info) => {
      for (const [key, stats] of info.keys) join(key, stats);
      return Promise.resolve(true);
    });
  }
  const byWriter = new Map<string, Map<string, KeyStats>>();
  for (const row of rows) {
    const own = byWriter.get(row.writer) ?? new Map<string, KeyStats>();
    byWriter.set(row.writer, own);
    noteRow(own, row);
  }
  for (const own of byWriter.values()) for (const [key, stats] of own) join(key, stats);
  return all;
}

export async function keys(engine: EngineContext, { run, query, cursor, limit }: { readonly run: string; readonly query: string; readonly cursor: string | null; readonly limit: number }): Promise<{ rows: SeriesInfo[]; next: string | null; total: number }> {
  const sought = query.trim().toLowerCase();
  const found = [...(await statsOf(engine, run))].filter(([key]) => key.toLowerCase().includes(sought)).sort(([a], [b]) => (a < b ? -1 : 1));
  const from = cursor === null ? 0 : found.findIndex(([key]) => key > cursor);
  const page = from < 0 ? [] : found.slice(from, from + limit);
  const last = page[page.length - 1];
  return { rows: page.map(([key, stats]) => infoOf(key, stats)), next: last && from + limit < found.length ? last[0] : null, total: found.length };
}

interface Logged {
  readonly writer: string;
  readonly row: number;
  readonly step: number | null;
  readonly time: number;
  readonly values: JsonObject;
}

/** A cursor as it was given out. @throws CairnError invalid_input */
function placeOf(cursor: string): [string, number] {
  try {
    const [writer, row] = JSON.parse(cursor) as [unknown, unknown];
    if (typeof writer === 'string' && typeof row === 'number') return [writer, row];
  } catch {
    // Said below.
  }
  throw new CairnError('invalid_input', 'The cursor is not one that was given out.', { cursor });
}

/** Rows one after the other: writer by writer, each by row. The cursor is a place in that order. */
export async function rows(engine: EngineContext, { run, cursor, limit }: { readonly run: string; readonly cursor: string | null; readonly limit: number }): Promise<{ rows: Logged[]; next: string | null; total: number }> {
  const { read } = engine.registry;
  const marks = read.runMark(run).writers;
  const [writerFrom, rowFrom] = cursor === null ? ['', 0] : placeOf(cursor);
  const found: Logged[] = [];
  for (const { writer, top } of marks) {
    if (writer < writerFrom || found.length >= limit) continue;
    let from = writer === writerFrom ? rowFrom : 0;
    for (const part of read.historyParts(run)) {
      if (part.writer !== writer || part.hi <= from || found.length >= limit) continue;
      const more = await withPart(engine.cache, part, async (info, bytes) => {
        const start = Math.max(0, Math.min(info.rows, from - part.lo));
        return readRows(bytes, info, info.rows === part.hi - part.lo ? start : 0, info.rows === part.hi - part.lo ? start + limit - found.length : info.rows);
      });
      for (const row of more ?? []) if (row.row >= from && found.length < limit) found.push({ writer, row: row.row, step: row.step, time: row.at, values: row.values });
      from = found.length >= limit ? from : part.hi;
    }
    if (found.length < limit) for (const row of read.localRange(run, writer, from, Math.min(top, from + limit * 2))) if (found.length < limit) found.push({ writer, row: row.row, step: row.step, time: row.at, values: row.values });
  }
  const last = found[found.length - 1];
  return { rows: found, next: last && found.length === limit ? JSON.stringify([last.writer, last.row + 1]) : null, total: marks.reduce((sum, mark) => sum + mark.rows, 0) };
}
