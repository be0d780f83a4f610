// What the store promises about runs' history: rows that are not sealed yet, parts that are, and what is bound to log edges.
import type { RunColumn, RunDetail, RunMark, RunSelection, RunTableRow, WriterMark } from '../../../../shared/contract/runs.js';
import type { JsonObject, JsonValue, Metrics } from '../../../../shared/contract/primitives.js';
import type { z } from 'zod';
import type { Git } from '../../domain/ops.js';
import type { RowCounts } from '../../domain/binding.js';
import type { HistoryRow } from '../../domain/historyValues.js';

/** A sealed part: rows [lo, hi) of a writer. Rows beyond a gap that never closed may be missing in it. */
export interface HistoryPart {
  readonly writer: string;
  readonly lo: number;
  readonly hi: number;
  readonly blob: string;
}

/** A row that lies in the database, with its place in the order of arrival. */
export interface LocalRow extends HistoryRow {
  readonly n: number;
  readonly writer: string;
}

/** A log edge of a run whose metrics nobody has bound yet. */
export interface OpenEdge {
  readonly edge: string;
  readonly version: string;
  readonly device: string;
  readonly rows: RowCounts;
  readonly from: RowCounts;
  readonly given: Metrics;
}

/** Rows of a writer that wait to be sealed. */
export interface Unsealed {
  readonly writer: string;
  readonly rows: number;
  /** Greatest row + 1 up to which no row is missing. */
  readonly next: number;
  readonly top: number;
  readonly first: number;
  /** When the oldest was kept, by this device's clock. */
  readonly since: number;
}

/** A row as a door gives it: without a number it is the next of its writer. */
export interface GivenRow {
  readonly row?: number | undefined;
  readonly step: number | null;
  readonly at: number;
  readonly values: JsonObject;
}

export interface HistoryQueries {
  /** Last values that the rows on this device give a run's summary, not yet written to it; undefined where it is not going on here. */
  liveSummary(run: string): JsonObject | undefined;
  /** A run page, but for what is bound to the versions it logged, which is in. */
  runDetail(id: string): RunDetail | undefined;
  /** What a run says of its code; undefined where it says nothing, or not in our form. */
  runGit(id: string): z.infer<typeof Git> | undefined;
  /** Ids of the project that a run is in. */
  runProject(id: string): string | undefined;
  runMark(id: string): RunMark;
  /** Counts of every writer's rows now: what a log edge records. */
  rowCounts(run: string): RowCounts;
  /** Row counts of the run's log edges so far. */
  edgeCounts(run: string): readonly RowCounts[];
  historyParts(run: string): readonly HistoryPart[];
  /** Rows that came after place `after`, in order of arrival. */
  localRows(run: string, after: number, limit: number): readonly LocalRow[];
  /** Unsealed rows [from, to) of one writer, by row. */
  localRange(run: string, writer: string, from: number, to: number): readonly HistoryRow[];
  /** Runs that logged a version. */
  runsOf(version: string): readonly string[];
  openEdges(run: string): readonly OpenEdge[];
  unsealed(run: string): readonly Unsealed[];
  /** Runs with rows or open edges on this device, or that are said to be running here. */
  runsToTend(): readonly { readonly run: string; readonly state: string; readonly seen: number | null; readonly timeout: number | null }[];
  /** Runs that nobody has ended, of any device, that began before a moment in milliseconds, with the moment of their last sign. */
  runningRuns(begunBefore: number): readonly { readonly run: string; readonly last: number }[];
  runColumns(project: string | null, selection: RunSelection): { readonly columns: readonly RunColumn[]; readonly runs: number };
  runTable(project: string | null, selection: RunSelection, columns: readonly string[], sort: readonly { readonly column: string; readonly direction: 'asc' | 'desc' }[], offset: number, limit: number): { readonly rows: readonly RunTableRow[]; readonly total: number };
  runGroups(project: string | null, selection: RunSelection, by: string, columns: readonly string[]): { readonly groups: readonly { readonly value: JsonValue; readonly runs: number; readonly stats: readonly { readonly count: number; readonly mean: number | null; readonly min: number | null; readonly max: number | null }[] }[]; readonly total: number };
}

/** Local writes of history; they are no ops. */
export interface HistoryWriter {
  /** Keeps rows; those that are there already stay as they are. */
  keepRows(run: string, writer: string, rows: readonly GivenRow[]): WriterMark & { readonly added: number };
  /** Says that the run was heard of now. Without a timeout the one it has stays. */
  heard(run: string, timeout?: number): void;
  /** These summary keys were written by hand; rows do not change them any more. */
  pinSummary(run: string, keys: readonly string[]): void;
  /** The run needs no watching any more. */
  forget(run: string): void;
  /** Removes rows [from, to) of a writer, which a part holds from now on. */
  dropSealed(run: string, writer: string, from: number, to: number): void;
}
