// runs.*: executions, what they were given, what they said over time, and which versions they read and made.
import { oc } from '@orpc/contract';
import { z } from 'zod';
import { AliasBadge, RunRow } from './entities.js';
import { Source } from './ingest.js';
import { Digest, Id, Json, JsonObject, Metrics, MetricValue, Millis, Name } from './primitives.js';

/** A run by the key it was started under (looked for in the project named, else anywhere), or by its id. */
export const RunRef = z.object({ run: z.string().min(1).max(200), project: Name.optional(), entity: Name.optional() });
export type RunRef = z.infer<typeof RunRef>;

/** Key of a run: chosen by scripts, compared exactly. */
export const RunKey = z.string().regex(/^[^\u0000-\u001f\u007f/:@\\\s]{1,128}$/u, '1 to 128 characters without spaces, slashes, colons or @');

/** Name of a metric or of a hyper-parameter. */
export const SeriesKey = z.string().min(1).max(512);

/** State of the code a run was started from, as far as it is known. `code.get` tells more. */
export const RunGit = z.object({
  remote: z.string().max(2000).optional(),
  commit: z.string().max(200).optional(),
  branch: z.string().max(500).optional(),
  dirty: z.boolean().optional(),
  /** Blob: the uncommitted changes as a patch. */
  diff: Digest.optional(),
});
export type RunGit = z.infer<typeof RunGit>;

export const RunStart = z.object({
  /** A new one is made where none is given. */
  key: RunKey.optional(),
  name: z.string().min(1).max(256).optional(),
  project: Name.optional(),
  entity: Name.optional(),
  jobType: z.string().min(1).max(64).default('train'),
  group: z.string().max(256).optional(),
  notes: z.string().max(100_000).optional(),
  tags: z.array(z.string().min(1).max(64)).max(100).default([]),
  config: JsonObject.default({}),
  /** What a door knows of the code; `code` has Cairn look for itself. */
  git: RunGit.optional(),
  environment: JsonObject.optional(),
  /**
   * It runs on this computer: its system goes into the environment, and the packages of a virtual environment that lies in the folder of
   * `code`. What `environment` says stands. A script that knows its own packages sends them there.
   */
  here: z.boolean().optional(),
  /** When it began, where that was not now: runs that are recorded afterwards. Null: nobody knows. */
  began: Millis.nullable().optional(),
  /** Folder whose code is captured: remote, commit, changes, untracked text. */
  code: Source.optional(),
  /** What a key that exists means: `allow` goes on with it, `never` refuses it, `must` refuses a new one. */
  resume: z.enum(['allow', 'never', 'must']).default('allow'),
  /** Seconds without a word after which the run counts as crashed. Doors whose client beats every half minute say a few minutes. */
  timeout: z.number().int().min(10).max(10_000_000).default(86_400),
});
export type RunStart = z.infer<typeof RunStart>;

/**
 * One row of history. `row` is its place among the rows of its writer, from 0: given, a row may come late, twice and out of
 * order; a row once kept never changes. Absent, it is the next. Values: numbers, `"NaN"`, `"Infinity"`, `"-Infinity"`,
 * booleans, text, or any JSON (`{_type: ...}` for media). Nested objects without `_type` become `a.b`. Null is left out.
 */
export const HistoryRowInput = z.object({
  row: z.number().int().nonnegative().max(2 ** 40).optional(),
  step: z.number().optional(),
  time: Millis.optional(),
  values: z.record(z.string().min(1).max(512), Json),
});
export type HistoryRowInput = z.infer<typeof HistoryRowInput>;

/** How far the rows of one writer have come. */
export const WriterMark = z.object({
  writer: z.string(),
  /** Rows held without a gap from 0 on. */
  rows: z.number().int(),
  /** One more than the greatest row held. */
  top: z.number().int(),
});
export type WriterMark = z.infer<typeof WriterMark>;

/** What `history:<run>` carries in the feed: small, so that it may change many times a second. */
export const RunMark = z.object({ run: Id, rows: z.number().int(), writers: z.array(WriterMark), updated: Millis.nullable() });
export type RunMark = z.infer<typeof RunMark>;

export const RunDetail = RunRow.extend({
  projectId: Id,
  notes: z.string(),
  group: z.string().nullable(),
  tags: z.array(z.string()),
  /** True for the run that a drop or `cairn log` without a run made. */
  oneShot: z.boolean(),
  git: RunGit.nullable(),
  environment: JsonObject,
  /** Versions it read, oldest first. */
  inputs: z.array(z.object({ version: Id, ref: z.string(), digest: Digest, name: z.string(), label: z.string(), type: z.string(), aliases: z.array(AliasBadge), as: z.string().nullable() })),
  /** Versions it logged, oldest first, each with the metrics bound to it. */
  outputs: z.array(z.object({ version: Id, ref: z.string(), digest: Digest, name: z.string(), label: z.string(), type: z.string(), aliases: z.array(AliasBadge), at: Millis, metrics: Metrics, complete: z.boolean() })),
  history: RunMark,
});
export type RunDetail = z.infer<typeof RunDetail>;

