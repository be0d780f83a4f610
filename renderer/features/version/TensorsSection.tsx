// Every tensor of the version: searchable, by size or name, as a list or as a tree of the parts of their names.
import { SegmentedControl } from '@mantine/core';
import { IconChevronDown, IconChevronRight } from '@tabler/icons-react';
import { useDeferredValue, useEffect, useMemo, useState } from 'react';
import type { ReactNode } from 'react';
import type { TensorRow, VersionDetail } from '../../../shared/contract/entities.js';
import { formatBytes } from '../../../shared/util/formatBytes.js';
import { useEngine } from '../../api/EngineProvider.js';
import { usePaged } from '../../data/hooks.js';
import { useEntryState } from '../../state/entryState.js';
import { Bytes } from '../../ui/Bytes.js';
import type { Column, Sort } from '../../ui/columns.js';
import { ErrorState } from '../../ui/ErrorState.js';
import { FilterField } from '../../ui/FilterField.js';
import { SkeletonRows } from '../../ui/Skeleton.js';
import { LongName } from '../../ui/LongName.js';
import { VirtualTable } from '../../ui/VirtualTable.js';
import { tensorLines } from './tensorTree.js';
import type { TensorLine } from './tensorTree.js';
import css from './Version.module.css';

const COUNT = new Intl.NumberFormat();
/** Lines shown before "Show all". */
const FIRST = 10;
const ROW = 28;
const HEAD = 29;

export function TensorsSection({ version, count }: { version: VersionDetail; count: number }): ReactNode {
  const engine = useEngine();
  const [query, setQuery] = useEntryState('tensors.query', '');
  const [view, setView] = useEntryState<'list' | 'tree'>('tensors.view', 'list');
  const [sort, setSort] = useEntryState<Sort | undefined>('tensors.sort', { column: 'bytes', descending: true });
  const [all, setAll] = useEntryState('tensors.all', false);
  const [open, setOpen] = useState<ReadonlySet<string>>(new Set());
  const wanted = useDeferredValue(query.trim());
  const order = view === 'tree' || sort?.column === 'bytes' ? 'bytes' : sort?.column === 'name' ? 'name' : 'file';
  const page = usePaged(
    (cursor, signal) => engine.versions.tensors({ version: version.id, sort: order, query: wanted, cursor, limit: view === 'tree' ? 1000 : 200 }, { signal }),
    [version.id, order, wanted, view],
  );
  const { rows, fetchMore, complete, total } = page;
  useEffect(() => {
    if (view === 'tree' && !complete) fetchMore();
  }, [view, complete, fetchMore, rows]);
  const lines = useMemo(() => (view === 'tree' ? tensorLines(rows, open) : rows.map(asLine)), [view, rows, open]);
  const largest = Math.max(page.first?.largest ?? 0, ...(view === 'tree' ? lines.filter((line) => line.depth === 0).map((line) => line.bytes) : []));
  const several = version.facts.filter(({ tensorCount }) => tensorCount > 0).length > 1;
  const columns = useMemo(() => tensorColumns(largest, several), [largest, several]);
  const toggle = (line: TensorLine): void => {
    if (line.tensor) return;
    const next = new Set(open);
    if (!next.delete(line.id)) next.add(line.id);
    setOpen(next);
  };
  const shown = all ? Math.max(FIRST, Math.min(lines.length, 24)) : Math.min(lines.length, FIRST);
  return (
    <section className={css.block} aria-label="Tensors">
      <div className={css.blockHead}>
        <h2 className="h">Tensors</h2>
        <span className="t3 small tnum">
          {wanted ? `${COUNT.format(total)} of ${COUNT.format(count)}` : COUNT.format(count)}, {formatBytes(page.first?.bytes ?? version.facts.reduce((sum, fact) => sum + fact.tensorBytes, 0))}
        </span>
        <span className="grow" />
        <FilterField label="Filter by name" value={query} onChange={setQuery} width={176} />
        <SegmentedControl size="xs" aria-label="Show tensors as" data={[{ value: 'list', label: 'List' }, { value: 'tree', label: 'Tree' }]} value={view} onChange={(value) => setView(value === 'tree' ? 'tree' : 'list')} />
      </div>
      {page.error && <ErrorState what="The tensors cannot be shown" error={page.error} onRetry={page.retry} />}
      {page.loading && <SkeletonRows rows={FIRST} dense awaiting="the tensors" />}
      {!page.error && !page.loading && lines.length === 0 && <p className={css.none}>No tensor has “{wanted}” in its name.</p>}
      {lines.length > 0 && (
        <div style={{ height: HEAD + shown * ROW, display: 'flex' }}>
          <VirtualTable
            label="Tensors"
            dense
            rows={all ? lines : lines.slice(0, FIRST)}
            columns={columns}
            rowKey={(line) => line.id}
            rowText={(line) => line.tensor?.name ?? line.label}
            onOpen={toggle}
            sort={view === 'tree' ? undefined : sort}
            {...(view === 'list' && { onSort: (next: Sort) => setSort(next.column === sort?.column ? undefined : next) })}
            total={view === 'tree' ? lines.length : total}
            {...(all && { onNearEnd: fetchMore })}
          />
        </div>
      )}
      {lines.length > FIRST && (
        <button type="button" className={css.showAll} aria-expanded={all} onClick={() => setAll(!all)}>
          {all ? 'Show fewer' : `Show all ${COUNT.format(view === 'tree' ? lines.length : total)} ${view === 'tree' ? 'lines' : 'tensors'}`}
        </button>
      )}
    </section>
  );
}

