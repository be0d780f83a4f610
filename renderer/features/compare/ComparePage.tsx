// Versions and runs side by side: the table, and beside it curves, bars, points, coordinates, weights and files.
import { Button, Checkbox, Menu, SegmentedControl, Select } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconBookmark, IconDownload } from '@tabler/icons-react';
import { useEffect, useMemo, type ReactNode } from 'react';
import type { CompareTable, SavedComparison } from '../../../shared/contract/compare.js';
import { viewLink } from '../../../shared/contract/links.js';
import { useEngine } from '../../api/EngineProvider.js';
import { nativeBridge } from '../../api/bridge.js';
import { useStatus } from '../../data/hooks.js';
import { useEntryState } from '../../state/entryState.js';
import { openView } from '../../state/openView.js';
import { fileName, saveFile } from '../../state/saveFile.js';
import { useTray } from '../../state/tray.js';
import { problemOf } from '../../state/useAct.js';
import { useCrumbs } from '../../state/useCrumbs.js';
import { ErrorState } from '../../ui/ErrorState.js';
import { SkeletonRows } from '../../ui/Skeleton.js';
import { useSize } from '../../ui/useSize.js';
import { AddItem } from './AddItem.js';
import { BarsView, ScatterView } from './ChartViews.js';
import css from './Compare.module.css';
import { CodeView } from './CodeView.js';
import { CompareGrid } from './CompareGrid.js';
import { columnTitle, csvOf, markdownOf, shortTitles } from './compareModel.js';
import { CurvesView } from './CurvesView.js';
import { EmptyCompare } from './EmptyCompare.js';
import { FilesView } from './FilesView.js';
import { ParallelView } from './ParallelView.js';
import { tablePng } from './picture.js';
import { useComparison, useSavedComparisons } from './useCompare.js';
import { WeightsView } from './WeightsView.js';

const SIDES = [
  { value: 'curves', label: 'Curves' },
  { value: 'bars', label: 'Bars' },
  { value: 'scatter', label: 'Scatter' },
  { value: 'parallel', label: 'Parallel' },
  { value: 'weights', label: 'Weights' },
  { value: 'files', label: 'Files' },
  { value: 'code', label: 'Code' },
] as const;
/** Pixels below which the views' names do not fit side by side. */
const ROOM_FOR_TABS = 420;
type Side = (typeof SIDES)[number]['value'];

/** What a saved comparison remembers besides its items. */
interface Shown {
  readonly side: Side;
  readonly metric: string | undefined;
  readonly bar: string | undefined;
  readonly x: string | undefined;
  readonly y: string | undefined;
  readonly axes: readonly string[] | undefined;
  readonly all: boolean;
}
const FIRST: Shown = { side: 'curves', metric: undefined, bar: undefined, x: undefined, y: undefined, axes: undefined, all: false };

export function ComparePage({ items, saved }: { items: readonly string[]; saved: string | undefined }): ReactNode {
  const tray = useTray((state) => state.items);
  const kept = useSavedComparisons();
  const one = saved === undefined ? undefined : kept.saved?.find((each) => each.id === saved);
  useEffect(() => {
    if (items.length === 0 && saved === undefined && tray.length > 0) openView({ view: 'compare', items: tray.map((item) => item.id) }, { replace: true });
  }, [items.length, saved, tray]);
  if (saved !== undefined && !kept.saved) return kept.error ? <div className="page"><ErrorState what="The saved comparison could not be read" error={kept.error} /></div> : <Waiting />;
  if (saved !== undefined && !one) return <EmptyCompare saved={kept.saved} missing />;
  if (one) return <Compared key={one.id} items={one.items} saved={one} />;
  if (items.length === 0) return <EmptyCompare saved={kept.saved} />;
  return <Compared items={items} saved={undefined} />;
}

function Waiting(): ReactNode {
  return (
    <div className="page" style={{ paddingTop: 60 }}>
      <h1 className="sr">Compare</h1>
      <SkeletonRows rows={10} awaiting="the engine to put them side by side" />
    </div>
  );
}

