// The head of a dashboard: four columns, the holder first, then its figures against the one before.
import type { ReactNode } from 'react';
import type { PanelData } from '../../shared/panels/registry.js';
import { AliasBadge } from '../ui/AliasBadge.js';
import { Delta } from '../ui/Delta.js';
import { Digest } from '../ui/Digest.js';
import { Figure } from '../ui/report/Figure.js';
import css from '../ui/report/Report.module.css';
import { momentTime } from '../ui/Time.js';

export function ModelHeaderPanel({ data: { alias, contested, holder, before, figures, model } }: { data: PanelData<'modelHeader'> }): ReactNode {
  if (!holder) return <p className={css.problem}>No version of {model.name} holds {alias} yet.</p>;
  return (
    <div className={css.kpis}>
      <div>
        <span className={css.l}>{alias === 'production' ? 'In production' : `Holds ${alias}`}</span>
        <span className={css.v}>
          <b>{holder.label}</b>
          <AliasBadge alias={{ name: alias, kind: 'set', contested }} />
        </span>
        <span className={css.s} title={holder.note ?? undefined}>
          <span className="trunc">
            since {momentTime(holder.since)}, {holder.by}
          </span>
        </span>
        <span className={css.s}>
          <Digest value={holder.digest} />
        </span>
      </div>
      {figures.map(({ key, value, before: was, direction }) => (
        <div key={key}>
          <span className={css.l}>
            <span className="trunc" title={key}>
              {key}
            </span>
          </span>
          <span className={css.v}>
            <Figure metric={key} value={value} of={holder} />
          </span>
          <span className={css.s}>
            {before && was !== null ? (
              <>
                <Delta now={value} before={was} direction={direction ?? undefined} /> over {before.label}
              </>
            ) : (
              `of ${holder.label}`
            )}
          </span>
        </div>
      ))}
    </div>
  );
}
