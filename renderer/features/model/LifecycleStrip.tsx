// Candidate, staging, production, left to right: which version holds each, since when and by whom; then the next act. A version
// dragged onto a stage moves there; Shift with the arrows moves what a stage holds.
import { Button } from '@mantine/core';
import { IconArrowRight } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import type { CollectionRow, VersionRow } from '../../../shared/contract/entities.js';
import type { AliasState } from '../../../shared/contract/registry.js';
import { namedVersion, openDialog } from '../../state/dialogs.js';
import { Delta } from '../../ui/Delta.js';
import { gateWords, useVerdict } from '../gates/useVerdict.js';
import { StageCell } from './StageCell.js';
import { nextStep, STAGES, type NextStep } from './stages.js';
import css from './Strip.module.css';

interface Props {
  readonly model: CollectionRow;
  readonly states: readonly AliasState[];
  readonly rows: readonly VersionRow[];
  readonly onSelect: (version: string) => void;
}

export function LifecycleStrip({ model, states, rows, onSelect }: Props): ReactNode {
  const newest = rows.find(({ aliases }) => aliases.some(({ name }) => name === 'latest')) ?? rows[0];
  const next = nextStep(states, newest);
  return (
    <div className={css.stages} role="list" aria-label="Lifecycle">
      {STAGES.map((stage) => (
        <StageCell key={stage} stage={stage} model={model} states={states} rows={rows} onSelect={onSelect} />
      ))}
      <div role="listitem" className={css.stage} aria-label="Next step">
        {next ? <Next model={model} next={next} rows={rows} states={states} /> : <div className="small t3">Nothing waits to move on.</div>}
      </div>
    </div>
  );
}

function Next({ model, next, rows, states }: { model: CollectionRow; next: NextStep; rows: readonly VersionRow[]; states: readonly AliasState[] }): ReactNode {
  const version = rows.find(({ id }) => id === next.version);
  const replaced = states.find(({ alias }) => alias === next.stage);
  const before = rows.find(({ id }) => id === replaced?.version);
  const { headline } = model;
  const { verdict } = useVerdict(version && { collection: model.id, alias: next.stage, ref: version.id });
  const gates = gateWords(verdict);
  return (
    <>
      <Button size="xs" disabled={!version} rightSection={<IconArrowRight className="i s14" aria-hidden />} onClick={() => version && openDialog({ kind: 'alias', collection: model.id, version: namedVersion(version), act: 'set', alias: next.stage })}>
        {next.stage === 'candidate' ? `Make ${next.label} candidate` : `Promote ${next.label} to ${next.stage}`}
      </Button>
      <div className="small t3 trunc">
        {gates !== '' && `${gates}, `}
        {replaced?.label == null ? `the first in ${next.stage}` : `replaces ${replaced.label}`}
        {headline && before && (
          <>
            {' '}
            <Delta now={version?.metrics[headline.metric]} before={before.metrics[headline.metric]} direction={headline.direction} /> {headline.metric}
          </>
        )}
      </div>
    </>
  );
}
