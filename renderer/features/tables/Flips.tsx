// What changed between two versions' predictions, example by example: right to wrong and back, by slices, with the examples.
import { Select } from '@mantine/core';
import { useMemo, useState, type ReactNode } from 'react';
import type { VersionDetail } from '../../../shared/contract/entities.js';
import type { Outcome, PairInput, TableInfo } from '../../../shared/contract/tables.js';
import { useEngine } from '../../api/EngineProvider.js';
import { useScope } from '../../data/hooks.js';
import { useAnswer } from '../../data/useAnswer.js';
import type { Column } from '../../ui/columns.js';
import { EmptyState } from '../../ui/EmptyState.js';
import { ErrorState } from '../../ui/ErrorState.js';
import { SkeletonRows } from '../../ui/Skeleton.js';
import { VirtualTable } from '../../ui/VirtualTable.js';
import { cellText } from '../../ui/cellText.js';
import { Examples, type ExamplesOf } from './Examples.js';
import { OUTCOME_WORDS } from './outcomes.js';
import { RoleFields } from './RoleFields.js';
import css from './Tables.module.css';
import { guessRoles } from './tableGuess.js';

type Slices = Awaited<ReturnType<ReturnType<typeof useEngine>['tables']['slices']>>;
type Slice = Slices['slices'][number];

export function Flips({ version, table }: { version: VersionDetail; table: TableInfo }): ReactNode {
  const engine = useEngine();
  const others = useScope(`versions:${version.collection}`).rows.filter(({ id, deleted }) => id !== version.id && !deleted);
  const [other, setOther] = useState<string | null>(null);
  const before = other ?? others.find(({ created }) => created <= version.created)?.id ?? others[0]?.id;
  const opened = useAnswer(before === undefined ? undefined : { ref: before }, (question, signal) => engine.tables.open(question, { signal }));
  const label = (id: string | undefined): string => others.find((row) => row.id === id)?.label ?? '';
  if (others.length === 0) return <EmptyState title="Nothing to compare with">This is the only version of its collection. Log another evaluation, and what flipped shows here.</EmptyState>;
  return (
    <div className={css.pane} role="region" aria-label="What flipped" tabIndex={0}>
      <div className={`toolbar ${css.filters}`}>
        <Select aria-label="Compare with" leftSection={<span className="caption">From</span>} leftSectionWidth={52} data={others.map((row) => ({ value: row.id, label: row.label }))} value={before ?? null} onChange={setOther} allowDeselect={false} searchable w={150} />
        <span className="small t2 nowrap">{`to ${version.label}`}</span>
      </div>
      {opened.error ? (
        <EmptyState title={`${label(before)} cannot be compared`}>{opened.error.message}</EmptyState>
      ) : opened.value ? (
        <Pair key={opened.value.version} left={opened.value} right={table} names={[label(before), version.label]} />
      ) : (
        <SkeletonRows awaiting="the other table" />
      )}
    </div>
  );
}

