// What of a run's rows is measured on each of its checkpoints, and which of them is the best.
import type { RowCounts } from '../../domain/binding.js';
import type { ImportArtifact, ImportRow, ImportRun } from '../../importers/types.js';
import { bestWay } from '../../../../shared/util/bestWay.js';
import { WRITER } from './known.js';

/** How many rows had come when an artifact was made: as its log says, else those up to the last one whose step is not beyond its own. */
export interface SeenRows {
  note(row: ImportRow): void;
  /** Undefined for one of which nobody knows when it was made. */
  of(artifact: ImportArtifact): RowCounts | undefined;
}

/** `others`: writers whose rows are here and not in this log. Of those of later logs nothing had been written yet, whichever came in first. */
export function seenRows({ artifacts }: Pick<ImportRun, 'artifacts'>, others: readonly string[]): SeenRows {
  const steps = new Map(artifacts.flatMap(({ step }) => (step === undefined ? [] : [[step, 0]])));
  /** In the order of the log: each writer with all its rows. */
  const stretches: { readonly writer: string; rows: number }[] = [];
  let index = 0;
  /** How many of all rows. */
  const placeOf = ({ seen, step }: ImportArtifact): number | undefined => {
    if (!seen) return step === undefined ? undefined : steps.get(step);
    const before = stretches.filter(({ writer }) => writer < seen.writer).reduce((sum, { rows }) => sum + rows, 0);
    return before + Math.min(seen.rows, stretches.find(({ writer }) => writer === seen.writer)?.rows ?? 0);
  };
  // Of several in a row that nobody knows of, what was measured in the end is that of the last.
  const superseded = (artifact: ImportArtifact): boolean => artifacts.slice(artifacts.findIndex(({ id }) => id === artifact.id) + 1).some((later) => later.name === artifact.name && placeOf(later) === undefined);
  return {
    note({ step, writer = WRITER }) {
      const stretch = stretches.at(-1);
      if (stretch?.writer === writer) stretch.rows += 1;
      else stretches.push({ writer, rows: 1 });
      index += 1;
      if (step !== null) for (const at of steps.keys()) if (step <= at) steps.set(at, index);
    },
    of(artifact) {
      const place = placeOf(artifact) ?? (superseded(artifact) ? 0 : undefined);
      if (place === undefined) return undefined;
      const own = artifact.seen?.writer ?? WRITER;
      const counts: Record<string, number> = Object.fromEntries(others.filter((writer) => writer > own).map((writer) => [writer, 0]));
      let left = place;
      for (const { writer, rows } of stretches) {
        counts[writer] = Math.min(rows, left);
        left -= Math.min(rows, left);
      }
      return counts;
    },
  };
}

/** Last numbers of each series up to each checkpoint and after the one before it; what the tool itself says of it stands. */
export interface Measured {
  note(row: ImportRow): void;
  of(artifact: ImportArtifact): Record<string, number>;
}

/** When an artifact was made, among the rows. */
interface Mark {
  readonly writer: string;
  readonly at: number;
  readonly values: Map<string, number>;
}

export function measured({ artifacts }: Pick<ImportRun, 'artifacts'>): Measured {
  const byRows = artifacts.some(({ seen }) => seen !== undefined);
  const placeOf = ({ seen, step }: ImportArtifact): Omit<Mark, 'values'> | undefined => (byRows ? seen && { writer: seen.writer, at: seen.rows } : step === undefined ? undefined : { writer: '', at: step });
  const marks = new Map(artifacts.flatMap((artifact): [string, Mark][] => {
    const place = placeOf(artifact);
    return place ? [[`${place.writer} ${place.at}`, { ...place, values: new Map() }]] : [];
  }));
  const inOrder = [...marks.values()].sort((a, b) => (a.writer === b.writer ? a.at - b.at : a.writer < b.writer ? -1 : 1));
  const counts = new Map<string, number>();
  return {
    note({ step, writer = '', values: row }) {
      const count = counts.get(writer) ?? 0;
      counts.set(writer, count + 1);
      const into = byRows ? inOrder.find((mark) => mark.writer > writer || (mark.writer === writer && count < mark.at)) : step === null ? undefined : inOrder.find(({ at }) => step <= at);
      if (into) for (const [key, value] of Object.entries(row)) if (typeof value === 'number') into.values.set(key, value);
    },
    of(artifact) {
      const place = placeOf(artifact);
      return { ...Object.fromEntries(place ? (marks.get(`${place.writer} ${place.at}`)?.values ?? []) : []), ...artifact.metrics };
    },
  };
}

export interface Headline {
  readonly metric: string;
  readonly direction: 'min' | 'max';
}

/** Counters, clocks and knobs, which measure no quality. */
const NO_QUALITY = /(^|[/_.-])(step|global_step|epoch|lr|learning_rate|runtime|time|samples|grad_norm|flos|per_second|total_flos|num_input_tokens_seen)($|[/_.-])|per_second/i;
/** From what people mean most to what they mean least: held-out data first, scores before losses. */
const RANKS: readonly RegExp[] = [/^(val|valid|validation|eval|test).*(acc|f1|auc|iou|map|bleu|rouge|score)/i, /^(val|valid|validation|eval|test)/i, /(acc|f1|auc|iou|bleu|rouge|score)/i, /loss/i, /./];

const rank = (metric: string): number => RANKS.findIndex((pattern) => pattern.test(metric));

/** The metric that ranks highest of those that every checkpoint of a run has; null where none has one, or where there is one checkpoint only. */
export function headlineOf(metrics: readonly Readonly<Record<string, unknown>>[]): Headline | null {
  if (metrics.length < 2) return null;
  const shared = Object.keys(metrics[0] ?? {}).filter((key) => !NO_QUALITY.test(key) && metrics.every((one) => typeof one[key] === 'number'));
  shared.sort((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1));
  const [metric] = shared;
  return metric === undefined ? null : { metric, direction: bestWay(metric) };
}

/** Index of the checkpoint that is best by the headline metric, the earliest of equals. */
export function bestBy({ metric, direction }: Headline, metrics: readonly Readonly<Record<string, unknown>>[]): number {
  const values = metrics.map((one) => (typeof one[metric] === 'number' ? one[metric] : Number.NaN));
  const better = (a: number, b: number): boolean => !Number.isNaN(a) && (Number.isNaN(b) || (direction === 'min' ? a < b : a > b));
  return values.reduce((best, value, index) => (better(value, values[best] ?? Number.NaN) ? index : best), 0);
}

/** Artifacts of a run with `best` on one of its models where the tool named none; the headline by which. */
export function withBest(artifacts: readonly ImportArtifact[], of: Measured['of']): { artifacts: readonly ImportArtifact[]; headline: Headline | null } {
  const models = artifacts.filter(({ type }) => type === 'model');
  const named = models.some(({ aliases }) => aliases.includes('best'));
  const numbers = models.map(of);
  const headline = named ? null : headlineOf(numbers);
  if (!headline) return { artifacts, headline: null };
  const best = models[bestBy(headline, numbers)];
  return { headline, artifacts: artifacts.map((one) => (one === best ? { ...one, aliases: [...one.aliases, 'best'] } : one)) };
}
