// ROC and precision-recall from scores: exact over all rows; only the points that are sent are fewer.
import { CairnError } from '../../../shared/contract/errors.js';
import { evenPlaces } from '../../../shared/util/evenPlaces.js';
import type { Selection, OpenTable } from './table.js';
import { labelSql, placeOf, whereSql } from './sql.js';

export interface Curves {
  readonly positives: number;
  readonly negatives: number;
  readonly leftOut: number;
  readonly roc: { threshold: number; falsePositiveRate: number; truePositiveRate: number }[];
  readonly precisionRecall: { threshold: number; precision: number; recall: number }[];
  readonly areaUnderRoc: number | null;
  readonly averagePrecision: number | null;
}

const MOST_POINTS = 1000;

/** Path of a key in a JSON object, for json_extract. @throws CairnError invalid_input for a label that no path can hold */
function keyPath(label: string): string {
  if (/["\\]/.test(label)) throw new CairnError('invalid_input', `The label ${JSON.stringify(label)} holds a quote or backslash; score it by a number column.`, { label });
  return `$.probabilities."${label}"`;
}

function scoreSql({ meta }: OpenTable, column: string, positive: string): { readonly text: string; readonly params: readonly string[] } {
  const place = placeOf(meta, column);
  return meta.columns[place]?.type === 'class' ? { text: `json_extract(t.c${place}, ?)`, params: [keyPath(positive)] } : { text: `t.c${place}`, params: [] };
}

interface Step {
  readonly threshold: number;
  readonly truePositives: number;
  readonly falsePositives: number;
}

/** Counts above each score that occurs, highest first. */
function stepsOf(table: OpenTable, selection: Selection, truth: string, positive: string, score: string): { steps: Step[]; leftOut: number } {
  const where = whereSql(table.meta, selection.filters, selection.query);
  const value = scoreSql(table, score, positive);
  const label = labelSql(table.meta, truth);
  const rows = table.db
    .prepare(`SELECT s, sum(p) AS positives, count(*) AS n FROM (SELECT ${value.text} AS s, ${label} = ? AS p FROM t WHERE ${where.text}) WHERE typeof(s) IN ('integer', 'real') AND p IS NOT NULL GROUP BY s ORDER BY s DESC`)
    .all(...value.params, positive, ...where.params) as { s: number; positives: number; n: number }[];
  const counted = table.db.prepare(`SELECT count(*) AS n FROM t WHERE ${where.text}`).get(...where.params) as { n: number };
  let truePositives = 0;
  let falsePositives = 0;
  const steps = rows.map(({ s, positives, n }): Step => {
    truePositives += Number(positives);
    falsePositives += Number(n) - Number(positives);
    return { threshold: Number(s), truePositives, falsePositives };
  });
  return { steps, leftOut: Number(counted.n) - truePositives - falsePositives };
}

export function curves(table: OpenTable, selection: Selection, truth: string, positive: string, score: string): Curves {
  const { steps, leftOut } = stepsOf(table, selection, truth, positive, score);
  const last = steps[steps.length - 1];
  const positives = last?.truePositives ?? 0;
  const negatives = last?.falsePositives ?? 0;
  let area = 0;
  let precisionSum = 0;
  let before: Step = { threshold: Number.POSITIVE_INFINITY, truePositives: 0, falsePositives: 0 };
  for (const step of steps) {
    area += (step.falsePositives - before.falsePositives) * (step.truePositives + before.truePositives);
    precisionSum += (step.truePositives - before.truePositives) * (step.truePositives / (step.truePositives + step.falsePositives));
    before = step;
  }
  const shown = evenPlaces(steps.length, MOST_POINTS).map((place) => steps[place] as Step);
  return {
    positives,
    negatives,
    leftOut,
    roc: positives > 0 && negatives > 0 ? shown.map((step) => ({ threshold: step.threshold, falsePositiveRate: step.falsePositives / negatives, truePositiveRate: step.truePositives / positives })) : [],
    precisionRecall: positives > 0 ? shown.map((step) => ({ threshold: step.threshold, precision: step.truePositives / (step.truePositives + step.falsePositives), recall: step.truePositives / positives })) : [],
    areaUnderRoc: positives > 0 && negatives > 0 ? area / 2 / positives / negatives : null,
    averagePrecision: positives > 0 ? precisionSum / positives : null,
  };
}
