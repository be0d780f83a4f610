// The metric that matters over the versions of a model, with the alias lanes under it. Point, row and inspector select each other; a
// point that is selected opens its version.
import { Button, Menu } from '@mantine/core';
import { IconChevronDown } from '@tabler/icons-react';
import { lazy, Suspense, useMemo, type ReactNode } from 'react';
import type { CollectionRow, VersionRow } from '../../../shared/contract/entities.js';
import type { AliasState } from '../../../shared/contract/registry.js';
import { holdsOf } from '../../../shared/util/aliasHolds.js';
import { aliasLane, inLaneOrder, MOST_LANES } from '../../../shared/util/aliasLanes.js';
import { openView } from '../../state/openView.js';
import { useEntryState } from '../../state/entryState.js';
import { useAliasMoves } from '../../state/useAliasMoves.js';
import { commonKeys } from '../../state/valueColumns.js';
import { useNow } from '../../ui/Time.js';
import css from './Model.module.css';

const VersionChart = lazy(async () => ({ default: (await import('../../ui/charts/VersionChart.js')).VersionChart }));
const COUNT = new Intl.NumberFormat();
/** One page of the engine's; more than that no eye tells apart. */
const SHOWN = 1_000;
/** Room that the chart takes before its bundle is here. */
const HEIGHT = 208;

interface Props {
  readonly model: CollectionRow;
  readonly rows: readonly VersionRow[];
  /** Versions there are in all. */
  readonly total: number;
  readonly states: readonly AliasState[] | undefined;
  readonly selected: string | undefined;
  readonly onSelect: (version: string) => void;
}

/** When a version arrived in the model. */
const arrival = ({ linked, created }: VersionRow): number => linked?.at ?? created;

export function ModelChart({ model, rows, total, states, selected, onSelect }: Props): ReactNode {
  const now = useNow();
  const metrics = useMemo(() => commonKeys(rows.map((row) => row.metrics)).filter((key) => rows.some((row) => typeof row.metrics[key] === 'number')), [rows]);
  const [wanted, setWanted] = useEntryState<string>('chart', '');
  const metric = [wanted, model.headline?.metric ?? ''].find((each) => metrics.includes(each)) ?? metrics[0];
  const { all } = useAliasMoves(model.id, states);
  const newest = useMemo(() => rows.slice(0, SHOWN).reverse(), [rows]);
  const lanes = useMemo(() => {
    const arrivals = newest.map(arrival);
    // A moment on the axis is never behind the newest arrival, whatever this device's clock says.
    const end = Math.max(now, arrivals.at(-1) ?? now);
    return inLaneOrder(all ?? []).slice(0, MOST_LANES).map(({ alias, moves }) => ({ alias, bands: aliasLane(holdsOf(moves), arrivals, end) }));
  }, [all, newest, now]);
  if (metric === undefined || newest.length < 2) return null;
  const points = newest.map(({ id, label, metrics: values }) => ({ id, label, value: typeof values[metric] === 'number' ? values[metric] : undefined }));
  return (
    <section className={css.chart} aria-label={`${metric} by version`}>
      <div className={css.chartHead}>
        <Menu position="bottom-start" withInitialFocusPlaceholder={false} transitionProps={{ duration: 0 }}>
          <Menu.Target>
            <Button variant="subtle" size="xs" ml={-8} rightSection={<IconChevronDown className="i s12" aria-hidden />} styles={{ label: { fontWeight: 600, color: 'var(--text-1)' } }}>
              {metric} by version
            </Button>
          </Menu.Target>
          <Menu.Dropdown mah={320} style={{ overflowY: 'auto' }}>
            {metrics.map((each) => (
              <Menu.RadioItem key={each} value={each} closeMenuOnClick checked={each === metric} onChange={() => setWanted(each)}>
                {each}
              </Menu.RadioItem>
            ))}
          </Menu.Dropdown>
        </Menu>
        {total > newest.length && (
          <span className="small t3">
            newest {COUNT.format(newest.length)} of {COUNT.format(total)}
          </span>
        )}
        {all && all.length > MOST_LANES && (
          <span className="small t3">
            {MOST_LANES} of {all.length} aliases
          </span>
        )}
        <div className={css.legend} aria-hidden>
          <span>
            <i className={css.full} /> in production
          </span>
          <span>
            <i /> version
          </span>
        </div>
      </div>
      <Suspense fallback={<div style={{ height: HEIGHT }} />}>
        <VersionChart metric={metric} points={points} lanes={lanes} production={states?.find(({ alias }) => alias === 'production')?.version ?? undefined} selected={selected} onSelect={(id) => (id === selected ? openView({ view: 'version', version: id, tab: 'overview' }) : onSelect(id))} />
      </Suspense>
    </section>
  );
}
