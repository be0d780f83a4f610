// The collections that changed last, each with the sign of its foremost alias.
import type { ReactNode } from 'react';
import { Link } from 'wouter';
import { viewPath } from '../../../shared/contract/links.js';
import { useScope } from '../../data/hooks.js';
import { useView } from '../../state/openView.js';
import { sortAliases } from '../../ui/AliasBadge.js';
import { collectionAttributes } from '../collection/collectionColumns.js';
import { AliasGlyph } from '../../ui/AliasGlyph.js';

const SHOWN = 8;

export function RecentCollections(): ReactNode {
  const { rows } = useScope('collections');
  const view = useView();
  if (rows.length === 0) return null;
  return (
    <>
      <h2 className="sb-head" id="recent-collections">
        Recently changed
      </h2>
      <nav className="nav sb-list" aria-labelledby="recent-collections">
        {rows.slice(0, SHOWN).map((row) => {
          const top = sortAliases(Object.keys(row.aliases).map((name) => ({ name })))[0];
          const here = view?.view === 'collection' && view.collection === row.id;
          return (
            <Link key={row.id} href={viewPath({ view: 'collection', collection: row.id })} className="nav-row plain" title={`${row.project}/${row.name}`} {...collectionAttributes(row)} {...(here && { 'aria-current': 'page' as const })}>
              <span className="dot">
                <AliasGlyph name={top?.name ?? ''} contested={row.contested.length > 0} />
              </span>
              <span className="trunc">{row.name}</span>
            </Link>
          );
        })}
      </nav>
    </>
  );
}