function Pair({ left, right, names }: { left: TableInfo; right: TableInfo; names: readonly [string, string] }): ReactNode {
  const engine = useEngine();
  const guessed = guessRoles(right.columns);
  const [id, setId] = useState(guessed.id);
  const [truth, setTruth] = useState(guessed.truth);
  const [prediction, setPrediction] = useState(guessed.prediction);
  const [by, setBy] = useState<string | undefined>(guessed.truth);
  const [examples, setExamples] = useState<ExamplesOf>();
  const pair = useMemo<PairInput | undefined>(
    () => (id === undefined || truth === undefined || prediction === undefined ? undefined : { left: { version: left.version, path: left.path }, right: { version: right.version, path: right.path }, id, truth, prediction }),
    [left, right, id, truth, prediction],
  );
  const counted = useAnswer(pair, (question, signal) => engine.tables.compare(question, { signal }));
  const slices = useAnswer(pair && by !== undefined ? { ...pair, by, side: 'right' as const } : undefined, (question, signal) => engine.tables.slices(question, { signal }));
  const columns = right.columns.map(({ name }) => name);
  return (
    <>
      <div className={`toolbar ${css.filters}`}>
        <RoleFields
          columns={columns}
          roles={[
            { label: 'Id', value: id, set: setId },
            { label: 'Truth', value: truth, set: setTruth },
            { label: 'Predicted', value: prediction, set: setPrediction },
            { label: 'Slice by', value: by, set: setBy },
          ]}
        />
      </div>
      {!pair ? (
        <EmptyState title="Which columns are id, truth and prediction?">Choose them above; both tables need the id and the prediction.</EmptyState>
      ) : counted.error ? (
        <ErrorState what="The two tables could not be joined" error={counted.error} onRetry={counted.retry} />
      ) : !counted.value ? (
        <SkeletonRows awaiting="the two tables to be joined" />
      ) : (
        <>
          <dl className={css.outcomes} aria-label="Outcomes">
            {(['wrongRight', 'rightWrong', 'rightRight', 'wrongWrong', 'unknown'] as const).map((of) => (
              <div key={of} data-outcome={of}>
                <dt>{OUTCOME_WORDS[of]}</dt>
                <dd>
                  <button type="button" disabled={(counted.value?.outcomes[of] ?? 0) === 0} onClick={() => setExamples({ of })} title="Show the examples">
                    {counted.value?.outcomes[of].toLocaleString('en')}
                  </button>
                </dd>
              </div>
            ))}
            <div>
              <dt>{`only in ${names[0]} / ${names[1]}`}</dt>
              <dd>{`${counted.value.onlyLeft.toLocaleString('en')} / ${counted.value.onlyRight.toLocaleString('en')}`}</dd>
            </div>
            <div>
              <dt>accuracy</dt>
              <dd>{`${percent(counted.value.accuracy.left)} to ${percent(counted.value.accuracy.right)}`}</dd>
            </div>
          </dl>
          {counted.value.repeated.left + counted.value.repeated.right > 0 && <p className={`small ${css.problem} ${css.side}`}>{`Ids that are absent or came before were left out: ${counted.value.repeated.left} in ${names[0]}, ${counted.value.repeated.right} in ${names[1]}.`}</p>}
          {examples ? (
            <Examples pair={pair} of={examples} names={names} onBack={() => setExamples(undefined)} />
          ) : (
            slices.value && <SliceTable slices={slices.value.slices} by={by ?? ''} onPick={(slice, of) => setExamples({ of, slice: { by: by ?? '', side: 'right', value: slice.value } })} />
          )}
        </>
      )}
    </>
  );
}

const percent = (part: number | null): string => (part === null ? '–' : `${(part * 100).toFixed(2)} %`);

function SliceTable({ slices, by, onPick }: { slices: readonly Slice[]; by: string; onPick: (slice: Slice, of: Outcome) => void }): ReactNode {
  const count = (of: Outcome, width: number): Column<Slice> => ({
    id: of,
    title: OUTCOME_WORDS[of],
    width,
    align: 'right',
    descending: true,
    compare: (a, b) => a.outcomes[of] - b.outcomes[of],
    cell: (slice) =>
      slice.outcomes[of] === 0 ? (
        <span className="num t3">0</span>
      ) : (
        <button
          type="button"
          className={`num ${css.count}`}
          data-outcome={of}
          onClick={(event) => {
            event.stopPropagation();
            onPick(slice, of);
          }}
        >
          {slice.outcomes[of].toLocaleString('en')}
        </button>
      ),
  });
  const net = ({ outcomes }: Slice): number => outcomes.wrongRight - outcomes.rightWrong;
  const columns: readonly Column<Slice>[] = [
    { id: 'value', title: by, min: 140, cell: ({ value }) => <span className="name trunc">{cellText(value) || 'empty'}</span> },
    { id: 'rows', title: 'Examples', width: 96, align: 'right', compare: (a, b) => a.rows - b.rows, cell: ({ rows }) => <span className="num">{rows.toLocaleString('en')}</span> },
    count('wrongRight', 128),
    count('rightWrong', 128),
    { id: 'net', title: 'Net', width: 88, align: 'right', descending: true, compare: (a, b) => net(a) - net(b), cell: (slice) => <span className={`num ${net(slice) < 0 ? css.worse : css.better}`}>{`${net(slice) > 0 ? '+' : ''}${net(slice)}`}</span> },
    { ...count('rightRight', 120), leaves: 2 },
    { ...count('wrongWrong', 120), leaves: 1 },
  ];
  return <VirtualTable label="Flips by slice" dense rows={slices} columns={columns} rowKey={({ value }) => JSON.stringify(value)} rowText={({ value }) => cellText(value)} onOpen={(slice) => onPick(slice, slice.outcomes.rightWrong > 0 ? 'rightWrong' : 'wrongRight')} />;
}
