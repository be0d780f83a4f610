// Each alias over time: which version held it from when to when, who moved it there and why.
import { useEffect, useState, type ReactNode } from 'react';
import type { CollectionRow, HistoryRow } from '../../../shared/contract/entities.js';
import type { CairnError } from '../../../shared/contract/errors.js';
import type { AliasState } from '../../../shared/contract/registry.js';
import { useEngine } from '../../api/EngineProvider.js';
import { sortAliases } from '../../ui/AliasBadge.js';
import { AliasGlyph } from '../../ui/AliasGlyph.js';
import { EmptyState } from '../../ui/EmptyState.js';
import { ErrorState } from '../../ui/ErrorState.js';
import { SkeletonRows } from '../../ui/Skeleton.js';
import { exactTime } from '../../ui/Time.js';
import { holdsOf, type Hold } from './holds.js';
import css from './Model.module.css';

/** Moves of one alias that are read; a thousand are years of work. */
const MOVES = 1_000;
const WHEN = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short', year: 'numeric', hour: '2-digit', minute: '2-digit' });

interface Times {
  readonly alias: string;
  readonly moves: readonly HistoryRow[];
}

export function AliasTimes({ model, states }: { model: CollectionRow; states: readonly AliasState[] | undefined }): ReactNode {
  const engine = useEngine();
  const [times, setTimes] = useState<readonly Times[]>();
  const [error, setError] = useState<CairnError>();
  useEffect(() => {
    if (!states) return undefined;
    const control = new AbortController();
    const read = ({ alias }: AliasState): Promise<Times> => engine.browse.history({ subject: model.id, alias, limit: MOVES }, { signal: control.signal }).then(({ rows }) => ({ alias, moves: rows }));
    Promise.all(states.map(read)).then(
      (found) => !control.signal.aborted && setTimes(sortAliases(found.map((each) => ({ ...each, name: each.alias })))),
      (failed: unknown) => !control.signal.aborted && setError(failed as CairnError),
    );
    return () => control.abort();
  }, [engine, model.id, states]);
  if (error) return <ErrorState what="The moves of the aliases cannot be shown" error={error} />;
  if (!times) return <SkeletonRows awaiting="the moves of the aliases" />;
  if (times.length === 0) return <EmptyState title="No alias was ever set">Give a version the alias staging or production; from then on this tells which version held it, and how long.</EmptyState>;
  return (
    <div className="scroll" role="region" aria-label="Aliases over time" tabIndex={0}>
      <div className={css.time}>
        {times.map(({ alias, moves }) => (
          <section key={alias} aria-label={alias}>
            <h2>
              <AliasGlyph name={alias} />
              {alias}
            </h2>
            <ul className="tl">
              {holdsOf(moves).map((hold) => (
                <Line key={hold.id} hold={hold} />
              ))}
            </ul>
          </section>
        ))}
      </div>
    </div>
  );
}

function Line({ hold: { label, from, until, by, note } }: { hold: Hold }): ReactNode {
  return (
    <li>
      <b className="ver">{label}</b> {until === null ? 'since' : 'from'} <time dateTime={new Date(from).toISOString()} title={exactTime(from)}>{WHEN.format(from)}</time>
      {until !== null && (
        <>
          {' to '}
          <time dateTime={new Date(until).toISOString()} title={exactTime(until)}>
            {WHEN.format(until)}
          </time>
        </>
      )}
      , moved by {by}
      {note && <span className={css.note}>“{note}”</span>}
    </li>
  );
}
