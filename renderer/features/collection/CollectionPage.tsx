// One collection: what it is, and all its versions with the metrics they carry.
import { Button } from '@mantine/core';
import { IconLink } from '@tabler/icons-react';
import { useCallback, useMemo, useState, type ReactNode } from 'react';
import type { CollectionRow, VersionRow } from '../../../shared/contract/entities.js';
import { viewPath } from '../../../shared/contract/links.js';
import { useScope } from '../../data/hooks.js';
import { useEntryMemory } from '../../state/entryState.js';
import { useCommandHandlers } from '../../state/commands.js';
import { namedVersion, openDialog } from '../../state/dialogs.js';
import { dragSource } from '../../state/dragged.js';
import { useTray } from '../../state/tray.js';
import { useTableState } from '../../state/tableState.js';
import { openView } from '../../state/openView.js';
import { useCrumbs } from '../../state/useCrumbs.js';
import { useFilter } from '../../state/useFilter.js';
import { useFilteredScope } from '../../state/useFilteredScope.js';
import { commonKeys } from '../../state/valueColumns.js';
import type { Sort } from '../../ui/columns.js';
import { ColumnsMenu } from '../../ui/ColumnsMenu.js';
import { Count } from '../../ui/Count.js';
import { EmptyState } from '../../ui/EmptyState.js';
import { ErrorState } from '../../ui/ErrorState.js';
import { FilterField } from '../../ui/FilterField.js';
import { SkeletonRows } from '../../ui/Skeleton.js';
import { VirtualTable } from '../../ui/VirtualTable.js';
import { ModelPage } from '../model/ModelPage.js';
import { ContestBanner } from '../contests/ContestBanner.js';
import { openRegister } from '../register/registerStore.js';
import { CollectionHead } from './CollectionHead.js';
import { markColumn, versionColumns, versionText } from './versionColumns.js';

/** Metrics that get a column before anyone chose. */
const METRICS_AT_FIRST = 3;
const NEWEST: Sort = { column: 'created', descending: true };

export function CollectionPage({ id }: { id: string }): ReactNode {
  const collection = useScope('collections').rows.find((row) => row.id === id);
  return collection?.form === 'registered' ? <ModelPage model={collection} /> : <ArtifactPage id={id} collection={collection} />;
}

function ArtifactPage({ id, collection }: { id: string; collection: CollectionRow | undefined }): ReactNode {
  const filter = useFilter();
  const found = useFilteredScope(`versions:${id}`, filter.query, versionText);
  const sample = found.rows[0];
  const name = collection?.name ?? sample?.name;
  useCrumbs([{ label: 'Artifacts', path: viewPath({ view: 'artifacts' }) }, ...(name === undefined ? [] : [{ label: name }])]);

  if (found.error) {
    return (
      <div className="page">
        <h1 className="sr">{name ?? 'Collection'}</h1>
        <ErrorState what="The versions could not be read" error={found.error} onRetry={found.retry} />
      </div>
    );
  }
  if (found.loading || name === undefined) {
    return (
      <div className="page">
        <h1 className="sr">Collection</h1>
        {found.loading ? <SkeletonRows awaiting="the engine to list the versions" /> : <EmptyState title="This collection is not here">It may have been deleted, or belong to a registry that this device does not have.</EmptyState>}
      </div>
    );
  }
  return (
    <div className="page">
      <CollectionHead id={id} name={name} row={collection} onNewVersion={() => void openRegister({ collectionId: id, collectionName: name })} />
      <ContestBanner of={[id]} />
      <Versions found={found} filter={filter} collection={collection} />
    </div>
  );
}

interface VersionsProps {
  readonly found: ReturnType<typeof useFilteredScope<`versions:${string}`>>;
  readonly filter: ReturnType<typeof useFilter>;
  readonly collection: CollectionRow | undefined;
}

