// A panel on the page: its title, whether it is pinned or live, and what it shows.
import { IconLock, IconRefresh } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { exactTime, momentTime } from '../Time.js';
import css from './Report.module.css';

export interface PanelMark {
  /** Since when it is frozen; null while it follows. */
  readonly pinned: number | null;
  /** What it follows while it is not pinned: "live, follows production", "as at export". */
  readonly follows: string;
  /** The version it is of. */
  readonly of?: { readonly ref: string; readonly digest: string } | undefined;
}

interface Props {
  readonly title: string;
  readonly mark?: PanelMark | undefined;
  /** Between title and mark: what can be done with it. */
  readonly acts?: ReactNode;
  readonly bare?: boolean;
  readonly children: ReactNode;
}

export function PanelFrame({ title, mark, acts, bare = false, children }: Props): ReactNode {
  return (
    <section className={css.panel} aria-label={title || 'Text'}>
      {(!bare || acts) && (
        <header className={css.head}>
          {!bare && (
            <h2 className="h trunc" title={title}>
              {title}
            </h2>
          )}
          <span className="grow" />
          {mark && !bare && (
            <span className={css.mark} title={mark.pinned === null ? (mark.of ? `${mark.follows}: now ${mark.of.ref}, ${mark.of.digest}` : mark.follows) : `pinned ${exactTime(mark.pinned)}${mark.of ? ` to ${mark.of.ref}, ${mark.of.digest}` : ''}`}>
              {mark.pinned === null ? <IconRefresh className="i s12" aria-hidden /> : <IconLock className="i s12" aria-hidden />}
              {mark.pinned === null ? mark.follows : `pinned ${momentTime(mark.pinned)}`}
            </span>
          )}
          {acts}
        </header>
      )}
      <div className={css.body} role="group" aria-label={title || 'Text'} tabIndex={0}>
        {children}
      </div>
    </section>
  );
}
