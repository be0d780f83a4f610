// Candidate, staging, production, left to right: which version holds each, since when and by whom; then the next act.
import { Button } from '@mantine/core';
import { IconArrowRight } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import type { VersionRow } from '../../../shared/contract/entities.js';
import type { AliasState } from '../../../shared/contract/registry.js';
import { namedVersion, openDialog } from '../../state/dialogs.js';
import { AliasBadge } from '../../ui/AliasBadge.js';
import { Time } from '../../ui/Time.js';
import { nextStep, STAGES, type NextStep } from './stages.js';
import css from './Model.module.css';

interface Props {
  readonly model: string;
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
        <div key={stage} role="listitem" className={css.stage} aria-label={stage}>
          <Holder stage={stage} state={states.find(({ alias }) => alias === stage)} onSelect={onSelect} />
        </div>
      ))}
      <div role="listitem" className={css.stage} aria-label="Next step">
        {next ? <Next model={model} next={next} version={rows.find(({ id }) => id === next.version)} states={states} /> : <div className="small t3">Nothing waits to move on.</div>}
      </div>
    </div>
  );
}

function Holder({ stage, state, onSelect }: { stage: string; state: AliasState | undefined; onSelect: (version: string) => void }): ReactNode {
  const version = state?.version;
  return (
    <>
      <div className="row">
        <AliasBadge alias={{ name: stage, kind: 'set', contested: state?.contest != null }} />
        {version ? (
          <button type="button" className={`ver ${css.held}`} title={`Show ${state.label ?? ''}`} onClick={() => onSelect(version)}>
            {state.label}
          </button>
        ) : (
          <span className="small t3">no version</span>
        )}
      </div>
      <div className="small t3 trunc" title={state?.note ?? undefined}>
        {state ? (
          <>
            {state.unpublished && 'not published, '}
            <Time at={state.at} />, {state.actor.name}
          </>
        ) : (
          'never set'
        )}
      </div>
    </>
  );
}

function Next({ model, next, version, states }: { model: string; next: NextStep; version: VersionRow | undefined; states: readonly AliasState[] }): ReactNode {
  const replaced = states.find(({ alias }) => alias === next.stage)?.label;
  return (
    <>
      <Button size="xs" disabled={!version} rightSection={<IconArrowRight className="i s14" aria-hidden />} onClick={() => version && openDialog({ kind: 'alias', collection: model, version: namedVersion(version), act: 'set', alias: next.stage })}>
        {next.stage === 'candidate' ? `Make ${next.label} candidate` : `Promote ${next.label} to ${next.stage}`}
      </Button>
      <div className="small t3 trunc">{replaced ? `replaces ${replaced}` : `the first in ${next.stage}`}</div>
    </>
  );
}
