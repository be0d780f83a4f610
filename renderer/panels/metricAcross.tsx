// A metric over the versions of a model with the alias lanes; the same figures as a table, each with its digest.
import { lazy, Suspense, useMemo, useState, type ReactNode } from 'react';
import type { PanelData } from '../../shared/panels/registry.js';
import { AliasBadge } from '../ui/AliasBadge.js';
import { Digest } from '../ui/Digest.js';
import { Figure } from '../ui/report/Figure.js';
import { usePanelHost } from '../ui/report/host.js';
import { PanelTable, type PanelColumn } from '../ui/report/PanelTable.js';
import css from '../ui/report/Report.module.css';
import { momentTime } from '../ui/Time.js';

const VersionChart = lazy(async () => ({ default: (await import('../ui/charts/VersionChart.js')).VersionChart }));
type Data = PanelData<'metricAcross'>;
type Point = Data['points'][number];

/** Newest versions a table lists; the chart has them all. */
const LISTED = 100;

export function MetricAcrossPanel({ data }: { data: Data }): ReactNode {
  const { metric, points, lanes, aliases, production, total, name } = data;
  const { open, paper } = usePanelHost();
  const [table, setTable] = useState(false);
  const [chosen, setChosen] = useState<string>();
  const drawn = useMemo(() => points.map(({ id, label, value }) => ({ id, label, value: value ?? undefined })), [points]);
  if (metric === null || points.length === 0) return <p className={css.problem}>{points.length === 0 ? `${name} has no version yet.` : `No version of ${name} has a metric that is a number.`}</p>;
  const read = points.find(({ id }) => id === chosen);
  const show = (id: string): void => (open ? open({ view: 'version', version: id, tab: 'overview' }) : setChosen(id));
  return (
    <>
      {table ? (
        <Listed metric={metric} points={points} name={name} />
      ) : (
        <Suspense fallback={<div style={{ height: 208 }} />}>
          <VersionChart metric={metric} points={drawn} lanes={lanes} production={production ?? undefined} selected={chosen} onSelect={show} />
        </Suspense>
      )}
      <p className={css.foot}>
        {read && !table && (
          <span className="row">
            <span className="ver">{read.ref}</span> <Figure metric={metric} value={read.value} of={read} /> <Digest value={read.digest} />
          </span>
        )}
        {/* On paper nothing can be pointed at: the lanes are named. */}
        {paper && lanes.map(({ alias, bands }) => bands.flatMap(({ now, hold }) => (now ? [<AliasBadge key={alias} alias={{ name: alias, kind: 'set', contested: false }} label={hold.label} />] : [])))}
        {aliases > lanes.length && !table && <span>{lanes.length} of {aliases} aliases</span>}
        {total > points.length && <span>newest {points.length} of {total.toLocaleString('en')} versions</span>}
        <button type="button" className={css.opens} aria-pressed={table} onClick={() => setTable(!table)}>
          {table ? 'Show as chart' : 'Show as table'}
        </button>
      </p>
    </>
  );
}

function Listed({ metric, points, name }: { metric: string; points: readonly Point[]; name: string }): ReactNode {
  const columns: readonly PanelColumn<Point>[] = [
    { head: 'Version', cell: (point) => <span className="ver">{point.label}</span> },
    { head: metric, right: true, cell: (point) => <Figure metric={metric} value={point.value} of={point} /> },
    { head: 'Digest', cell: (point) => <Digest value={point.digest} tabIndex={-1} /> },
    { head: 'Arrived', right: true, cell: (point) => <span className="t3">{momentTime(point.at)}</span> },
  ];
  const newest = [...points].reverse().slice(0, LISTED);
  return <PanelTable label={`${metric} of ${name}`} columns={columns} rows={newest} idOf={({ label }) => label} foot={newest.length < points.length ? `newest ${newest.length} listed` : undefined} />;
}
