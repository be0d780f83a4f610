// The curves of one metric over several runs, as the engine samples them for a chart; live while the runs go on.
import { useEffect, useMemo, useRef, useState } from 'react';
import { asCairnError, type CairnError } from '../../../shared/contract/errors.js';
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

type Question = Pick<HistoryQueryInput, 'keys' | 'axis' | 'axisKey' | 'from' | 'to'>;

/** Runs asked for at once: the first lines are drawn while the engine reads the next. */
const PAGE = 10;

interface Held {
  /** The question it answers. */
  readonly of: string;
  readonly stamp: number;
  readonly curve: Curve;
}

const COUNT = new Intl.NumberFormat('en', { notation: 'compact', maximumFractionDigits: 1 });

/** One line for all curves of a chart: the longest tells for the others. */
export function curvesNote(curves: readonly Pick<Curve, 'x' | 'total' | 'sampled' | 'nonFinite' | 'other' | 'missingRows' | 'untimed'>[]): string | undefined {
  const longest = curves.reduce<(typeof curves)[number] | undefined>((held, curve) => (curve.sampled && curve.total > (held?.total ?? 0) ? curve : held), undefined);
  const sum = (of: (curve: (typeof curves)[number]) => number): number => curves.reduce((all, curve) => all + of(curve), 0);
  const odd = sum(({ nonFinite }) => nonFinite.count);
  const text = sum(({ other }) => other.count);
  const missing = sum(({ missingRows }) => missingRows);
  const untimed = curves.filter((curve) => curve.untimed).length;
  const parts = [
    longest ? `${longest.x.length.toLocaleString('en')} of ${COUNT.format(longest.total)}${curves.length > 1 ? ' a line' : ''}, min and max kept` : '',
    odd > 0 ? `${odd.toLocaleString('en')} NaN or infinite` : '',
    text > 0 ? `${text.toLocaleString('en')} not numbers` : '',
    missing > 0 ? `${COUNT.format(missing)} rows not on this device` : '',
    untimed === 0 ? '' : curves.length === 1 ? 'its log records no times' : `${untimed} of ${curves.length} runs record no times`,
  ].filter((part) => part !== '');
  return parts.length > 0 ? parts.join(', ') : undefined;
}

const NONE: ReadonlyMap<string, Held> = new Map();

function curvesOf(held: ReadonlyMap<string, Held>, asked: string, question: string): { readonly curves: readonly Curve[]; readonly complete: boolean } {
  const found = (asked === '' ? [] : asked.split(' ')).map((run) => held.get(run));
  return { curves: found.flatMap((each) => each?.curve ?? []), complete: found.every((each) => each?.of === question) };
}

/** `enabled` false asks for nothing yet: charts out of sight wait. */
export function useCurves(runs: readonly DrawnRun[], metric: string, axis: Axis, window: Range | undefined, enabled: boolean): Curves {
  const engine = useEngine();
  const ids = runs.map(({ id }) => id);
  const stamp = useStamp(ids.map((id) => `history:${id}`), 1_000);
  const by = axisMetric(axis);
  const how: Pick<Question, 'axis' | 'axisKey'> = by === undefined ? { axis: axis as Exclude<Axis, `key:${string}`> } : { axis: 'key', axisKey: by };
  const key = JSON.stringify({ keys: [metric], ...how, ...(window ? { from: window[0], to: window[1] } : {}) } satisfies Question);
  const asked = ids.join(' ');
  const latest = useRef<ReadonlyMap<string, Held>>(undefined);
  const [state, setState] = useState<{ held: ReadonlyMap<string, Held>; error: CairnError | undefined }>({ held: NONE, error: undefined });
  useEffect(() => {
    const wanted = asked === '' ? [] : asked.split(' ');
    // Lines that are not there yet come before those that may have grown.
    const rank = (run: string): number => (latest.current?.get(run)?.of === key ? 1 : 0);
    const lacking = wanted.filter((run) => rank(run) === 0 || latest.current?.get(run)?.stamp !== stamp).sort((a, b) => rank(a) - rank(b));
    if (!enabled || lacking.length === 0) return undefined;
    const control = new AbortController();
    const read = async (): Promise<void> => {
      for (let at = 0; at < lacking.length; at += PAGE) {
        const { series } = await engine.runs.history({ ...(JSON.parse(key) as Question), runs: lacking.slice(at, at + PAGE) }, { signal: control.signal });
        if (control.signal.aborted) return;
        const before = latest.current ?? NONE;
        const next = new Map(wanted.flatMap((run) => (before.has(run) ? [[run, before.get(run) as Held] as const] : [])));
        for (const curve of series) next.set(curve.run, { of: key, stamp, curve });
        latest.current = next;
        setState({ held: next, error: undefined });
      }
    };
    read().catch((error: unknown) => !control.signal.aborted && setState((old) => ({ ...old, error: asCairnError(error) })));
    return () => control.abort();
  }, [engine, key, asked, stamp, enabled]);
  const { held } = state;
  const { curves, complete } = useMemo(() => curvesOf(held, asked, key), [held, asked, key]);
  const looks = JSON.stringify(runs);
  const series = useMemo(() => {
    const byRun = new Map(curves.map((curve) => [curve.run, curve]));
    return (JSON.parse(looks) as DrawnRun[]).flatMap(({ id, name, place, strong }) => {
      const curve = byRun.get(id);
      return curve && curve.x.length > 0 ? [{ id, name, place, strong, x: curve.x, y: curve.y }] : [];
    });
  }, [curves, looks]);
  return { series, note: useMemo(() => curvesNote(curves), [curves]), loading: !complete && !state.error, error: state.error };
}
