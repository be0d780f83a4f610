// What of a run's rows is measured on each of its checkpoints, and which of them is the best.
import type { ImportArtifact, ImportRow, ImportRun } from '../../importers/types.js';
import { bestWay } from '../../../../shared/util/bestWay.js';

/** How many rows a checkpoint has seen: those up to the last one whose step is not beyond its own. */
export interface SeenRows {
  note(row: ImportRow, index: number): void;
  /** Undefined for one whose step nobody knows. */
  of(artifact: ImportArtifact): number | undefined;
}

export function seenRows(run: ImportRun): SeenRows {
  const steps = new Map(run.artifacts.flatMap(({ step }) => (step === undefined ? [] : [[step, 0]])));
  return {
    note({ step }, index) {
      if (step === null) return;
      for (const at of steps.keys()) if (step <= at) steps.set(at, index + 1);
    },
    of: ({ step }) => (step === undefined ? undefined : steps.get(step)),
  };
}

/** Last numbers of each series up to each checkpoint and after the one before it; what the tool itself says of it stands. */
export interface Measured {
  note(row: ImportRow): void;
  of(artifact: ImportArtifact): Record<string, number>;
}

export function measured(run: ImportRun): Measured {
  const steps = [...new Set(run.artifacts.flatMap(({ step }) => step ?? []))].sort((a, b) => a - b);
  const values = new Map(steps.map((step) => [step, new Map<string, number>()]));
  return {
    note({ step, values: row }) {
      const at = step === null ? undefined : steps.find((each) => step <= each);
      const into = at === undefined ? undefined : values.get(at);
      if (into) for (const [key, value] of Object.entries(row)) if (typeof value === 'number') into.set(key, value);
    },
    of: ({ step, metrics }) => ({ ...Object.fromEntries(step === undefined ? [] : (values.get(step) ?? [])), ...metrics }),
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