/** One metric of a run, over all its rows. */
export const SeriesInfo = z.object({
  key: SeriesKey,
  /** `number` also where some are NaN; `mixed` where text came too. */
  kind: z.enum(['number', 'text', 'json', 'mixed']),
  count: z.number().int(),
  first: Json,
  last: Json,
  /** Of the finite values; null where there are none. */
  min: z.number().nullable(),
  max: z.number().nullable(),
  /** Values that are NaN or infinite. */
  nonFinite: z.number().int(),
});
export type SeriesInfo = z.infer<typeof SeriesInfo>;

const Point = z.object({ x: z.number(), y: z.number() });

/** A series as it is drawn. x and y are finite and of one length, x ascending; what was left out is said. */
export const Series = z.object({
  run: Id,
  key: SeriesKey,
  x: z.array(z.number()),
  y: z.array(z.number()),
  /** Finite points in the range asked for. */
  total: z.number().int(),
  /** True when fewer are sent: first, last, and the lowest and highest of each stretch are among them. */
  sampled: z.boolean(),
  /** "2,000 of 1.2 M, min/max kept"; null when all are there. */
  note: z.string().nullable(),
  /** Over all points in the range. */
  first: Point.nullable(),
  last: Point.nullable(),
  min: Point.nullable(),
  max: Point.nullable(),
  /** NaN and infinite values in the range: how many, and where (at most 200, evenly). */
  nonFinite: z.object({ count: z.number().int(), at: z.array(z.object({ x: z.number(), value: MetricValue })) }),
  /** Text and JSON values in the range (media among them): how many, and at most 200 of them, evenly, the last always. */
  other: z.object({ count: z.number().int(), at: z.array(z.object({ x: z.number(), value: Json })) }),
  /** Rows whose bytes are not on this device. */
  missingRows: z.number().int(),
  /** True when x is a time and the run was read from a log that records none: there is nothing to draw then. */
  untimed: z.boolean(),
});
export type Series = z.infer<typeof Series>;

export const HistoryQueryInput = z.object({
  runs: z.array(Id).min(1).max(200),
  keys: z.array(SeriesKey).min(1).max(1000),
  /** `relative` is seconds since the run began; `key` takes x from `axisKey` in the same row. A row without a step has its place as one. */
  axis: z.enum(['step', 'time', 'relative', 'key']).default('step'),
  axisKey: SeriesKey.optional(),
  from: z.number().optional(),
  to: z.number().optional(),
  /** At most so many points a series. */
  points: z.number().int().min(4).max(100_000).default(2000),
});
export type HistoryQueryInput = z.infer<typeof HistoryQueryInput>;

/** `config.lr`, `summary.loss`, or a field of the run: name, key, state, jobType, project, group, actor, started, finished, tags. */
export const ColumnId = z.string().min(1).max(600);
export const RunColumn = z.object({
  id: ColumnId,
  group: z.enum(['run', 'config', 'summary']),
  label: z.string(),
  kind: z.enum(['number', 'text', 'json', 'mixed']),
  /** Runs that have it. */
  count: z.number().int(),
});
export type RunColumn = z.infer<typeof RunColumn>;

export const RunFilter = z.object({
  column: ColumnId,
  op: z.enum(['=', '!=', '<', '<=', '>', '>=', 'contains', 'present', 'absent']),
  value: Json.optional(),
});
export type RunFilter = z.infer<typeof RunFilter>;

/** Which runs: all filters hold. `query` is part of a name or key. One-shot runs stay out unless asked for. */
export const RunSelection = z.object({
  project: Name.optional(),
  entity: Name.optional(),
  query: z.string().max(500).default(''),
  filters: z.array(RunFilter).max(50).default([]),
  oneShot: z.boolean().default(false),
});
export type RunSelection = z.infer<typeof RunSelection>;

export const RunTableRow = z.object({
  id: Id,
  key: z.string(),
  name: z.string(),
  state: RunRow.shape.state,
  started: Millis,
  timeless: RunRow.shape.timeless,
  /** In the order of the columns asked for; null where the run has none. */
  cells: z.array(Json),
});
export type RunTableRow = z.infer<typeof RunTableRow>;

/** A way of looking at the runs that was kept under a name: filter, order, columns, groups, axis. What is in it is the window's. */
export const RunsView = z.object({ id: Id, name: z.string(), shown: z.record(z.string(), Json) });
export type RunsView = z.infer<typeof RunsView>;

