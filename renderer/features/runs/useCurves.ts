// The curves of one metric over several runs, as the engine samples them for a chart; live while the runs go on.
import { useEffect, useMemo, useState } from 'react';
import { CairnError } from '../../../shared/contract/errors.js';
import type { HistoryQueryInput, Series as Curve } from '../../../shared/contract/runs.js';
import { useEngine } from '../../api/EngineProvider.js';
import { useStamp } from '../../data/hooks.js';
import type { Range } from '../../ui/charts/axes.js';
import type { Series } from '../../ui/charts/series.js';

/** What x is: a step, a time, or the value of another metric in the same row, such as the epoch. */
export type Axis = 'step' | 'relative' | 'time' | `key:${string}`;

/** The metric that x is, if it is one. */
export const axisMetric = (axis: Axis): string | undefined => (axis.startsWith('key:') ? axis.slice('key:'.length) : undefined);


export interface DrawnRun {
  readonly id: string;
  readonly name: string;
  readonly place: number;
  readonly strong: boolean;
}

export interface Curves {
  readonly series: readonly Series[];
  /** What of it is not drawn as it was logged; undefined where all is. */
  readonly note: string | undefined;
  readonly loading: boolean;
  readonly error: CairnError | undefined;
}

type Question = Pick<HistoryQueryInput, 'runs' | 'keys' | 'axis' | 'axisKey' | 'from' | 'to'>;

const COUNT = new Intl.NumberFormat('en', { notation: 'compact', maximumFractionDigits: 1 });

/** One line for all curves of a chart: the longest tells for the others. */
export function curvesNote(curves: readonly Pick<Curve, 'x' | 'total' | 'sampled' | 'nonFinite' | 'other' | 'missingRows'>[]): string | undefined {
  const longest = curves.reduce<(typeof curves)[number] | undefined>((held, curve) => (curve.sampled && curve.total > (held?.total ?? 0) ? curve : held), undefined);
  const sum = (of: (curve: (typeof curves)[number]) => number): number => curves.reduce((all, curve) => all + of(curve), 0);
  const odd = sum(({ nonFinite }) => nonFinite.count);
  const text = sum(({ other }) => other.count);
  const missing = sum(({ missingRows }) => missingRows);
  const parts = [
    longest ? `${longest.x.length.toLocaleString('en')} of ${COUNT.format(longest.total)}${curves.length > 1 ? ' a line' : ''}, min and max kept` : '',
    odd > 0 ? `${odd.toLocaleString('en')} NaN or infinite` : '',
    text > 0 ? `${text.toLocaleString('en')} not numbers` : '',
    missing > 0 ? `${COUNT.format(missing)} rows not on this device` : '',
  ].filter((part) => part !== '');
  return parts.length > 0 ? parts.join(', ') : undefined;
}

/** `enabled` false asks for nothing yet: charts out of sight wait. */
export function useCurves(runs: readonly DrawnRun[], metric: string, axis: Axis, window: Range | undefined, enabled: boolean): Curves {
  const engine = useEngine();
  const ids = runs.map(({ id }) => id);
  const stamp = useStamp(ids.map((id) => `history:${id}`), 1_000);
  const by = axisMetric(axis);
  const how: Pick<Question, 'axis' | 'axisKey'> = by === undefined ? { axis: axis as Exclude<Axis, `key:${string}`> } : { axis: 'key', axisKey: by };
  const key = JSON.stringify({ runs: ids, keys: [metric], ...how, ...(window ? { from: window[0], to: window[1] } : {}) } satisfies Question);
  const [state, setState] = useState<{ key: string; curves: readonly Curve[]; error: CairnError | undefined }>({ key: '', curves: [], error: undefined });
  useEffect(() => {
    const question = JSON.parse(key) as Question;
    if (!enabled || question.runs.length === 0) return undefined;
    const control = new AbortController();
    engine.runs.history(question, { signal: control.signal }).then(
      ({ series }) => !control.signal.aborted && setState({ key, curves: series, error: undefined }),
      (error: unknown) => !control.signal.aborted && setState((old) => ({ ...old, key, error: error instanceof CairnError ? error : new CairnError('internal', String(error)) })),
    );
    return () => control.abort();
  }, [engine, key, stamp, enabled]);
  const { curves } = state;
  const looks = JSON.stringify(runs);
  const series = useMemo(() => {
    const byRun = new Map(curves.map((curve) => [curve.run, curve]));
    return (JSON.parse(looks) as DrawnRun[]).flatMap(({ id, name, place, strong }) => {
      const curve = byRun.get(id);
      return curve && curve.x.length > 0 ? [{ id, name, place, strong, x: curve.x, y: curve.y }] : [];
    });
  }, [curves, looks]);
  return { series, note: useMemo(() => curvesNote(curves), [curves]), loading: ids.length > 0 && state.key === '' && !state.error, error: state.error };
}
