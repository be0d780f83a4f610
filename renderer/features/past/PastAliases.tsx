// The aliases of one model as they stood at a moment, beside where they stand now; each can be rolled back to there.
import { Button } from '@mantine/core';
import { Fragment, type ReactNode } from 'react';
import type { CollectionRow } from '../../../shared/contract/entities.js';
import { openDialog } from '../../state/dialogs.js';
import { AliasBadge, sortAliases } from '../../ui/AliasBadge.js';
import { ErrorState } from '../../ui/ErrorState.js';
import { SkeletonRows } from '../../ui/Skeleton.js';
import { useNow } from '../../ui/Time.js';
import css from './Past.module.css';
import { TimeBar } from './TimeBar.js';
import { useMoments, usePast } from './usePast.js';

interface Props {
  readonly model: CollectionRow;
  readonly at: number;
  readonly onMove: (at: number) => void;
  readonly onLeave: () => void;
}

export function PastAliases({ model, at, onMove, onLeave }: Props): ReactNode {
  const moments = useMoments(model.id);
  const until = Math.max(useNow(), at, moments?.at(-1) ?? 0);
  const { past, current, error } = usePast(at, model.id);
  const then = past?.models[0];
  const names = sortAliases([...new Set([...Object.keys(model.aliases), ...Object.keys(then?.aliases ?? {})])].map((name) => ({ name }))).map(({ name }) => name);
  return (
    <>
      <TimeBar what={model.name} at={at} moments={moments ?? []} until={until} onMove={onMove} onLeave={onLeave} />
      {error ? (
        <ErrorState what="This moment cannot be shown" error={error} />
      ) : !past ? (
        <SkeletonRows rows={4} awaiting="the model as it was" />
      ) : (
        <div className={`scroll ${css.was}`} role="region" aria-label={`${model.name} as it was`} aria-busy={!current} tabIndex={0}>
          <p className="t2" style={{ padding: '12px 24px 8px' }}>
            {then ? `${then.versions} ${then.versions === 1 ? 'version was' : 'versions were'} linked.` : `${model.name} did not exist yet.`}
          </p>
          <div className={css.rows}>
            <span className={css.head}>Alias</span>
            <span className={css.head}>Then</span>
            <span className={css.head}>Now</span>
            <span className={css.head} />
            {names.map((name) => {
              const [was, is] = [then?.aliases[name], model.aliases[name]];
              return (
                <Fragment key={name}>
                  <span>
                    <AliasBadge alias={{ name, kind: name === 'latest' ? 'auto' : 'set', contested: then?.contested.includes(name) ?? false }} />
                  </span>
                  <span className="ver">{was ?? <span className="t3">no version</span>}</span>
                  <span className="ver">{is ?? <span className="t3">no version</span>}</span>
                  <span>
                    {was !== undefined && was !== is && name !== 'latest' && (
                      <Button size="xs" onClick={() => openDialog({ kind: 'rollBack', collection: model.id, name: model.name, alias: name, at })}>
                        Roll back to {was}…
                      </Button>
                    )}
                  </span>
                </Fragment>
              );
            })}
          </div>
        </div>
      )}
    </>
  );
}
