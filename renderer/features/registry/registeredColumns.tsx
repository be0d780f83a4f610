// The columns of the registry home: who is in production first, then what is newest and whether it is here.
import type { CollectionRow } from '../../../shared/contract/entities.js';
import type { Column } from '../../ui/columns.js';
import { collectionColumns } from '../collection/collectionColumns.js';

const OWNER: Column<CollectionRow> = { id: 'owner', title: 'Owner', width: 120, leaves: 5, compare: (a, b) => a.entity.localeCompare(b.entity), cell: (row) => row.entity };

const HEADLINE: Column<CollectionRow> = { id: 'headline', title: 'Headline metric', width: 124, leaves: 4, compare: (a, b) => (a.headline?.metric ?? '').localeCompare(b.headline?.metric ?? ''), cell: (row) => row.headline?.metric ?? '' };

/** Of a registered model the owner tells more than the project, which is the same for all, and no size is its own. */
export const REGISTERED_COLUMNS: readonly Column<CollectionRow>[] = collectionColumns('Model').flatMap((column) => (column.id === 'project' ? [HEADLINE, OWNER] : column.id === 'size' ? [] : column.id === 'aliases' ? [{ ...column, min: 200, grow: 5 }] : [column]));
