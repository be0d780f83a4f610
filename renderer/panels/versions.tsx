// The newest versions of a model.
import type { ReactNode } from 'react';
import type { PanelData } from '../../shared/panels/registry.js';
import css from '../ui/report/Report.module.css';
import { VersionRows } from './rows.js';

export function VersionsPanel({ data: { name, rows, metrics, total } }: { data: PanelData<'versions'> }): ReactNode {
  if (rows.length === 0) return <p className={css.problem}>{name} has no version yet.</p>;
  return <VersionRows label={`Versions of ${name}`} rows={rows} metrics={metrics} foot={total > rows.length ? `newest ${rows.length} of ${total.toLocaleString('en')}` : undefined} />;
}
