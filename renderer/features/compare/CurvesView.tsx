// Metrics over steps, one line a version or run; how many points were left out is said with each chart.
import { Select } from '@mantine/core';
import { useEffect, useMemo, useState, type ReactNode } from 'react';
import type { CompareTable } from '../../../shared/contract/compare.js';
import { asCairnError, type CairnError } from '../../../shared/contract/errors.js';
import type { Series as RunSeries } from '../../../shared/contract/runs.js';
import { useEngine } from '../../api/EngineProvider.js';
import type { Range } from '../../ui/charts/axes.js';
import { createCrosshair } from '../../ui/charts/crosshair.js';
import { ChartCard } from '../../ui/charts/ChartCard.js';
import type { Series } from '../../ui/charts/series.js';
import { ErrorState } from '../../ui/ErrorState.js';
import { SkeletonRows } from '../../ui/Skeleton.js';
import css from './Compare.module.css';
import { placeOfColumn } from './CompareGrid.js';

/** Points of all lines together; each has its share. */
const MOST_POINTS = 24_000;
const MOST_A_LINE = 2000;
/** Runs drawn at once, and looked at for the names of metrics; of more the chart says so. */
const MOST_RUNS = 200;

interface CurvesViewProps {
  readonly table: CompareTable;
  readonly baseline: number;
  readonly titles: readonly string[];
  readonly metric: string | undefined;
  readonly onMetric: (key: string) => void;
}

function useKeys(runs: readonly string[]): readonly string[] | undefined {
  const engine = useEngine();
  const asked = runs.slice(0, MOST_RUNS).join(' ');
  const [state, setState] = useState<{ readonly of: string; readonly keys: readonly string[] }>();
  useEffect(() => {
    const control = new AbortController();
    const ids = asked === '' ? [] : asked.split(' ');
    Promise.all(ids.map((run) => engine.runs.keys({ run, limit: 500 }, { signal: control.signal }))).then(
      (found) => !control.signal.aborted && setState({ of: asked, keys: [...new Set(found.flatMap((page) => page.rows.filter((row) => row.kind === 'number').map((row) => row.key)))].sort((a, b) => a.localeCompare(b)) }),
      () => !control.signal.aborted && setState({ of: asked, keys: [] }),
    );
    return () => control.abort();
  }, [engine, asked]);
  return state?.of === asked ? state.keys : undefined;
}

/** Zoomed in, the part is asked for anew; what was drawn before stands until it is here. */
function useSeries(runs: readonly string[], key: string | undefined, part: Range | undefined): { readonly series: readonly RunSeries[] | undefined; readonly error: CairnError | undefined } {
  const engine = useEngine();
  const asked = runs.join(' ');
  const [state, setState] = useState<{ readonly of: string; readonly series: readonly RunSeries[] | undefined; readonly error: CairnError | undefined }>();
  const of = `${key} ${asked}`;
  const [from, to] = part ?? [];
  useEffect(() => {
    if (key === undefined || asked === '') return undefined;
    const control = new AbortController();
    const ids = asked.split(' ');
    engine.runs.history({ runs: ids.slice(0, MOST_RUNS), keys: [key], ...(from === undefined || to === undefined ? {} : { from, to }), points: Math.max(50, Math.min(MOST_A_LINE, Math.floor(MOST_POINTS / ids.length))) }, { signal: control.signal }).then(
      ({ series }) => !control.signal.aborted && setState({ of: `${key} ${asked}`, series, error: undefined }),
      (error: unknown) => !control.signal.aborted && setState({ of: `${key} ${asked}`, series: undefined, error: asCairnError(error) }),
    );
    return () => control.abort();
  }, [engine, asked, key, from, to]);
  return state?.of === of ? state : { series: undefined, error: undefined };
}

/** "120 of 1,000 points a line, min and max kept": of the line of which most was left out. */
function noteOf(series: readonly RunSeries[], runs: number): string {
  const worst = series.filter((line) => line.sampled).reduce<RunSeries | undefined>((most, line) => (most && most.total >= line.total ? most : line), undefined);
  const missing = series.reduce((sum, line) => sum + line.missingRows, 0);
  const gone = series.reduce((sum, line) => sum + line.nonFinite.count, 0);
  const count = new Intl.NumberFormat();
  return [runs > MOST_RUNS ? `the first ${MOST_RUNS} of ${count.format(runs)} runs` : '', worst ? `${count.format(worst.x.length)} of ${count.format(worst.total)} points a line, min and max kept` : '', gone > 0 ? `${count.format(gone)} NaN or infinite not drawn` : '', missing > 0 ? `${count.format(missing)} rows not on this device` : ''].filter(Boolean).join(', ');
}

export function CurvesView({ table, baseline, titles, metric, onMetric }: CurvesViewProps): ReactNode {
  const columns = useMemo(() => table.columns.flatMap((column, index) => (column.run === null ? [] : [{ run: column.run, title: titles[index] ?? column.ref, index }])), [table, titles]);
  const runs = useMemo(() => [...new Set(columns.map((column) => column.run))], [columns]);
  const keys = useKeys(runs);
  const chosen = keys?.includes(metric ?? '') ? metric : keys?.[0];
  const [zoomed, setZoomed] = useState<{ readonly of: string | undefined; readonly part: Range | undefined }>();
  const part = zoomed?.of === chosen ? zoomed?.part : undefined;
  const { series, error } = useSeries(runs, chosen, part);
  const [crosshair] = useState(createCrosshair);
  const lines = useMemo<readonly Series[]>(() => {
    if (!series) return [];
    return columns.flatMap((column) => {
      const line = series.find((each) => each.run === column.run);
      const place = placeOfColumn(column.index, baseline);
      return line && line.x.length > 0 ? [{ id: `${column.run} ${column.index}`, name: column.title, place: place ?? table.columns.length - 1, x: line.x, y: line.y, strong: column.index === baseline }] : [];
    });
  }, [series, columns, baseline, table.columns.length]);
  if (keys === undefined) return <SkeletonRows rows={6} awaiting="the engine to list the metrics" />;
  if (keys.length === 0) return <p className={`small t2 ${css.section}`}>None of these has values over steps. Runs that log as they go have: cairn run log, or the W&B-compatible door.</p>;
  return (
    <>
      <div className={css.section} style={{ paddingBottom: 10 }}>
        <Select aria-label="Metric over steps" data={keys.map((key) => ({ value: key, label: key }))} value={chosen ?? null} onChange={(key) => key && onMetric(key)} searchable allowDeselect={false} />
      </div>
      {error ? (
        <ErrorState what="The curves could not be read" error={error} />
      ) : !series || chosen === undefined ? (
        <SkeletonRows rows={6} awaiting="the engine to read the series" />
      ) : (
        <ChartCard title={chosen} xName="step" series={lines} crosshair={crosshair} height={230} note={noteOf(series, runs.length)} window={part} onWindow={(next) => setZoomed({ of: chosen, part: next })} />
      )}
    </>
  );
}