function Versions({ found, filter, collection }: VersionsProps): ReactNode {
  const { initial, save } = useEntryMemory<number>('scroll');
  const rows: readonly VersionRow[] = found.rows;
  const metrics = useMemo(() => commonKeys(rows.map((row) => row.metrics)), [rows]);
  const { marked, chosen, onMark, onMarkRange, clear, link, compare } = useMarked(rows);
  const count = chosen.length;
  const all = useMemo(() => [markColumn(marked, onMark), ...versionColumns(metrics, METRICS_AT_FIRST)], [marked, onMark, metrics]);
  const table = useTableState('versions', all, NEWEST);
  if (found.of === 0) return <EmptyState title="No versions yet">Drop files on this window to log the first version of {collection?.name ?? 'this collection'}.</EmptyState>;
  return (
    <>
      <div className="toolbar">
        <FilterField label="Filter versions" keys="/" value={filter.query} onChange={filter.setQuery} inputRef={filter.inputRef} />
        {count > 0 && (
          <>
            <Button leftSection={<IconLink className="i" aria-hidden />} onClick={link}>
              Link {count === 1 ? 'one version' : `${count} versions`}…
            </Button>
            <Button onClick={compare}>Compare {count === 1 ? 'one' : count}</Button>
            <Button variant="subtle" onClick={clear}>
              Clear
            </Button>
          </>
        )}
        <span className="grow" />
        <Count shown={found.total} of={found.of} one="version" many="versions" />
        <ColumnsMenu choices={table.choices} onShow={table.show} onReset={table.reset} />
      </div>
      {rows.length === 0 ? (
        <EmptyState title="No versions match">The filter looks at number, aliases, digest, tags, description and people. Clear it with Esc.</EmptyState>
      ) : (
        <VirtualTable
          label="Versions"
          rows={rows}
          total={found.total}
          columns={table.columns}
          rowKey={(row) => row.id}
          rowText={(row) => row.label}
          onMark={onMark}
          onMarkRange={onMarkRange}
          onOpen={(row) => openView({ view: 'version', version: row.id, tab: 'overview' })}
          rowAttributes={(row) => ({ 'data-collection-id': row.collection, 'data-collection-name': row.name })}
          onNearEnd={found.fetchMore}
          scrollTop={initial}
          onScrollTop={save}
          rowDrag={(row) => dragSource((marked.has(row.id) ? chosen : [row]).map(namedVersion))}
          {...(found.complete && { sort: table.sort, onSort: table.setSort })}
        />
      )}
    </>
  );
}

/** The versions that are marked, and linking them: oldest first, so that the newest becomes latest. */
function useMarked(rows: readonly VersionRow[]): { marked: ReadonlySet<string>; chosen: readonly VersionRow[]; onMark: (row: VersionRow) => void; onMarkRange: (rows: readonly VersionRow[]) => void; clear: () => void; link: () => void; compare: () => void } {
  const [marked, setMarked] = useState<ReadonlySet<string>>(new Set());
  const onMark = useCallback(({ id }: VersionRow) => {
    setMarked((old) => {
      const next = new Set(old);
      if (!next.delete(id)) next.add(id);
      return next;
    });
  }, []);
  const onMarkRange = useCallback(([only, ...others]: readonly VersionRow[]) => {
    if (only && others.length === 0) onMark(only);
    else if (only) setMarked((old) => new Set([...old, only.id, ...others.map(({ id }) => id)]));
  }, [onMark]);
  const clear = useCallback(() => setMarked(new Set()), []);
  const chosen = useMemo(() => rows.filter(({ id, deleted }) => marked.has(id) && !deleted).sort((a, b) => a.created - b.created), [rows, marked]);
  const count = chosen.length;
  const link = useCallback(() => {
    if (chosen.length > 0) openDialog({ kind: 'link', versions: chosen.map(namedVersion) });
  }, [chosen]);
  const compare = useCallback(() => {
    useTray.getState().add(chosen.map((row) => ({ id: row.id, kind: 'version', label: row.ref })));
    openView({ view: 'compare', items: chosen.map((row) => row.id) });
  }, [chosen]);
  useCommandHandlers(useMemo(() => (count === 0 ? {} : { 'compare.open': { run: compare } }), [compare, count]));
  useCommandHandlers(useMemo(() => ({ 'version.link': { run: link, disabled: count === 0 ? 'Mark versions first' : undefined } }), [link, count]));
  return { marked, chosen, onMark, onMarkRange, clear, link, compare };
}
