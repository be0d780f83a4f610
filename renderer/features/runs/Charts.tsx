// The charts of the runs shown: one for each metric, found by name, all on one x axis and one crosshair.
import { Button, Menu, Slider, Popover } from '@mantine/core';
import { IconChevronDown } from '@tabler/icons-react';
import { useMemo, useState, type ReactNode } from 'react';
import { useEntryState } from '../../state/entryState.js';
import type { Range } from '../../ui/charts/axes.js';
import { createCrosshair } from '../../ui/charts/crosshair.js';
import { EmptyState } from '../../ui/EmptyState.js';
import { FilterField } from '../../ui/FilterField.js';
import { SkeletonRows } from '../../ui/Skeleton.js';
import { AXES, countsProgress } from './axisText.js';
import { MetricChart, type ChartsView } from './MetricChart.js';
import css from './Runs.module.css';
import { axisMetric, type Axis, type DrawnRun } from './useCurves.js';
import { useMetricKeys } from './useMetricKeys.js';

/** Charts put on the page at once; further ones on demand. */
const PAGE = 24;
/** Metrics offered as x. */
const MOST_COUNTERS = 12;

export function Charts({ runs }: { runs: readonly DrawnRun[] }): ReactNode {
  const [axis, setAxis] = useEntryState<Axis>('axis', 'step');
  const [smoothing, setSmoothing] = useEntryState('smoothing', 0);
  const [query, setQuery] = useEntryState('metric', '');
  const [window, setWindow] = useState<Range>();
  const [pages, setPages] = useState(1);
  const crosshair = useMemo(() => createCrosshair(), []);
  const { keys, loading } = useMetricKeys(runs.map(({ id }) => id), query);
  const counters = useMemo(() => keys.map(({ key }) => key).filter(countsProgress).slice(0, MOST_COUNTERS), [keys]);
  const view = useMemo<ChartsView>(() => ({ axis, smoothing, crosshair, window, onWindow: setWindow }), [axis, smoothing, crosshair, window]);
  const choose = (next: Axis): void => {
    setAxis(next);
    setWindow(undefined);
  };
  return (
    <section className={css.charts} aria-label="Charts">
      <div className={css.chartsBar}>
        <FilterField label="Find a metric" value={query} onChange={setQuery} width={180} />
        <span className="grow" />
        {window && (
          <Button variant="subtle" onClick={() => setWindow(undefined)}>
            Show all
          </Button>
        )}
        <Menu position="bottom-end">
          <Menu.Target>
            <Button variant="subtle" rightSection={<IconChevronDown className="i s12" aria-hidden />}>
              x: {axisMetric(axis) ?? AXES.find((each) => each.axis === axis)?.label.toLowerCase()}
            </Button>
          </Menu.Target>
          <Menu.Dropdown>
            {AXES.map((each) => (
              <Menu.Item key={each.axis} onClick={() => choose(each.axis)}>
                {each.label}
              </Menu.Item>
            ))}
            {counters.length > 0 && <Menu.Label>A metric of the same row</Menu.Label>}
            {counters.map((key) => (
              <Menu.Item key={key} onClick={() => choose(`key:${key}`)}>
                {key}
              </Menu.Item>
            ))}
          </Menu.Dropdown>
        </Menu>
        <Popover position="bottom-end" trapFocus>
          <Popover.Target>
            <Button variant="subtle" rightSection={<IconChevronDown className="i s12" aria-hidden />}>
              Smoothing {smoothing.toFixed(2)}
            </Button>
          </Popover.Target>
          <Popover.Dropdown>
            <div className={css.smoothing}>
              <p className="small t2">Weight of the past in a moving average. The values as logged stay in sight, faint.</p>
              <Slider min={0} max={0.99} step={0.01} value={smoothing} onChange={setSmoothing} label={(value) => value.toFixed(2)} thumbLabel="Smoothing" />
            </div>
          </Popover.Dropdown>
        </Popover>
      </div>
      <div className={css.chartsBody} tabIndex={0} role="region" aria-label="Metric charts">
        {runs.length === 0 ? (
          <EmptyState title="No run is shown">Press Space on a run in the list, or click its line, to draw it here.</EmptyState>
        ) : loading ? (
          <SkeletonRows awaiting="the metrics of the runs" />
        ) : keys.length === 0 ? (
          <EmptyState title={query ? 'No metric has this in its name' : 'Nothing was logged over time'}>{query ? 'Clear the field with Esc.' : 'Metrics logged by step appear here while a run goes on: cairn run log, the wandb package, or an import.'}</EmptyState>
        ) : (
          <>
            <div className={css.grid}>
              {keys.slice(0, pages * PAGE).map(({ key }) => (
                <MetricChart key={key} metric={key} runs={runs} view={view} />
              ))}
            </div>
            {keys.length > pages * PAGE && (
              <div className={css.more}>
                <Button onClick={() => setPages(pages + 1)}>{`Show more of ${keys.length.toLocaleString('en')} metrics`}</Button>
              </div>
            )}
          </>
        )}
      </div>
    </section>
  );
}
