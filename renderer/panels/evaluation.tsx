// The first rows of an evaluation with their pictures.
import type { ReactNode } from 'react';
import type { TableRow } from '../../shared/contract/tables.js';
import type { PanelData } from '../../shared/panels/registry.js';
import { mediaPath } from '../../shared/util/mediaPath.js';
import { cellText } from '../ui/cellText.js';
import { usePanelHost } from '../ui/report/host.js';
import { PanelTable, type PanelColumn } from '../ui/report/PanelTable.js';
import css from '../ui/report/Report.module.css';
import { Source } from '../ui/report/Source.js';
import { Picture } from './Picture.js';

export function EvaluationPanel({ data: { of, path, columns, rows, total } }: { data: PanelData<'evaluation'> }): ReactNode {
  const { open } = usePanelHost();
  const shown = columns.map(({ name, type }, index): PanelColumn<TableRow> => ({
    head: name,
    right: type === 'number',
    cell(row) {
      const value = row.cells[index] ?? null;
      const media = mediaPath(value);
      if (media?.kind === 'image') return <Picture small version={of.version} path={media.path} alt={`${name} of row ${row.row}`} />;
      return <span className={type === 'number' ? 'num' : undefined}>{media ? media.path : cellText(value)}</span>;
    },
  }));
  return (
    <>
      <PanelTable label={`Rows of ${path}`} columns={shown} rows={rows} idOf={({ row }) => String(row)} />
      <p className={css.foot}>
        <span>
          {rows.length} of {total.toLocaleString('en')} rows of {path}
        </span>
        <Source of={of} />
        {open && (
          <button type="button" className={css.opens} onClick={() => open({ view: 'version', version: of.version, tab: 'tables' })}>
            Open the table
          </button>
        )}
      </p>
    </>
  );
}
