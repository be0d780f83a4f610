// What a run said over time, a chart a metric, one crosshair and one part of the steps for all.
import { lazy, Suspense, useMemo, useState, type ReactNode } from 'react';
import type { PanelData } from '../../shared/panels/registry.js';
import type { Range } from '../ui/charts/axes.js';
import { createCrosshair } from '../ui/charts/crosshair.js';
import css from '../ui/report/Report.module.css';
import { Source } from '../ui/report/Source.js';

const ChartCard = lazy(async () => ({ default: (await import('../ui/charts/ChartCard.js')).ChartCard }));

export function CurvesPanel({ data: { series, run, of } }: { data: PanelData<'curves'> }): ReactNode {
  const crosshair = useMemo(() => createCrosshair(), []);
  const [steps, setSteps] = useState<Range>();
  const lines = useMemo(() => series.map((each, place) => ({ key: each.key, note: each.note, lines: [{ id: each.key, name: each.key, place, x: each.x, y: each.y }] })), [series]);
  if (lines.length === 0) return <p className={css.problem}>{run.name} logged no metric more than once.</p>;
  return (
    <>
      <Suspense fallback={<div style={{ height: 240 }} />}>
        <div style={{ display: 'grid', gridTemplateColumns: 'repeat(auto-fit, minmax(260px, 1fr))', gap: 16 }}>
          {lines.map(({ key, note, lines: drawn }) => (
            <ChartCard key={key} title={key} xName="step" note={note ?? undefined} series={drawn} crosshair={crosshair} height={160} window={steps} onWindow={setSteps} />
          ))}
        </div>
      </Suspense>
      <p className={css.foot}>
        <span>run {run.name}</span>
        {of && <Source words="logged" of={of} />}
      </p>
    </>
  );
}
