// The artifact browser: projects and types at the left, the collections of what is chosen at the right.
import { Button } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useMemo, type ReactNode } from 'react';
import type { CollectionRow } from '../../../shared/contract/entities.js';
import { useScope } from '../../data/hooks.js';
import { useEntryState } from '../../state/entryState.js';
import { useCrumbs } from '../../state/useCrumbs.js';
import { useFilter } from '../../state/useFilter.js';
import { useFilteredScope, type FilteredRows } from '../../state/useFilteredScope.js';
import type { Column } from '../../ui/columns.js';
import { EmptyState } from '../../ui/EmptyState.js';
import { ErrorState } from '../../ui/ErrorState.js';
import { SkeletonRows } from '../../ui/Skeleton.js';
import { CollectionList } from '../collection/CollectionList.js';
import { collectionColumns, collectionText } from '../collection/collectionColumns.js';
import { openDialog } from '../../state/dialogs.js';
import { openRegister } from '../register/registerStore.js';
import { ProjectMenu } from './ProjectMenu.js';
import { ProjectTree } from './ProjectTree.js';
import { EVERYTHING, inPart, type Part } from './treeNodes.js';
import css from './ProjectTree.module.css';

const TYPE: Column<CollectionRow> = { id: 'type', title: 'Type', width: 96, leaves: 4, compare: (a, b) => a.type.localeCompare(b.type), cell: (row) => row.type };

/** Registered models have a home of their own. */
function isArtifact(row: CollectionRow): boolean {
  return row.form === 'artifact';
}

/** What the tree says already is not said again in the table. */
function columnsFor(part: Part): readonly Column<CollectionRow>[] {
  return collectionColumns('Collection')
    .flatMap((column) => (column.id === 'project' ? [column, TYPE] : [column]))
    .filter(({ id }) => !(id === 'project' && part.project !== null) && !(id === 'type' && part.type !== null));
}

export function ArtifactsPage(): ReactNode {
  useCrumbs([{ label: 'Artifacts' }]);
  const filter = useFilter();
  const [kept, setPart] = useEntryState<Part>('part', EVERYTHING);
  const scope = useScope('collections');
  const whole = useMemo(() => ({ ...scope, rows: scope.rows.filter(isArtifact) }), [scope]);
  // A project that was renamed is no longer there under the name that was looked at.
  const part = whole.complete && kept.project !== null && !whole.rows.some(({ project }) => project === kept.project) ? EVERYTHING : kept;
  const all = useFilteredScope('collections', filter.query, collectionText);
  const columns = useMemo(() => columnsFor(part), [part]);
  const found = useMemo((): FilteredRows<CollectionRow> => {
    const rows = all.rows.filter((row) => isArtifact(row) && inPart(row, part));
    const of = Math.max(rows.length, whole.rows.filter((row) => inPart(row, part)).length);
    return { ...all, rows, total: rows.length, of };
  }, [all, whole, part]);
  const register = (
    <Button variant="filled" leftSection={<IconPlus className="i" aria-hidden />} onClick={() => void openRegister({ ...(part.project && { project: part.project }), ...(part.type && { type: part.type }) })}>
      Register files
    </Button>
  );

  const newCollection = (): void => openDialog({ kind: 'newCollection', ...part });

  if (whole.loading || whole.error || (whole.rows.length === 0 && whole.complete)) {
    return (
      <div className="page">
        <div className="page-head">
          <h1 className="title">Artifacts</h1>
        </div>
        {whole.error ? (
          <ErrorState what="The collections could not be read" error={whole.error} onRetry={whole.retry} />
        ) : whole.loading ? (
          <SkeletonRows awaiting="the engine to list the collections" />
        ) : (
          <EmptyState title="No artifacts yet" action={<>{register}<Button onClick={newCollection}>New collection…</Button></>}>
            Models, datasets, evaluations and code are kept here, each as a series of versions. Drop files on the window to keep the first.
          </EmptyState>
        )}
      </div>
    );
  }
  return (
    <div className={css.panes}>
      <ProjectTree rows={whole.rows} part={part} onPart={setPart} onNew={newCollection} />
      <div className="page">
        <div className="page-head">
          <div>
            <h1 className="title trunc">{titleOf(part)}</h1>
          </div>
          <div className="actions">
            {part.project !== null && <ProjectMenu project={part.project} owners={[...new Set(whole.rows.filter(({ project }) => project === part.project).map(({ entity }) => entity))].sort()} />}
            {register}
          </div>
        </div>
        <CollectionList label="Collections" one="collection" many="collections" columns={columns} found={found} filter={filter} />
      </div>
    </div>
  );
}

function titleOf({ project, type }: Part): string {
  if (project === null) return 'Artifacts';
  return type === null ? project : `${project}, ${type}`;
}
