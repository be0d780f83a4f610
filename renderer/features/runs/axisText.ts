// How places on the x axis of metric charts are named and written.
import { tickText } from '../../ui/charts/axes.js';
import { axisMetric, type Axis } from './useCurves.js';

export const AXES: readonly { readonly axis: 'step' | 'relative' | 'time'; readonly label: string }[] = [
  { axis: 'step', label: 'Step' },
  { axis: 'relative', label: 'Time since start' },
  { axis: 'time', label: 'Time of day' },
];

/** Metrics that count how far a run is, by their names: they make an axis. */
export function countsProgress(metric: string): boolean {
  return /(?:^|[/_.-])(?:epochs?|steps?|iter(?:ation)?s?|samples?|tokens?|batch(?:es)?)(?:$|[/_.-])/i.test(metric);
}

const CLOCK = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit', second: '2-digit' });
const HOUR = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit' });

export function axisName(axis: Axis): string {
  return axisMetric(axis) ?? { step: 'step', relative: 'after', time: 'at' }[axis as (typeof AXES)[number]['axis']];
}

/** `1 h 20 min`, `42 s`, `0.25 s`. */
export function durationText(seconds: number): string {
  const size = Math.abs(seconds);
  if (size < 60) return `${Number(seconds.toPrecision(3))} s`;
  const minutes = Math.round(seconds / 60);
  if (size < 3600) return `${minutes} min`;
  const rest = Math.abs(minutes % 60);
  return `${Math.trunc(minutes / 60)} h${rest > 0 ? ` ${rest} min` : ''}`;
}

export function axisText(axis: Axis, x: number): string {
  if (axis === 'time') return CLOCK.format(x);
  return axis === 'relative' ? durationText(x) : x.toLocaleString('en', { maximumSignificantDigits: 12 });
}

export function axisTick(axis: Axis, x: number): string {
  if (axis === 'time') return HOUR.format(x);
  return axis === 'relative' ? durationText(x) : tickText(x);
}
