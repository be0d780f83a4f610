// One metric over the runs shown. Asks for its curves when it comes near the screen.
import { memo, useCallback, useEffect, useRef, useState, type ReactNode } from 'react';
import { ChartCard } from '../../ui/charts/ChartCard.js';
import type { Range } from '../../ui/charts/axes.js';
import type { Crosshair } from '../../ui/charts/crosshair.js';
import { ErrorState } from '../../ui/ErrorState.js';
import { axisName, axisText, axisTick } from './axisText.js';
import { bestWay } from '../../../shared/util/bestWay.js';
import css from './Runs.module.css';
import { useCurves, type Axis, type DrawnRun } from './useCurves.js';

export interface ChartsView {
  readonly axis: Axis;
  readonly smoothing: number;
  readonly crosshair: Crosshair;
  readonly window: Range | undefined;
  readonly onWindow: (range: Range | undefined) => void;
}

/** How near to the screen a chart has to be, in pixels, to be drawn. */
const NEAR = '300px';

export const MetricChart = memo(function MetricChart({ metric, runs, view }: { metric: string; runs: readonly DrawnRun[]; view: ChartsView }): ReactNode {
  const { axis } = view;
  const xText = useCallback((x: number) => `${axisName(axis)} ${axisText(axis, x)}`, [axis]);
  const xTick = useCallback((x: number) => axisTick(axis, x), [axis]);
  const holder = useRef<HTMLDivElement>(null);
  const [near, setNear] = useState(false);
  useEffect(() => {
    if (!holder.current) return undefined;
    const observer = new IntersectionObserver(([entry]) => entry && setNear(entry.isIntersecting), { rootMargin: NEAR });
    observer.observe(holder.current);
    return () => observer.disconnect();
  }, []);
  const curves = useCurves(runs, metric, view.axis, view.window, near);
  return (
    <div ref={holder} className={css.chart}>
      {curves.error ? (
        <ErrorState what={`The curves of ${metric} could not be read`} error={curves.error} />
      ) : near ? (
        <ChartCard
          title={metric}
          xName={axisName(view.axis)}
          note={curves.loading ? 'reading' : (curves.note ?? (curves.series.length > 0 ? 'all points' : undefined))}
          series={curves.series}
          smoothing={view.smoothing}
          crosshair={view.crosshair}
          window={view.window}
          onWindow={view.onWindow}
          xText={xText}
          xTick={xTick}
          best={bestWay(metric)}
          last
        />
      ) : null}
    </div>
  );
});
