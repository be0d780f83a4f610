// The smart collections in the sidebar, each with how many are in it now.
import { IconSearch } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { Link } from 'wouter';
import { viewPath } from '../../../shared/contract/links.js';
import { useView } from '../../state/openView.js';
import { useSavedViews } from '../../state/savedViews.js';

const COUNT = new Intl.NumberFormat();

export function SavedQueries(): ReactNode {
  const { views } = useSavedViews();
  const view = useView();
  if (views.length === 0) return null;
  return (
    <>
      <h2 className="sb-head" id="saved-queries">
        Saved queries
      </h2>
      <nav className="nav" aria-labelledby="saved-queries">
        {views.map(({ id, name, words, count }) => (
          <Link key={id} href={viewPath({ view: 'find', saved: id })} className="nav-row plain" title={words} {...(view?.view === 'find' && view.saved === id && { 'aria-current': 'page' as const })}>
            <IconSearch className="i" aria-hidden />
            <span className="trunc">{name}</span>
            <span className="n">{count === null ? '!' : COUNT.format(count)}</span>
          </Link>
        ))}
      </nav>
    </>
  );
}
