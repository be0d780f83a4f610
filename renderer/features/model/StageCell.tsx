// One stage of the lifecycle: what holds it, and a place to drop what should.
import { useCallback, useState, type KeyboardEvent, type ReactNode } from 'react';
import type { CollectionRow, VersionRow } from '../../../shared/contract/entities.js';
import type { AliasState } from '../../../shared/contract/registry.js';
import { useEngine } from '../../api/EngineProvider.js';
import { contestLabels, useContests } from '../../state/contests.js';
import { namedVersion, type NamedVersion } from '../../state/dialogs.js';
import { dragSource, useDragged, useVersionDrop } from '../../state/dragged.js';
import { useProtectedAliases } from '../../state/useProtectedAliases.js';
import { AliasBadge } from '../../ui/AliasBadge.js';
import { MetricValue } from '../../ui/MetricValue.js';
import { Time } from '../../ui/Time.js';
import { requestMove } from '../dialogs/requestMove.js';
import { stageAfter, type Stage } from './stages.js';
import css from './Strip.module.css';

interface Props {
  readonly stage: Stage;
  readonly model: CollectionRow;
  readonly states: readonly AliasState[];
  readonly rows: readonly VersionRow[];
  readonly onSelect: (version: string) => void;
}

export function StageCell({ stage, model, states, rows, onSelect }: Props): ReactNode {
  const engine = useEngine();
  const guarded = useProtectedAliases(model.id);
  const [over, setOver] = useState(false);
  const dragged = useDragged((found) => found.versions[0]);
  const state = states.find(({ alias }) => alias === stage);
  const held = state?.version ?? undefined;
  const version = rows.find(({ id }) => id === held);
  const move = useCallback((to: Stage, what: NamedVersion) => requestMove(engine, { act: 'set', alias: to, collection: model.id, version: what }, guarded), [engine, model.id, guarded]);
  const accepts = useCallback((versions: readonly NamedVersion[]) => versions.length === 1 && versions[0]?.collection === model.id && versions[0].id !== held, [model.id, held]);
  const drop = useVersionDrop(
    accepts,
    setOver,
    useCallback((versions: readonly NamedVersion[]) => versions[0] && move(stage, versions[0]), [move, stage]),
  );
  const open = dragged !== undefined && accepts([dragged]);
  const onKeyDown = (event: KeyboardEvent): void => {
    const to = event.shiftKey ? stageAfter(stage, event.key) : undefined;
    if (!to || !version) return;
    event.preventDefault();
    move(to, namedVersion(version));
  };
  return (
    <div role="listitem" className={css.stage} aria-label={stage} data-open={open} data-over={open && over} {...drop}>
      <div className={css.line} {...(version && dragSource([namedVersion(version)]))}>
        <AliasBadge alias={{ name: stage, kind: 'set', contested: state?.contest != null }} />
        {held ? (
          <button type="button" className={`ver ${css.held}`} aria-keyshortcuts="Shift+ArrowRight Shift+ArrowLeft" title={`Show ${state?.label ?? ''}. Shift with an arrow, or a drag, moves it to another stage`} onClick={() => onSelect(held)} onKeyDown={onKeyDown}>
            <Label model={model.id} state={state} />
          </button>
        ) : (
          <span className="small t3">no version</span>
        )}
        <span className="grow" />
        {version && model.headline && <MetricValue value={version.metrics[model.headline.metric]} />}
      </div>
      <div className="small t3 trunc" title={state?.note ?? undefined} aria-live="polite">
        {open && over ? <span className={css.release}>{releaseWords(stage, dragged.label, state?.label ?? null)}</span> : <Since state={state} />}
      </div>
    </div>
  );
}

/** The version, or all that stand against each other. */
function Label({ model, state }: { model: string; state: AliasState | undefined }): ReactNode {
  const { contests } = useContests();
  const contest = state?.contest ? contests.find((each) => each.collection === model && each.alias === state.alias) : undefined;
  return contest ? contestLabels(contest.sides) : (state?.label ?? '');
}

function Since({ state }: { state: AliasState | undefined }): ReactNode {
  if (!state) return 'never set';
  return (
    <>
      {state.unpublished && 'not published, '}
      <Time at={state.at} />, {state.actor.name}
    </>
  );
}

/** What letting go will do. */
export function releaseWords(stage: string, label: string, held: string | null): string {
  return held === null ? `Release to set ${stage} to ${label}` : `Release to move ${stage} from ${held} to ${label}`;
}

