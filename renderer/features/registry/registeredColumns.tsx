// The columns of the registry home: who is in production first, then what is newest and whether it is here.
import type { CollectionRow } from '../../../shared/contract/entities.js';
import type { Column } from '../../ui/columns.js';
import { Delta } from '../../ui/Delta.js';
import { MetricValue } from '../../ui/MetricValue.js';
import { Sparkline } from '../../ui/Sparkline.js';
import { collectionColumns } from '../collection/collectionColumns.js';

const OWNER: Column<CollectionRow> = { id: 'owner', title: 'Owner', width: 100, leaves: 4.2, compare: (a, b) => a.entity.localeCompare(b.entity), cell: (row) => row.entity };

/** Models of one metric stand together, the better first; those without one last. */
function byHeadline(a: CollectionRow, b: CollectionRow): number {
  const [left, right] = [a, b].map((row) => row.headline?.metric ?? '\uffff');
  return (left ?? '').localeCompare(right ?? '') || (b.trend?.value ?? Number.NEGATIVE_INFINITY) - (a.trend?.value ?? Number.NEGATIVE_INFINITY);
}

const HEADLINE: readonly Column<CollectionRow>[] = [
  { id: 'headline', title: 'Headline metric', width: 112, leaves: 4, compare: byHeadline, cell: (row) => row.headline?.metric ?? '' },
  { id: 'value', title: 'Value', width: 72, leaves: 3.5, align: 'right', cell: (row) => row.headline && <MetricValue value={row.trend?.value ?? undefined} /> },
  { id: 'change', title: 'Change', width: 68, leaves: 4.5, cell: ({ headline, trend }) => headline && trend && (trend.value !== null && trend.before === null ? <span className="t3 small">first</span> : <Delta now={trend.value ?? undefined} before={trend.before ?? undefined} direction={headline.direction} />) },
  { id: 'trend', title: 'Trend', width: 82, leaves: 4.5, cell: ({ headline, trend }) => headline && trend && <Sparkline of={headline.metric} values={trend.values} marked={trend.production} /> },
];

/** Of a registered model the owner tells more than the project, which is the same for all, and no size is its own. */
export const REGISTERED_COLUMNS: readonly Column<CollectionRow>[] = collectionColumns('Model').flatMap((column) => (column.id === 'project' ? [...HEADLINE, OWNER] : column.id === 'size' ? [] : column.id === 'name' ? [{ ...column, min: 176 }] : column.id === 'aliases' ? [{ ...column, min: 184, grow: 5 }] : [column]));
