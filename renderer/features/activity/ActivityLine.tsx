// One line of history: who, the sentence with its subject as a link, the note, the time.
import type { ReactNode } from 'react';
import { Link } from 'wouter';
import type { HistoryRow } from '../../../shared/contract/entities.js';
import { View, viewPath } from '../../../shared/contract/links.js';
import { Avatar } from '../../ui/Avatar.js';
import { clockTime, exactTime } from '../../ui/Time.js';
import { MovedIn } from './MovedIn.js';
import css from './ActivityPage.module.css';

/** Where a subject can be looked at, if it has a page. */
function subjectPath({ kind, id }: HistoryRow['subject']): string | undefined {
  const view = View.safeParse(kind === 'version' ? { view: 'version', version: id } : { view: 'collection', collection: id });
  return (kind === 'version' || kind === 'collection') && view.success ? viewPath(view.data) : undefined;
}

/** `here` is this device's name: what was done on it needs no word about where. */
export function ActivityLine({ row, here }: { row: HistoryRow; here: string | undefined }): ReactNode {
  return (
    <div className={css.line}>
      <Avatar name={row.actor.name} />
      <span className="trunc grow" title={row.note ? `${row.text}. ${row.note}` : row.text}>
        <Sentence row={row} />
        {row.note && <span className={css.note}>{row.note}</span>} <MovedIn row={row} />
      </span>
      <Change from={row.from} to={row.to} />
      {row.device !== here && (
        <span className={`t3 small trunc ${css.device} hide-md`} title={`On ${row.device}`}>
          on {row.device}
        </span>
      )}
      <time className="small tnum t3" dateTime={new Date(row.at).toISOString()} title={exactTime(row.at)}>
        {clockTime(row.at)}
      </time>
    </div>
  );
}

/** Longer values, such as a whole card, are told by the sentence alone. */
const SHORT = 14;

/** Before and after, where both are short. */
function Change({ from, to }: { from: string | null; to: string | null }): ReactNode {
  if (from === null || from.length > SHORT || (to?.length ?? 0) > SHORT) return null;
  return (
    <span className={`${css.change ?? ''} hide-md`}>
      {from} → {to ?? 'nothing'}
    </span>
  );
}

/** The sentence, with the person's name and the subject set off where they occur in it. */
function Sentence({ row: { text, actor, subject } }: { row: HistoryRow }): ReactNode {
  const path = subjectPath(subject);
  const who = text.startsWith(actor.name) ? actor.name : '';
  const rest = text.slice(who.length);
  const at = subject.label ? rest.indexOf(subject.label) : -1;
  const before = at < 0 ? rest : rest.slice(0, at);
  return (
    <>
      {who && <b className="med">{who}</b>}
      {before}
      {at >= 0 && (path ? <Link href={path}>{subject.label}</Link> : <span>{subject.label}</span>)}
      {at >= 0 && rest.slice(at + subject.label.length)}
    </>
  );
}
