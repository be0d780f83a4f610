// Each alias over time: which version held it from when to when, who moved it there and why.
import type { ReactNode } from 'react';
import type { CollectionRow } from '../../../shared/contract/entities.js';
import type { AliasState } from '../../../shared/contract/registry.js';
import { holdsOf, type Hold } from '../../../shared/util/aliasHolds.js';
import { useAliasMoves } from '../../state/useAliasMoves.js';
import { AliasGlyph } from '../../ui/AliasGlyph.js';
import { EmptyState } from '../../ui/EmptyState.js';
import { ErrorState } from '../../ui/ErrorState.js';
import { SkeletonRows } from '../../ui/Skeleton.js';
import { exactTime, momentTime } from '../../ui/Time.js';
import css from './Model.module.css';

export function AliasTimes({ model, states }: { model: CollectionRow; states: readonly AliasState[] | undefined }): ReactNode {
  const { all: times, error } = useAliasMoves(model.id, states);
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
      <b className="ver">{label}</b> {until === null ? 'since' : 'from'} <time dateTime={new Date(from).toISOString()} title={exactTime(from)}>{momentTime(from)}</time>
      {until !== null && (
        <>
          {' to '}
          <time dateTime={new Date(until).toISOString()} title={exactTime(until)}>
            {momentTime(until)}
          </time>
        </>
      )}
      , moved by {by}
      {note && <span className={css.note}>“{note}”</span>}
    </li>
  );
}
