// How well a score tells one label from the rest: the ROC and the precision-recall curve.
import { Select } from '@mantine/core';
import { useMemo, useState, type ReactNode } from 'react';
import type { TableInfo } from '../../../shared/contract/tables.js';
import { useEngine } from '../../api/EngineProvider.js';
import { useAnswer } from '../../data/useAnswer.js';
import { createCrosshair } from '../../ui/charts/crosshair.js';
import { LineChart } from '../../ui/charts/LineChart.js';
import { EmptyState } from '../../ui/EmptyState.js';
import { ErrorState } from '../../ui/ErrorState.js';
import { SkeletonRows } from '../../ui/Skeleton.js';
import { RoleFields } from './RoleFields.js';
import css from './Tables.module.css';
import { cellText } from '../../ui/cellText.js';
import { guessRoles } from './tableGuess.js';

export function ScoreCurves({ table }: { table: TableInfo }): ReactNode {
  const engine = useEngine();
  const guessed = guessRoles(table.columns);
  const [truth, setTruth] = useState(guessed.truth);
  const [score, setScore] = useState(guessed.scores[0]);
  const [chosen, setPositive] = useState<string | null>(null);
  const labels = useAnswer(truth === undefined ? undefined : { version: table.version, path: table.path, column: truth }, (question, signal) => engine.tables.column(question, { signal }));
  const names = [...new Set((labels.value?.common ?? []).map(({ value }) => cellText(value)).filter((name) => name !== ''))];
  const positive = chosen !== null && names.includes(chosen) ? chosen : names[0];
  const ready = truth !== undefined && score !== undefined && positive !== undefined;
  const { value, error, retry } = useAnswer(ready ? { version: table.version, path: table.path, truth, score, positive } : undefined, (question, signal) => engine.tables.curves(question, { signal }));
  const crosshairs = useMemo(() => [createCrosshair(), createCrosshair()] as const, []);
  const series = useMemo(() => {
    if (!value) return undefined;
    const recall = [...value.precisionRecall].sort((a, b) => a.recall - b.recall);
    return {
      roc: [{ id: 'roc', name: 'true positives', place: 0, x: value.roc.map((point) => point.falsePositiveRate), y: value.roc.map((point) => point.truePositiveRate) }],
      precision: [{ id: 'pr', name: 'precision', place: 0, x: recall.map((point) => point.recall), y: recall.map((point) => point.precision) }],
    };
  }, [value]);
  const columns = table.columns.map(({ name }) => name);
  return (
    <div className={css.pane} role="region" aria-label="Curves" tabIndex={0}>
      <div className={`toolbar ${css.filters}`}>
        <RoleFields columns={columns} roles={[{ label: 'Truth', value: truth, set: setTruth }, { label: 'Score', value: score, set: setScore }]} />
        <Select aria-label="Label looked for" placeholder="Label" data={names} value={positive ?? null} onChange={setPositive} allowDeselect={false} searchable w={160} />
        {value && (
          <span className="small t2 tnum" role="status">
            {`${value.positives.toLocaleString('en')} are it, ${value.negatives.toLocaleString('en')} are not`}
            {value.leftOut > 0 && `; ${value.leftOut.toLocaleString('en')} left out`}
          </span>
        )}
      </div>
      {!ready && !labels.loading ? (
        <EmptyState title="Which column is the score?">Choose the truth, a label, and a number or a class with probabilities.</EmptyState>
      ) : error ? (
        <ErrorState what="The curves could not be drawn" error={error} onRetry={retry} />
      ) : !value || !series ? (
        <SkeletonRows awaiting="the rows to be ranked" />
      ) : (
        <div className={css.curves}>
          <section aria-label="ROC">
            <h2 className="h">ROC</h2>
            <p className="small t3 tnum">{`area ${value.areaUnderRoc === null ? 'not defined' : value.areaUnderRoc.toFixed(4)}, at most 1,000 points`}</p>
            <LineChart label="True positives by false positives" series={series.roc} height={280} crosshair={crosshairs[0]} xText={(x) => `false positives ${x.toFixed(3)}`} />
          </section>
          <section aria-label="Precision and recall">
            <h2 className="h">Precision and recall</h2>
            <p className="small t3 tnum">{`average precision ${value.averagePrecision === null ? 'not defined' : value.averagePrecision.toFixed(4)}, at most 1,000 points`}</p>
            <LineChart label="Precision by recall" series={series.precision} height={280} crosshair={crosshairs[1]} xText={(x) => `recall ${x.toFixed(3)}`} />
          </section>
        </div>
      )}
    </div>
  );
}
