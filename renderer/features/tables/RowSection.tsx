// One row of a table, whole: its pictures large, every value with its name.
import type { ReactNode } from 'react';
import type { TableColumn, TableRow } from '../../../shared/contract/tables.js';
import { cellText, classLabel } from '../../ui/cellText.js';
import { mediaPath } from '../../../shared/util/mediaPath.js';
import { Media } from './Media.js';
import css from './Tables.module.css';

/** Classes told with their probability, the likeliest first. */
const CLASSES = 5;

export function RowSection({ version, columns, row, title }: { version: string; columns: readonly TableColumn[]; row: TableRow; title?: string }): ReactNode {
  return (
    <section className="sec" aria-label={title ?? `Row ${row.row}`}>
      <h2 className="sec-h">{title ?? `Row ${row.row.toLocaleString('en')}`}</h2>
      {columns.map(({ name }, index) => {
        const media = mediaPath(row.cells[index]);
        return media ? <Media key={name} version={version} path={media.path} large /> : null;
      })}
      <dl className="kv">
        {columns.map(({ name }, index) => {
          const value = row.cells[index] ?? null;
          if (mediaPath(value)) return null;
          return <Value key={name} name={name} value={value} />;
        })}
      </dl>
    </section>
  );
}

function Value({ name, value }: { name: string; value: TableRow['cells'][number] }): ReactNode {
  const text = cellText(value);
  return (
    <>
      <dt className="trunc" title={name}>
        {name}
      </dt>
      <dd>
        {classLabel(value) ? <Probabilities value={value} /> : text === '' ? <span className="t3">not recorded</span> : <span className="mono sel trunc" title={text}>{text}</span>}
      </dd>
    </>
  );
}

function Probabilities({ value }: { value: TableRow['cells'][number] }): ReactNode {
  const given = value !== null && typeof value === 'object' && !Array.isArray(value) ? value['probabilities'] : undefined;
  const entries = given !== null && typeof given === 'object' && !Array.isArray(given) ? Object.entries(given).sort(([, a], [, b]) => Number(b) - Number(a)) : [];
  if (entries.length === 0) return <span className="mono">{classLabel(value)?.label}</span>;
  return (
    <ul className={css.classes}>
      {entries.slice(0, CLASSES).map(([label, sure]) => (
        <li key={label}>
          <span className="trunc">{label}</span>
          <span className="meter" aria-hidden>
            <i style={{ width: `${Math.max(0, Math.min(1, Number(sure))) * 100}%` }} />
          </span>
          <span className="num">{`${(Number(sure) * 100).toFixed(1)} %`}</span>
        </li>
      ))}
    </ul>
  );
}
