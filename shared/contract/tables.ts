// tables.*: typed tables inside versions (predictions, samples, metrics by slice), and two of them side by side.
import { oc } from '@orpc/contract';
import { z } from 'zod';
import { Digest, Id, Json } from './primitives.js';

/**
 * What the cells of a column are. `mixed`: several kinds. Images, audio and HTML are files of the same version; `class` is a
 * label with a probability for each class. Written down in electron/engine/tables/FORMAT.md.
 */
export const ColumnType = z.enum(['number', 'text', 'bool', 'image', 'audio', 'html', 'class', 'json', 'mixed']);
export type ColumnType = z.infer<typeof ColumnType>;

export const TableColumn = z.object({
  name: z.string(),
  type: ColumnType,
  /** Cells without a value. */
  nulls: z.number().int(),
});
export type TableColumn = z.infer<typeof TableColumn>;

/** A table: a file of a version. */
export const TableId = z.object({ version: Id, path: z.string().min(1).max(4096) });
export type TableId = z.infer<typeof TableId>;

export const TableInfo = TableId.extend({
  blob: Digest,
  rows: z.number().int(),
  columns: z.array(TableColumn),
  /** All files of the version that can be opened as tables. */
  tables: z.array(z.string()),
  /** What did not fit, in words, with the first rows it was seen in: kept as far as it could be. */
  problems: z.array(z.object({ message: z.string(), count: z.number().int(), rows: z.array(z.number().int()) })),
});
export type TableInfo = z.infer<typeof TableInfo>;

/** Column by its name. Of two columns of one name the second is `name (2)`. */
const ColumnName = z.string().min(1).max(1000);

export const TableFilter = z.object({
  column: ColumnName,
  op: z.enum(['=', '!=', '<', '<=', '>', '>=', 'contains', 'present', 'absent', 'in']),
  /** For `in`, a list. */
  value: Json.optional(),
});
export type TableFilter = z.infer<typeof TableFilter>;

export const TableSort = z.object({ column: ColumnName, direction: z.enum(['asc', 'desc']) });
export type TableSort = z.infer<typeof TableSort>;

const Selected = { filters: z.array(TableFilter).max(50).default([]), query: z.string().max(500).default('') };
const Window = { offset: z.number().int().nonnegative().default(0), limit: z.number().int().min(1).max(1000).default(100) };

export const TableRow = z.object({ row: z.number().int(), cells: z.array(Json) });
export type TableRow = z.infer<typeof TableRow>;

const Stats = z.object({ count: z.number().int(), mean: z.number().nullable(), min: z.number().nullable(), max: z.number().nullable() });

/** Where the two stand on an example: right or wrong on the left, then on the right. `unknown`: one has no prediction or no truth. */
export const Outcome = z.enum(['rightRight', 'rightWrong', 'wrongRight', 'wrongWrong', 'unknown']);
export type Outcome = z.infer<typeof Outcome>;
export const OutcomeCounts = z.object({ rightRight: z.number().int(), rightWrong: z.number().int(), wrongRight: z.number().int(), wrongWrong: z.number().int(), unknown: z.number().int() });
export type OutcomeCounts = z.infer<typeof OutcomeCounts>;

/** Two tables joined on an id. The truth is read on each side; where only one side has the column, that one counts for both. */
export const PairInput = z.object({ left: TableId, right: TableId, id: ColumnName, truth: ColumnName, prediction: ColumnName });
export type PairInput = z.infer<typeof PairInput>;