function Compared({ items, saved }: { items: readonly string[]; saved: SavedComparison | undefined }): ReactNode {
  const { table, error, retry } = useComparison(items);
  useCrumbs([{ label: 'Compare' }, { label: saved?.name ?? (table ? shortTitles(table).slice(0, 4).join(', ') + (table.columns.length > 4 ? ` and ${table.columns.length - 4} more` : '') : '…') }]);
  if (error) {
    return (
      <div className="page">
        <h1 className="sr">Compare</h1>
        <ErrorState what="These cannot be compared" error={error} onRetry={retry} />
      </div>
    );
  }
  return table ? <Side table={table} items={items} saved={saved} /> : <Waiting />;
}

function subtitle(table: CompareTable): string {
  const names = [...new Set(table.columns.map((column) => columnTitle(column).replace(/:[^:]*$/, '')))];
  return names.length <= 3 ? names.join(', ') : `${names.length} different names`;
}

function Side({ table, items, saved }: { table: CompareTable; items: readonly string[]; saved: SavedComparison | undefined }): ReactNode {
  const [shown, setShown] = useEntryState<Shown>('shown', { ...FIRST, ...(saved?.shown as Partial<Shown> | undefined) });
  const set = (change: Partial<Shown>): void => setShown({ ...shown, ...change });
  // Order is the order of the link; the first is the baseline.
  const baseline = Math.max(0, table.columns.findIndex((column) => column.id === items[saved?.baseline ?? 0]));
  const titles = useMemo(() => shortTitles(table), [table]);
  const go = (next: readonly string[]): void => openView({ view: 'compare', items: [...next] }, { replace: true });
  const remove = (id: string): void => {
    useTray.getState().remove(id);
    go(items.filter((item) => item !== id));
  };
  const base = (id: string): void => go([id, ...items.filter((item) => item !== id)]);
  const open = (column: CompareTable['columns'][number]): void => openView(column.kind === 'version' ? { view: 'version', version: column.id, tab: 'overview' } : { view: 'run', run: column.id, tab: 'overview' });
  const onlyDiffering = !shown.all;
  const [measure, { width }] = useSize();
  return (
    <div className="page">
      <div className="page-head" style={{ paddingBottom: 14 }}>
        <div>
          <h1 className="title trunc">{saved?.name ?? `Compare ${table.columns.length} ${kindWords(table)}`}</h1>
          <p className="sub trunc t3">{subtitle(table)}</p>
        </div>
        <div className="actions">
          <Checkbox size="xs" label="Only differences" checked={onlyDiffering} onChange={(event) => set({ all: !event.currentTarget.checked })} />
          <AddItem known={new Set(items)} onAdd={(id) => go([...items, id])} />
          <Keep table={table} items={items} baseline={baseline} saved={saved} shown={shown} />
          <Export table={table} items={items} baseline={baseline} saved={saved} onlyDiffering={onlyDiffering} />
        </div>
      </div>
      <div className={css.split}>
        <CompareGrid table={table} baseline={baseline} onlyDiffering={onlyDiffering} onBaseline={base} onRemove={remove} onOpen={open} />
        <div ref={measure} className={css.side} tabIndex={0} role="region" aria-label="Beside the table">
          <div className={css.sideHead}>
            {width > 0 && width < ROOM_FOR_TABS ? (
              <Select aria-label="Shown beside the table" data={SIDES.map((side) => ({ ...side }))} value={shown.side} onChange={(side) => side && set({ side: side as Side })} allowDeselect={false} />
            ) : (
              <SegmentedControl fullWidth size="xs" aria-label="Shown beside the table" data={SIDES.map((side) => ({ ...side }))} value={shown.side} onChange={(side) => set({ side: side as Side })} />
            )}
          </div>
          {shown.side === 'curves' && <CurvesView table={table} baseline={baseline} titles={titles} metric={shown.metric} onMetric={(metric) => set({ metric })} />}
          {shown.side === 'bars' && <BarsView table={table} baseline={baseline} titles={titles} chosen={shown.bar} onChoose={(bar) => set({ bar })} />}
          {shown.side === 'scatter' && <ScatterView table={table} baseline={baseline} titles={titles} x={shown.x} y={shown.y} onChoose={(x, y) => set({ x, y })} />}
          {shown.side === 'parallel' && <ParallelView table={table} baseline={baseline} titles={titles} axes={shown.axes} onAxes={(axes) => set({ axes })} />}
          {shown.side === 'weights' && <WeightsView table={table} baseline={baseline} titles={titles} />}
          {shown.side === 'code' && <CodeView table={table} baseline={baseline} titles={titles} />}
          {shown.side === 'files' && <FilesView table={table} baseline={baseline} titles={titles} onlyDiffering={onlyDiffering} />}
        </div>
      </div>
    </div>
  );
}

