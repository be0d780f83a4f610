// Each alias as a lane over time: who held it, from when to when.
import type { ReactNode } from 'react';
import type { PanelData } from '../../shared/panels/registry.js';
import { AliasGlyph, aliasLook } from '../ui/AliasGlyph.js';
import css from '../ui/report/Report.module.css';
import { exactTime, momentTime } from '../ui/Time.js';

export function AliasTimesPanel({ data: { lanes, now, name } }: { data: PanelData<'aliasTimes'> }): ReactNode {
  const first = Math.min(...lanes.flatMap(({ holds }) => holds.map(({ from }) => from)));
  if (lanes.length === 0) return <p className={css.problem}>No alias of {name} was ever set.</p>;
  const span = Math.max(1, now - first);
  const at = (moment: number): number => (100 * (moment - first)) / span;
  return (
    <>
      <ul className={css.lanes}>
        {lanes.map(({ alias, holds }) => (
          <li key={alias} className={css.lane}>
            <span className="row" style={{ gap: 6 }}>
              <AliasGlyph name={alias} />
              <span className="trunc">{alias}</span>
            </span>
            <span className={css.track}>
              {holds.map((hold) => {
                const words = `${alias} on ${hold.label} from ${exactTime(hold.from)} ${hold.until === null ? 'until now' : `to ${exactTime(hold.until)}`}, by ${hold.by}${hold.note === null ? '' : `: ${hold.note}`}`;
                return (
                  <span key={hold.id} className={`${css.hold ?? ''} ${css[aliasLook(alias)] ?? ''}`} title={words} style={{ left: `${at(hold.from)}%`, width: `${at(hold.until ?? now) - at(hold.from)}%` }}>
                    <span aria-hidden>{hold.label}</span>
                    <span className="sr">{words}</span>
                  </span>
                );
              })}
            </span>
          </li>
        ))}
      </ul>
      <p className={css.ends}>
        <span>{momentTime(first)}</span>
        <span>{momentTime(now)}</span>
      </p>
    </>
  );
}