export const tablesContract = {
  /** Opens a table of a version; without a path the only one, or the first by name. The first time it is read through. @throws not_found, offline, malformed_file */
  open: oc.input(z.object({ ref: z.string().min(1).max(2000), path: z.string().max(4096).optional() })).output(TableInfo),
  /** Rows [offset, offset + limit) in the order asked for. `columns`: names, all if absent. */
  page: oc
    .input(TableId.extend({ ...Selected, ...Window, sort: z.array(TableSort).max(3).default([]), columns: z.array(ColumnName).max(1000).optional() }))
    .output(z.object({ rows: z.array(TableRow), total: z.number().int() })),
  /** What a column holds: of numbers the spread and a histogram, of others the commonest values. */
  column: oc.input(TableId.extend({ ...Selected, column: ColumnName })).output(
    z.object({
      type: ColumnType,
      count: z.number().int(),
      nulls: z.number().int(),
      distinct: z.number().int(),
      numbers: Stats.extend({ deviation: z.number().nullable(), histogram: z.array(z.object({ from: z.number(), to: z.number(), count: z.number().int() })) }).nullable(),
      common: z.array(z.object({ value: Json, count: z.number().int() })),
    }),
  ),
  /** Rows by the value of a column, largest group first. */
  group: oc
    .input(TableId.extend({ ...Selected, by: ColumnName, columns: z.array(ColumnName).max(20).default([]) }))
    .output(z.object({ groups: z.array(z.object({ value: Json, rows: z.number().int(), stats: z.array(Stats) })), total: z.number().int() })),
  /** An image, audio or HTML file of a version, as base64. Its header is read first: what would unpack to more than it should is refused. @throws malformed_file, offline, not_found */
  media: oc
    .input(TableId)
    .output(z.object({ kind: z.enum(['image', 'audio', 'html', 'other']), mime: z.string(), bytes: z.number().int(), base64: z.string(), width: z.number().int().nullable(), height: z.number().int().nullable() })),

  /** How often each truth was predicted as what. At most 200 labels, the commonest. */
  confusion: oc
    .input(TableId.extend({ ...Selected, truth: ColumnName, prediction: ColumnName }))
    .output(z.object({ labels: z.array(z.string()), cells: z.array(z.object({ truth: z.string(), prediction: z.string(), count: z.number().int() })), right: z.number().int(), total: z.number().int(), leftOut: z.number().int() })),
  /** Precision-recall and ROC of one label against the rest. `score` is a number column, or a class column that has the label's probability. At most 1,000 points a curve. */
  curves: oc
    .input(TableId.extend({ ...Selected, truth: ColumnName, positive: z.string(), score: ColumnName }))
    .output(
      z.object({
        positives: z.number().int(),
        negatives: z.number().int(),
        leftOut: z.number().int(),
        roc: z.array(z.object({ threshold: z.number(), falsePositiveRate: z.number(), truePositiveRate: z.number() })),
        precisionRecall: z.array(z.object({ threshold: z.number(), precision: z.number(), recall: z.number() })),
        areaUnderRoc: z.number().nullable(),
        averagePrecision: z.number().nullable(),
      }),
    ),

  /** What flipped between two tables of predictions. */
  compare: oc.input(PairInput).output(
    z.object({
      joined: z.number().int(),
      /** Ids that the other side has not. */
      onlyLeft: z.number().int(),
      onlyRight: z.number().int(),
      /** Rows whose id came before on their side, or is absent: left out. */
      repeated: z.object({ left: z.number().int(), right: z.number().int() }),
      outcomes: OutcomeCounts,
      accuracy: z.object({ left: z.number().nullable(), right: z.number().nullable() }),
    }),
  ),
  /** The outcomes by the value of a column of either side (`side`), most flips first. */
  slices: oc
    .input(PairInput.extend({ by: ColumnName, side: z.enum(['left', 'right']).default('left') }))
    .output(z.object({ slices: z.array(z.object({ value: Json, rows: z.number().int(), outcomes: OutcomeCounts })), total: z.number().int() })),
  /** The examples behind a cell: of an outcome, or of ids that one side has not; of one slice if it is named. */
  examples: oc
    .input(PairInput.extend({ ...Window, of: z.enum([...Outcome.options, 'onlyLeft', 'onlyRight']), slice: z.object({ by: ColumnName, side: z.enum(['left', 'right']).default('left'), value: Json }).optional() }))
    .output(z.object({ rows: z.array(z.object({ id: Json, left: TableRow.nullable(), right: TableRow.nullable() })), leftColumns: z.array(TableColumn), rightColumns: z.array(TableColumn), total: z.number().int() })),
};
