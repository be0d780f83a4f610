// Who changed what and why, newest first.
import type { ReactNode } from 'react';
import type { PanelData } from '../../shared/panels/registry.js';
import { AliasGlyph } from '../ui/AliasGlyph.js';
import css from '../ui/report/Report.module.css';
import { momentTime } from '../ui/Time.js';

export function HistoryPanel({ data: { rows, alias, name, more } }: { data: PanelData<'history'> }): ReactNode {
  if (rows.length === 0) return <p className={css.problem}>Nothing was changed yet.</p>;
  return (
    <>
      <ul className={alias === null ? 'tl' : 'tl signs'}>
        {rows.map((row) => (
          <li key={row.id}>
            {alias !== null && (
              <span className="sign">
                <AliasGlyph name={alias} />
              </span>
            )}
            <b>{row.who}</b>
            {(row.text.startsWith(row.who) ? row.text.slice(row.who.length) : ` ${row.text}`).replace(name === null ? '' : ` of ${name}`, '')}
            {row.note && <div>“{row.note}”</div>}
            <div className="when">{momentTime(row.at)}</div>
          </li>
        ))}
      </ul>
      {more && <p className={css.foot}>the newest {rows.length}</p>}
    </>
  );
}
