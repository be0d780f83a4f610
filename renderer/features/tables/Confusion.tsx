// What was taken for what: truth down, prediction across; a cell opens the rows behind it.
import { useState, type ReactNode } from 'react';
import type { TableFilter, TableInfo } from '../../../shared/contract/tables.js';
import { useEngine } from '../../api/EngineProvider.js';
import { useAnswer } from '../../data/useAnswer.js';
import { EmptyState } from '../../ui/EmptyState.js';
import { ErrorState } from '../../ui/ErrorState.js';
import { SkeletonRows } from '../../ui/Skeleton.js';
import { RoleFields } from './RoleFields.js';
import css from './Tables.module.css';
import { guessRoles } from './tableGuess.js';

/** Labels drawn; the commonest come first, and what is left out is said. */
const MOST = 40;
const HEATS = 6;

export function Confusion({ table, onShow }: { table: TableInfo; onShow: (filters: readonly TableFilter[]) => void }): ReactNode {
  const engine = useEngine();
  const guessed = guessRoles(table.columns);
  const [truth, setTruth] = useState(guessed.truth);
  const [prediction, setPrediction] = useState(guessed.prediction);
  const ready = truth !== undefined && prediction !== undefined;
  const { value, error, retry } = useAnswer(ready ? { version: table.version, path: table.path, truth, prediction } : undefined, (question, signal) => engine.tables.confusion(question, { signal }));
  return (
    <div className={css.pane} role="region" aria-label="Confusion" tabIndex={0}>
      <div className={`toolbar ${css.filters}`}>
        <RoleFields columns={table.columns.map(({ name }) => name)} roles={[{ label: 'Truth', value: truth, set: setTruth }, { label: 'Predicted', value: prediction, set: setPrediction }]} />
        {value && (
          <span className="small t2 tnum" role="status">
            {`${value.right.toLocaleString('en')} of ${value.total.toLocaleString('en')} right, ${value.total === 0 ? 'none' : `${((value.right / value.total) * 100).toFixed(2)} %`}`}
            {value.leftOut > 0 && `; ${value.leftOut.toLocaleString('en')} rows without a truth or a prediction`}
          </span>
        )}
      </div>
      {!ready ? (
        <EmptyState title="Which columns are truth and prediction?">Choose both above. Columns named label and prediction are found by themselves.</EmptyState>
      ) : error ? (
        <ErrorState what="The confusion could not be counted" error={error} onRetry={retry} />
      ) : !value ? (
        <SkeletonRows awaiting="the rows to be counted" />
      ) : (
        <Matrix labels={value.labels} cells={value.cells} onPick={(t, p) => onShow([{ column: truth, op: '=', value: t }, { column: prediction, op: '=', value: p }])} />
      )}
    </div>
  );
}

interface MatrixProps {
  readonly labels: readonly string[];
  readonly cells: readonly { readonly truth: string; readonly prediction: string; readonly count: number }[];
  readonly onPick: (truth: string, prediction: string) => void;
}

function Matrix({ labels, cells, onPick }: MatrixProps): ReactNode {
  const shown = labels.slice(0, MOST);
  const counts = new Map(cells.map(({ truth, prediction, count }) => [`${truth}\n${prediction}`, count]));
  const sums = new Map<string, number>();
  for (const { truth, count } of cells) sums.set(truth, (sums.get(truth) ?? 0) + count);
  /** Of all rows with this truth, as a step of the heat scale. */
  const heat = (truth: string, count: number): number => (count === 0 ? 0 : Math.max(1, Math.ceil((count / (sums.get(truth) ?? 1)) * (HEATS - 1))));
  return (
    <div className={css.matrixHolder}>
      <p className="small t3">Truth down, prediction across; the darker, the larger its part of that truth.</p>
      <table className={css.matrix} aria-label="Truth down, prediction across">
        <thead>
          <tr>
            <td aria-hidden />
            {shown.map((label) => (
              <th key={label} scope="col" title={label}>
                <span className="trunc">{label}</span>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {shown.map((truth) => (
            <tr key={truth}>
              <th scope="row" className="trunc" title={truth}>
                {truth}
              </th>
              {shown.map((prediction) => {
                const count = counts.get(`${truth}\n${prediction}`) ?? 0;
                return (
                  <td key={prediction} data-heat={heat(truth, count)} data-right={truth === prediction}>
                    {count > 0 && (
                      <button type="button" title={`${truth} taken for ${prediction}: show the ${count} rows`} onClick={() => onPick(truth, prediction)}>
                        {count.toLocaleString('en')}
                      </button>
                    )}
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
      {labels.length > MOST && <p className="small t3">{`${MOST} of ${labels.length} labels, the commonest.`}</p>}
    </div>
  );
}
