// The examples behind a count: each with its picture and what the two versions said.
import { Button } from '@mantine/core';
import { IconArrowLeft } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import type { JsonValue } from '../../../shared/contract/primitives.js';
import type { Outcome, PairInput, TableColumn, TableRow } from '../../../shared/contract/tables.js';
import { useEngine } from '../../api/EngineProvider.js';
import { useAnswer } from '../../data/useAnswer.js';
import { ErrorState } from '../../ui/ErrorState.js';
import { SkeletonRows } from '../../ui/Skeleton.js';
import { cellText } from '../../ui/cellText.js';
import { mediaPath } from '../../../shared/util/mediaPath.js';
import { Media } from './Media.js';
import { OUTCOME_WORDS } from './outcomes.js';
import css from './Tables.module.css';

/** Examples looked at together; the count above tells how many there are. */
const SHOWN = 60;

export interface ExamplesOf {
  readonly of: Outcome;
  readonly slice?: { readonly by: string; readonly side: 'left' | 'right'; readonly value: JsonValue };
}

interface ExamplesProps {
  readonly pair: PairInput;
  readonly of: ExamplesOf;
  readonly names: readonly [string, string];
  readonly onBack: () => void;
}

export function Examples({ pair, of, names, onBack }: ExamplesProps): ReactNode {
  const engine = useEngine();
  const { value, error, retry } = useAnswer({ ...pair, ...of, limit: SHOWN }, (question, signal) => engine.tables.examples(question, { signal }));
  if (error) return <ErrorState what="The examples could not be read" error={error} onRetry={retry} />;
  if (!value) return <SkeletonRows awaiting="the examples" />;
  const cell = (row: TableRow | null, columns: readonly TableColumn[], name: string): JsonValue => row?.cells[columns.findIndex((column) => column.name === name)] ?? null;
  return (
    <section className={css.examples} aria-label={`Examples, ${OUTCOME_WORDS[of.of]}`}>
      <div className={`toolbar ${css.filters}`}>
        <Button variant="subtle" leftSection={<IconArrowLeft className="i s14" aria-hidden />} onClick={onBack}>
          Slices
        </Button>
        <h2 className="h">{`${OUTCOME_WORDS[of.of]}${of.slice ? `, ${of.slice.by} ${cellText(of.slice.value)}` : ''}`}</h2>
        <span className="small t3 tnum">{value.total > SHOWN ? `the first ${SHOWN} of ${value.total.toLocaleString('en')}` : `${value.total.toLocaleString('en')} examples`}</span>
      </div>
      <ul className={css.cards}>
        {value.rows.map(({ id, left, right }) => {
          const shown = right ?? left;
          const side = right ? pair.right : pair.left;
          const media = shown?.cells.map(mediaPath).find((found) => found !== undefined);
          const columns = right ? value.rightColumns : value.leftColumns;
          return (
            <li key={JSON.stringify(id)}>
              {media && <Media version={side.version} path={media.path} large />}
              <span className="row">
                <span className="mono trunc grow">{cellText(id)}</span>
                <span className="t3 small trunc">{cellText(cell(shown, columns, pair.truth))}</span>
              </span>
              <span className="row small" title={`${names[0]} to ${names[1]}`}>
                <span className="mono trunc">{cellText(cell(left, value.leftColumns, pair.prediction)) || '–'}</span>
                <span aria-label="to">→</span>
                <span className={`mono trunc ${of.of === 'rightWrong' ? css.worse : of.of === 'wrongRight' ? css.better : ''}`}>{cellText(cell(right, value.rightColumns, pair.prediction)) || '–'}</span>
              </span>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