export const runsContract = {
  /** @throws name_taken with resume `never`, not_found with `must` */
  start: oc.input(RunStart).output(RunDetail.extend({ resumed: z.boolean() })),
  /**
   * Keeps rows: all of them or none. Idempotent by (run, writer, row). `writer` is this device unless said; a row count of its
   * own for each process that logs at once. Without rows it says that the run is alive. A run found crashed goes on.
   * @throws invalid_input naming the row
   */
  log: oc
    .input(RunRef.extend({ writer: z.string().min(1).max(200).optional(), rows: z.array(HistoryRowInput).max(10_000).default([]) }))
    .output(WriterMark.extend({ run: Id, added: z.number().int() })),
  /**
   * Keeps a file the run says beside its numbers, as a version of `run-<key>-<name>` (type `run_table` or `run_media`), and logs a row
   * whose value points at it: `{_type: "table-file" | "image-file" | "audio-file" | "html-file" | "file", version, ref, path}`.
   */
  attach: oc
    .input(RunRef.extend({ key: SeriesKey, source: Source, step: z.number().optional(), writer: z.string().min(1).max(200).optional() }))
    .output(z.object({ run: Id, version: Id, ref: z.string(), path: z.string(), row: z.number().int() })),
  /** Overwrites what is named; null takes a config or summary key away. */
  update: oc
    .input(
      RunRef.extend({
        name: z.string().min(1).max(256).optional(),
        notes: z.string().max(100_000).optional(),
        group: z.string().max(256).optional(),
        jobType: z.string().min(1).max(64).optional(),
        config: JsonObject.optional(),
        summary: JsonObject.optional(),
        git: RunGit.optional(),
        environment: JsonObject.optional(),
        tags: z.object({ add: z.array(z.string().min(1).max(64)).max(100).default([]), remove: z.array(z.string().min(1).max(64)).max(100).default([]) }).optional(),
      }),
    )
    .output(z.object({ run: Id, changed: z.boolean() })),
  /** Ends it: history is sealed, the last metrics are bound. Ending again with another state overwrites it. */
  finish: oc.input(RunRef.extend({ state: z.enum(['finished', 'failed', 'crashed']).default('finished'), /** When, where that was not now. */ ended: Millis.optional() })).output(RunDetail),
  /** Notes that the run read a version. */
  use: oc.input(RunRef.extend({ ref: z.string().min(1).max(2000) })).output(z.object({ run: Id, version: Id, ref: z.string(), digest: Digest })),
  get: oc.input(RunRef).output(RunDetail),
  /** The metrics of a run, by name. */
  keys: oc.input(z.object({ run: Id, query: z.string().max(500).default(''), cursor: z.string().nullable().default(null), limit: z.number().int().min(1).max(2000).default(500) })).output(z.object({ rows: z.array(SeriesInfo), next: z.string().nullable(), total: z.number().int() })),
  /** Series in the order (run, key) of the question; a key that a run has not gives an empty one. */
  history: oc.input(HistoryQueryInput).output(z.object({ series: z.array(Series) })),
  /** Rows as they were logged, by (time, writer, row): for tables and exports. */
  rows: oc
    .input(z.object({ run: Id, cursor: z.string().nullable().default(null), limit: z.number().int().min(1).max(5000).default(500) }))
    .output(z.object({ rows: z.array(z.object({ writer: z.string(), row: z.number().int(), step: z.number().nullable(), time: Millis, values: JsonObject })), next: z.string().nullable(), total: z.number().int() })),

  /** The columns that the selected runs have: those of the run, then config and summary, by name. */
  columns: oc.input(RunSelection).output(z.object({ columns: z.array(RunColumn), runs: z.number().int() })),
  /** A window of the table, both ways: rows [offset, offset + limit) of the order asked for, and only the cells of these columns. */
  table: oc
    .input(
      RunSelection.extend({
        columns: z.array(ColumnId).max(200).default([]),
        sort: z.array(z.object({ column: ColumnId, direction: z.enum(['asc', 'desc']) })).max(5).default([]),
        offset: z.number().int().nonnegative().default(0),
        limit: z.number().int().min(1).max(1000).default(100),
      }),
    )
    .output(z.object({ rows: z.array(RunTableRow), total: z.number().int() })),
  /** The selected runs by a column's value, largest group first; of each number column asked for, count, mean, least and greatest over all runs of the group. */
  groups: oc
    .input(RunSelection.extend({ by: ColumnId, columns: z.array(ColumnId).max(50).default([]) }))
    .output(z.object({ groups: z.array(z.object({ value: Json, runs: z.number().int(), stats: z.array(z.object({ count: z.number().int(), mean: z.number().nullable(), min: z.number().nullable(), max: z.number().nullable() })) })), total: z.number().int() })),

  /** By name. */
  views: oc.output(z.array(RunsView)),
  /** Keeps a view; one of that name is overwritten. */
  saveView: oc.input(z.object({ name: z.string().trim().min(1).max(128), shown: z.record(z.string().max(64), Json) })).output(RunsView),
  /** @throws not_found */
  forgetView: oc.input(z.object({ id: Id })).output(z.object({ id: Id, name: z.string() })),
};
