// The registry home: every registered model, who holds which alias, what is newest and whether it is here; and the model
// artifacts beside them.
import { Button, SegmentedControl } from '@mantine/core';
import { IconHistory, IconPlus, IconUpload } from '@tabler/icons-react';
import { useEffect, useMemo, type ReactNode } from 'react';
import type { CollectionRow } from '../../../shared/contract/entities.js';
import { useScope } from '../../data/hooks.js';
import { runCommand, useCommandHandlers } from '../../state/commands.js';
import { useEntryState } from '../../state/entryState.js';
import { useCrumbs } from '../../state/useCrumbs.js';
import { useFilter } from '../../state/useFilter.js';
import { useFilteredScope, type FilteredRows } from '../../state/useFilteredScope.js';
import { EmptyState } from '../../ui/EmptyState.js';
import { ErrorState } from '../../ui/ErrorState.js';
import { SkeletonRows } from '../../ui/Skeleton.js';
import { ContestBanner } from '../contests/ContestBanner.js';
import { CollectionList } from '../collection/CollectionList.js';
import { collectionColumns, collectionText } from '../collection/collectionColumns.js';
import { PastRegistry } from '../past/PastRegistry.js';
import { FirstModel } from './FirstModel.js';
import { REGISTERED_COLUMNS } from './registeredColumns.js';
import { SampleBanner } from './SampleBanner.js';

type Shelf = 'registered' | 'artifacts';

const SHELVES: Readonly<Record<Shelf, (row: CollectionRow) => boolean>> = {
  registered: (row) => row.form === 'registered',
  artifacts: (row) => row.form === 'artifact' && row.type === 'model',
};
const ARTIFACT_COLUMNS = collectionColumns('Model');
const COUNT = new Intl.NumberFormat();
/** Rows that fill a window; with fewer at hand the next page is asked for. */
const WINDOWFUL = 40;

export function RegistryPage(): ReactNode {
  useCrumbs([{ label: 'Registry' }]);
  const filter = useFilter();
  const [past, setPast] = useEntryState<number | null>('asOf', null);
  useCommandHandlers(useMemo(() => ({ 'history.asOf': { run: () => setPast(past === null ? Date.now() : null) } }), [past, setPast]));
  const [chosen, setShelf] = useEntryState<Shelf | 'any'>('shelf', 'any');
  const whole = useScope('collections');
  const all = useFilteredScope('collections', filter.query, collectionText);
  const counts = useMemo(() => ({ registered: whole.rows.filter(SHELVES.registered).length, artifacts: whole.rows.filter(SHELVES.artifacts).length }), [whole.rows]);
  const shelf: Shelf = chosen !== 'any' ? chosen : counts.registered > 0 ? 'registered' : 'artifacts';
  const found = useMemo((): FilteredRows<CollectionRow> => {
    const rows = all.rows.filter(SHELVES[shelf]);
    return { ...all, rows, total: rows.length, of: Math.max(rows.length, counts[shelf]) };
  }, [all, shelf, counts]);
  const { fetchMore } = all;
  const thin = !all.complete && !all.loading && found.rows.length < WINDOWFUL;
  useEffect(() => {
    if (thin) fetchMore();
  }, [thin, fetchMore, all.rows.length]);

  if (counts.registered + counts.artifacts === 0 && whole.complete && !whole.loading) {
    return (
      <div className="page">
        <FirstModel />
      </div>
    );
  }
  return (
    <div className="page">
      <div className="page-head">
        <div>
          <h1 className="title">Registry</h1>
        </div>
        <div className="actions">
          <Button leftSection={<IconHistory className="i" aria-hidden />} aria-pressed={past !== null} onClick={() => runCommand('history.asOf')}>
            As of…
          </Button>
          {past === null && (
            <>
              <Button leftSection={<IconUpload className="i" aria-hidden />} onClick={() => runCommand('version.register')}>
                Register a model
              </Button>
              <Button variant="filled" leftSection={<IconPlus className="i" aria-hidden />} onClick={() => runCommand('model.new')}>
                New registered model
              </Button>
            </>
          )}
        </div>
      </div>
      <ContestBanner />
      {past === null && <SampleBanner />}
      {past !== null ? (
        <PastRegistry at={past} filter={filter} onMove={setPast} onLeave={() => setPast(null)} />
      ) : all.error ? (
        <ErrorState what="The models could not be read" error={all.error} onRetry={all.retry} />
      ) : all.loading ? (
        <SkeletonRows awaiting="the engine to list the models" />
      ) : (
        <Shelves shelf={shelf} onShelf={setShelf} counts={counts} found={found} filter={filter} />
      )}
    </div>
  );
}

interface ShelvesProps {
  readonly shelf: Shelf;
  readonly onShelf: (shelf: Shelf) => void;
  readonly counts: Readonly<Record<Shelf, number>>;
  readonly found: FilteredRows<CollectionRow>;
  readonly filter: ReturnType<typeof useFilter>;
}

function Shelves({ shelf, onShelf, counts, found, filter }: ShelvesProps): ReactNode {
  const choice = (
    <SegmentedControl
      aria-label="What is listed"
      data={[
        { value: 'registered', label: `Registered ${COUNT.format(counts.registered)}` },
        { value: 'artifacts', label: `Artifacts ${COUNT.format(counts.artifacts)}` },
      ]}
      value={shelf}
      onChange={(value) => onShelf(value as Shelf)}
    />
  );
  if (counts[shelf] === 0) {
    return (
      <>
        <div className="toolbar">{choice}</div>
        {shelf === 'registered' ? <NoneRegistered /> : <NoArtifacts />}
      </>
    );
  }
  return (
    <>
      <CollectionList label="Models" one="model" many="models" columns={shelf === 'registered' ? REGISTERED_COLUMNS : ARTIFACT_COLUMNS} found={found} filter={filter} chips={choice} />
      {shelf === 'artifacts' && counts.registered === 0 && <p className="caption" style={{ padding: '8px 24px', borderTop: '1px solid var(--line-1)' }}>These are the models that were logged. A registered model stands for a task: link the version that serves it, and its aliases say which one is in production.</p>}
    </>
  );
}

function NoneRegistered(): ReactNode {
  return (
    <EmptyState title="No registered models yet" action={<Button onClick={() => runCommand('model.new')}>New registered model</Button>}>
      A registered model stands for one task, whatever runs and files it comes from. Link a version to it, give it the alias staging or production, and everyone asks for it by that name.
    </EmptyState>
  );
}

function NoArtifacts(): ReactNode {
  return (
    <EmptyState title="No model was logged yet" action={<Button onClick={() => runCommand('version.register')}>Register a model</Button>}>
      Drop model files on this window. They become a version, which can then be linked to a registered model.
    </EmptyState>
  );
}
