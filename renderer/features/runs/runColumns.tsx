// The columns of the table of runs: which are shown, in what order, and how a cell of each looks.
import { memo, type ReactNode } from 'react';
import type { RunColumn, RunTableRow } from '../../../shared/contract/runs.js';
import { MetricValue } from '../../ui/MetricValue.js';
import { RunState } from '../../ui/RunState.js';
import { Time } from '../../ui/Time.js';
import type { WideColumn } from '../../ui/WideTable.js';
import { durationText } from './axisText.js';

/** Shown where nothing was chosen: what says how a run is and came to be. */
const FIRST_SUMMARY = 4;
const FIRST_CONFIG = 4;
const FIELDS = ['state', 'jobType', 'project', 'group', 'tags', 'actor', 'started', 'finished'];
const LABELS: Readonly<Record<string, string>> = { state: 'State', jobType: 'Job type', project: 'Project', group: 'Group', tags: 'Tags', actor: 'By', started: 'Started', finished: 'Took' };

export const KEY_COLUMN: WideColumn = { id: 'key', title: '', width: 52, pinned: true };
export const NAME_COLUMN: WideColumn = { id: 'name', title: 'Name', width: 190, pinned: true, sortable: true };

const LABEL = new Intl.Collator(undefined, { numeric: true });
const byCount = (a: RunColumn, b: RunColumn): number => b.count - a.count || LABEL.compare(a.label, b.label);

/** The columns that can be shown, in the order in which they are: state, summary, config, the other fields. */
export function orderedColumns(columns: readonly RunColumn[]): readonly RunColumn[] {
  const of = (group: RunColumn['group']): RunColumn[] => columns.filter((column) => column.group === group).sort(byCount);
  const fields = FIELDS.flatMap((id) => columns.find((column) => column.id === id) ?? []);
  return [...fields.slice(0, 1), ...of('summary'), ...of('config'), ...fields.slice(1)];
}

/** Of the columns in order. */
export function firstColumns(ordered: readonly RunColumn[]): ReadonlySet<string> {
  const some = (group: RunColumn['group'], most: number): string[] => ordered.filter((column) => column.group === group).slice(0, most).map(({ id }) => id);
  return new Set(['state', ...some('summary', FIRST_SUMMARY), ...some('config', FIRST_CONFIG), 'started', 'finished']);
}

export function columnLabel(column: RunColumn): string {
  return LABELS[column.id] ?? column.label;
}

export function wideColumn(column: RunColumn): WideColumn {
  const numeric = column.group !== 'run';
  const width = column.id === 'state' ? 108 : column.id === 'started' || column.id === 'finished' ? 104 : 112;
  return { id: column.id, title: columnLabel(column), width, sortable: true, ...(numeric ? { align: 'right' as const, descending: true } : {}) };
}

/** How long a run took, or has been going on at `now`. */
export function took(row: RunTableRow, finished: unknown, now: number): string {
  if (row.timeless) return 'not recorded';
  return durationText(Math.max(0, Math.round(((typeof finished === 'number' ? finished : now) - row.started) / 1000)));
}

/** A cell that is not of the pinned columns; `value` undefined while it is on its way. */
export const RunCell = memo(function RunCell({ id, row, value, now }: { id: string; row: RunTableRow; value: RunTableRow['cells'][number] | undefined; now: number }): ReactNode {
  if (id === 'state') return <RunState state={row.state} />;
  if (id === 'started') return <span className="t2 small">{row.timeless ? <span title="Its log records no times">not recorded</span> : <Time at={row.started} />}</span>;
  if (value === undefined) return <span className="skeleton" style={{ width: '60%' }} aria-hidden />;
  if (id === 'finished') return <span className="num t2">{took(row, value, now)}</span>;
  if (Array.isArray(value) && value.length === 0) return null;
  if (id === 'tags' && Array.isArray(value)) return <span className="text">{value.join(', ')}</span>;
  if (id === 'actor' || id === 'project' || id === 'group' || id === 'jobType') return <span className="text">{typeof value === 'object' && value !== null && !Array.isArray(value) ? String(value['name'] ?? '') : String(value ?? '')}</span>;
  return <MetricValue value={value ?? undefined} />;
});
