// What one column holds, over the rows that match: the spread of its numbers, or its commonest values, each a way to narrow.
import type { ReactNode } from 'react';
import type { TableFilter, TableInfo } from '../../../shared/contract/tables.js';
import { useEngine } from '../../api/EngineProvider.js';
import { useAnswer } from '../../data/useAnswer.js';
import { MetricValue, shortValue } from '../../ui/MetricValue.js';
import { cellText } from '../../ui/cellText.js';
import css from './Tables.module.css';

interface ColumnSectionProps {
  readonly table: TableInfo;
  readonly column: string;
  readonly query: string;
  readonly filters: readonly TableFilter[];
  readonly onFilter: (filter: TableFilter) => void;
}

export function ColumnSection({ table, column, query, filters, onFilter }: ColumnSectionProps): ReactNode {
  const engine = useEngine();
  const { value, error } = useAnswer({ version: table.version, path: table.path, column, query, filters: [...filters] }, (question, signal) => engine.tables.column(question, { signal }));
  if (error) return <p className={`small ${css.side}`}>{error.message}</p>;
  if (!value) return <div className={css.side} aria-busy="true" />;
  const most = Math.max(1, ...(value.numbers?.histogram.map(({ count }) => count) ?? []));
  return (
    <section className="sec" aria-label={`Values of ${column}`}>
      <dl className="kv">
        <dt>Values</dt>
        <dd className="num">{value.count.toLocaleString('en')}</dd>
        <dt>Different</dt>
        <dd className="num">{value.distinct.toLocaleString('en')}</dd>
        <dt>Empty</dt>
        <dd className="num">{value.nulls.toLocaleString('en')}</dd>
        {value.numbers && (
          <>
            <dt>Mean</dt>
            <dd><MetricValue value={value.numbers.mean ?? undefined} /></dd>
            <dt>Deviation</dt>
            <dd><MetricValue value={value.numbers.deviation ?? undefined} /></dd>
            <dt>Range</dt>
            <dd className="num">{value.numbers.min === null ? '–' : `${shortValue(value.numbers.min)} to ${shortValue(value.numbers.max ?? value.numbers.min)}`}</dd>
          </>
        )}
      </dl>
      {value.numbers ? (
        <div className={css.histogram} role="img" aria-label={`Histogram of ${column}, ${value.numbers.histogram.length} bins, the fullest with ${most}`}>
          {value.numbers.histogram.map(({ from, to, count }) => (
            <span key={from} style={{ height: `${(count / most) * 100}%` }} title={`${shortValue(from)} to ${shortValue(to)}: ${count}`} />
          ))}
        </div>
      ) : (
        <ul className={css.common}>
          {value.common.map(({ value: common, count }) => (
            <li key={JSON.stringify(common)}>
              <button type="button" className="row" onClick={() => onFilter({ column, op: '=', value: common })} title={`Show the ${count} rows`}>
                <span className="trunc grow">{cellText(common) || 'empty'}</span>
                <span className="num t2">{count.toLocaleString('en')}</span>
              </button>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
