// What the columns of a table of predictions are likely to be, by their names and types; a person may say otherwise.
import type { TableColumn } from '../../../shared/contract/tables.js';

const TRUTH = /^(truth|label|target|y_?true|ground_?truth|actual|expected|class)$/i;
const PREDICTION = /^(pred(iction|icted)?|guess|output|y_?pred|y_?hat|predicted_?(class|label))$/i;
const ID = /^(id|idx|index|key|image_?id|example(_?id)?|name|path|file)$/i;
const TABLE = /\.(table\.json|csv|tsv|jsonl|ndjson|parquet)$/i;

/** Whether a file of a version opens as a table, by its name. */
export function isTablePath(path: string): boolean {
  return TABLE.test(path);
}

const named = (columns: readonly TableColumn[], pattern: RegExp): string | undefined => columns.find(({ name }) => pattern.test(name))?.name;

export interface Roles {
  readonly id: string | undefined;
  readonly truth: string | undefined;
  readonly prediction: string | undefined;
  /** Columns that may be a score of one label: numbers, and classes with probabilities. */
  readonly scores: readonly string[];
}

export function guessRoles(columns: readonly TableColumn[]): Roles {
  const classes = columns.filter(({ type }) => type === 'class').map(({ name }) => name);
  return {
    id: named(columns, ID) ?? columns.find(({ type, nulls }) => (type === 'number' || type === 'text') && nulls === 0)?.name,
    truth: named(columns, TRUTH),
    prediction: named(columns, PREDICTION) ?? classes[0],
    scores: [...classes, ...columns.filter(({ type }) => type === 'number').map(({ name }) => name)],
  };
}
