// What a saved view of the runs holds, and how it is read back: another build may have kept other things.
import { z } from 'zod';
import type { RunsView } from '../../../shared/contract/runs.js';
import type { Sort } from '../../ui/columns.js';
import type { Axis } from './useCurves.js';

export interface Workspace {
  readonly filter: string;
  readonly sort: Sort;
  /** Ids of the columns; undefined are those shown at first. */
  readonly columns: ReadonlySet<string> | undefined;
  readonly group: string | undefined;
  readonly charts: boolean;
  readonly axis: Axis;
  readonly smoothing: number;
  readonly metric: string;
}

export function keptView({ filter, sort, columns, group, charts, axis, smoothing, metric }: Workspace): RunsView['shown'] {
  return { filter, sort: { ...sort }, columns: columns ? [...columns] : null, group: group ?? null, charts, axis, smoothing, metric };
}

const Kept = z.object({
  filter: z.string().catch(''),
  sort: z.object({ column: z.string(), descending: z.boolean() }).optional().catch(undefined),
  columns: z.array(z.string()).nullable().catch(null),
  group: z.string().nullable().catch(null),
  charts: z.boolean().catch(true),
  axis: z.custom<Axis>((value) => typeof value === 'string' && /^(step|time|relative|key:.{1,512})$/s.test(value)).catch('step'),
  smoothing: z.number().min(0).max(0.99).catch(0),
  metric: z.string().catch(''),
});

export function openedView(shown: RunsView['shown'], first: Sort): Workspace {
  const kept = Kept.parse(shown);
  return { ...kept, sort: kept.sort ?? first, columns: kept.columns ? new Set(kept.columns) : undefined, group: kept.group ?? undefined };
}
