// What happened to one version of a model: its link, and each alias that came and went.
import { useMemo, type ReactNode } from 'react';
import type { CollectionRow, HistoryRow, VersionRow } from '../../../shared/contract/entities.js';
import { useEngine } from '../../api/EngineProvider.js';
import { usePaged } from '../../data/hooks.js';
import { AliasGlyph } from '../../ui/AliasGlyph.js';
import { Time } from '../../ui/Time.js';
import { MovedIn } from '../activity/MovedIn.js';

/** Lines that an inspector has room for; the rest are in the History tab. */
const SHOWN = 6;
/** Of a model's newest changes, those that are looked through. */
const READ = 300;

/** The alias that a sentence is about, by its second word: "Mira moved production from ...". */
function aliasIn(row: HistoryRow): string | undefined {
  return row.kind.startsWith('alias.') ? /^(?:moved|set|removed) (\S+)/.exec(row.text.slice(row.actor.name.length).trim())?.[1] : undefined;
}

export function VersionHistory({ model, version }: { model: CollectionRow; version: VersionRow }): ReactNode {
  const engine = useEngine();
  const page = usePaged(
    async (_cursor, signal) => {
      const { rows } = await engine.browse.history({ subject: model.id, limit: READ }, { signal });
      return { rows, next: null, total: rows.length };
    },
    [model.id, model.updated, model.aliases],
  );
  const lines = useMemo(() => {
    const named = (text: string | null): boolean => text === version.label;
    return page.rows.filter((row) => named(row.to) || named(row.from) || (row.kind === 'link' && version.source !== undefined && row.text.includes(`${version.source.name}:${version.source.label} `))).slice(0, SHOWN);
  }, [page.rows, version]);
  if (lines.length === 0) return null;
  return (
    <section className="sec" aria-label="History of this version">
      <h2 className="sec-h">
        History
        <span className="end">this version</span>
      </h2>
      <ul className="tl signs">
        {lines.map((row) => {
          const alias = aliasIn(row);
          return (
            <li key={row.id}>
              {alias !== undefined && (
                <span className="sign">
                  <AliasGlyph name={alias} />
                </span>
              )}
              <b>{row.actor.name}</b>
              {row.text.slice(row.actor.name.length).replace(` of ${model.name}`, '')}
              {row.note && <div>“{row.note}”</div>}
              <div className="when">
                <Time at={row.at} />, {row.device} <MovedIn row={row} />
              </div>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