function kindWords(table: CompareTable): string {
  const runs = table.columns.filter((column) => column.kind === 'run').length;
  const many = table.columns.length === 1 ? '' : 's';
  return runs === 0 ? `version${many}` : runs === table.columns.length ? `run${many}` : 'versions and runs';
}

interface ActProps {
  readonly table: CompareTable;
  readonly items: readonly string[];
  readonly baseline: number;
  readonly saved: SavedComparison | undefined;
}

function Keep({ table, items, baseline, saved, shown }: ActProps & { readonly shown: Shown }): ReactNode {
  const engine = useEngine();
  const keep = (): void => {
    const name = saved?.name ?? `${shortTitles(table).slice(0, 3).join(', ')}${table.columns.length > 3 ? ` and ${table.columns.length - 3} more` : ''}`;
    engine.compare
      .save({ ...(saved ? { id: saved.id } : {}), name, items: [...items], baseline, shown: JSON.parse(JSON.stringify(shown)) as Record<string, never> })
      .then((made) => openView({ view: 'compare', items: [], saved: made.id }, { replace: true }))
      .catch((error: unknown) => notifications.show({ message: problemOf(error), autoClose: 8000 }));
  };
  return (
    <Button leftSection={<IconBookmark className="i" aria-hidden />} onClick={keep}>
      {saved ? 'Save again' : 'Save'}
    </Button>
  );
}

function Export({ table, items, baseline, saved, onlyDiffering }: ActProps & { readonly onlyDiffering: boolean }): ReactNode {
  const { status } = useStatus();
  const name = `compare-${shortTitles(table).slice(0, 3).join('-')}`;
  const token = (of: string): string => getComputedStyle(document.documentElement).getPropertyValue(of).trim();
  const { copyText } = nativeBridge();
  const failed = (error: unknown): void => void notifications.show({ message: problemOf(error), autoClose: 8000 });
  const copied = (what: string, copying: Promise<void>): void => void copying.then(() => notifications.show({ message: `${what} was copied`, autoClose: 3000 }), failed);
  const picture = (): Promise<Blob> => tablePng(table, baseline, onlyDiffering, token);
  const link = (registry: string): string => viewLink(registry, saved ? { view: 'compare', items: [], saved: saved.id } : { view: 'compare', items: [...items] });
  return (
    <Menu position="bottom-end" transitionProps={{ duration: 0 }}>
      <Menu.Target>
        <Button leftSection={<IconDownload className="i" aria-hidden />}>Export</Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item onClick={() => copied('The table as Markdown', copyText(markdownOf(table, baseline, onlyDiffering)))}>Copy as Markdown</Menu.Item>
        <Menu.Item onClick={() => copied('The table as CSV', copyText(csvOf(table, onlyDiffering)))}>Copy as CSV</Menu.Item>
        <Menu.Item onClick={() => copied('The picture', navigator.clipboard.write([new ClipboardItem({ 'image/png': picture() })]))}>Copy as PNG</Menu.Item>
        <Menu.Item disabled={!status} onClick={() => status && copied('The link', copyText(link(status.registry.id)))}>Copy link</Menu.Item>
        <Menu.Divider />
        <Menu.Item onClick={() => saveFile(fileName(name, 'csv'), csvOf(table, onlyDiffering), 'text/csv')}>Save as CSV</Menu.Item>
        <Menu.Item onClick={() => void picture().then((blob) => saveFile(fileName(name, 'png'), blob), failed)}>Save as PNG</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