function asLine(tensor: TensorRow): TensorLine {
  return { id: `${tensor.path}\n${tensor.name}`, label: tensor.name, depth: 0, bytes: tensor.bytes, count: 0, open: false, tensor };
}

/** The engine sorts; the comparers only make the heads into buttons and keep its order. */
const asGiven = (): number => 0;

function tensorColumns(largest: number, severalFiles: boolean): readonly Column<TensorLine>[] {
  return [
    { id: 'name', title: 'Name', min: 200, compare: asGiven, cell: (line) => <Name line={line} /> },
    ...(severalFiles ? [{ id: 'file', title: 'File', width: 160, leaves: 3, cell: (line: TensorLine) => <span className="mono t3 trunc" title={line.tensor?.path}>{line.tensor?.path ?? ''}</span> }] : []),
    { id: 'dtype', title: 'Type', width: 64, leaves: 1, cell: (line) => <span className="mono t3">{line.tensor?.dtype ?? ''}</span> },
    { id: 'shape', title: 'Shape', width: 168, cell: (line) => <Shape line={line} /> },
    { id: 'bytes', title: 'Size', width: 84, align: 'right', compare: asGiven, descending: true, cell: (line) => <Bytes value={line.bytes} /> },
    { id: 'share', title: 'Share', width: 128, leaves: 2, cell: (line) => <Share part={line.bytes} of={largest} /> },
  ];
}

function Name({ line }: { line: TensorLine }): ReactNode {
  if (line.tensor && line.depth === 0) return <LongName name={line.label} className="mono" />;
  const Chevron = line.open ? IconChevronDown : IconChevronRight;
  return (
    <span className="mono trunc" style={{ paddingLeft: line.depth * 16 }} title={line.tensor?.name ?? line.label}>
      {!line.tensor && <Chevron className={`i s12 ${css.chevron}`} aria-hidden />}
      {line.label}
      {!line.tensor && <span className="sr">{line.open ? ', expanded' : ', collapsed'}</span>}
    </span>
  );
}

function Shape({ line }: { line: TensorLine }): ReactNode {
  if (!line.tensor) return <span className="t3 small tnum">{COUNT.format(line.count)} tensors</span>;
  const shape = line.tensor.shape.length === 0 ? 'scalar' : line.tensor.shape.join(' × ');
  return (
    <span className="mono t2 trunc" title={shape}>
      {shape}
    </span>
  );
}

function Share({ part, of }: { part: number; of: number }): ReactNode {
  return (
    <div className={`meter ${css.share}`} aria-hidden>
      <i className="q" style={{ width: `${of > 0 ? Math.max(1, (100 * part) / of) : 0}%` }} />
    </div>
  );
}
