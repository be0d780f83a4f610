// The registry home: every model, who holds which alias, what is newest and whether it is here.
import { Button } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useMemo, type ReactNode } from 'react';
import type { CollectionRow } from '../../../shared/contract/entities.js';
import { useStatus } from '../../data/hooks.js';
import { runCommand } from '../../state/commands.js';
import { useCrumbs } from '../../state/useCrumbs.js';
import { useFilter } from '../../state/useFilter.js';
import { useFilteredScope, type FilteredRows } from '../../state/useFilteredScope.js';
import { ErrorState } from '../../ui/ErrorState.js';
import { SkeletonRows } from '../../ui/Skeleton.js';
import { CollectionList } from '../collection/CollectionList.js';
import { collectionColumns, collectionText } from '../collection/collectionColumns.js';
import { FirstModel } from './FirstModel.js';

const COLUMNS = collectionColumns('Model');

function isModel(row: CollectionRow): boolean {
  return row.type === 'model' || row.form === 'registered';
}

export function RegistryPage(): ReactNode {
  useCrumbs([{ label: 'Registry' }]);
  const filter = useFilter();
  const all = useFilteredScope('collections', filter.query, collectionText);
  const { status } = useStatus();
  const found = useMemo((): FilteredRows<CollectionRow> => {
    const rows = all.rows.filter(isModel);
    return { ...all, rows, total: rows.length, of: Math.max(rows.length, status?.counts.models ?? 0) };
  }, [all, status]);

  if (all.of === 0 && all.complete && !all.loading) {
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
          <Button variant="filled" leftSection={<IconPlus className="i" aria-hidden />} onClick={() => runCommand('version.register')}>
            Register a model
          </Button>
        </div>
      </div>
      {all.error ? (
        <ErrorState what="The models could not be read" error={all.error} onRetry={all.retry} />
      ) : all.loading ? (
        <SkeletonRows awaiting="the engine to list the models" />
      ) : (
        <CollectionList label="Models" one="model" many="models" columns={COLUMNS} found={found} filter={filter} />
      )}
    </div>
  );
}
