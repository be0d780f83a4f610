// What came in, with links to it, and what was left out and why.
import type { ReactNode } from 'react';
import { Link } from 'wouter';
import type { ImportDone } from '../../../shared/contract/imports.js';
import { viewPath } from '../../../shared/contract/links.js';
import { Problems } from './Problems.js';
import panel from '../../ui/SidePanel.module.css';
import css from './Imports.module.css';

const COUNT = new Intl.NumberFormat();
const plural = (count: number, one: string): string => `${COUNT.format(count)} ${one}${count === 1 ? '' : 's'}`;
/** Links are for looking; the pages of runs and artifacts have all. */
const LINKED = 100;

export function ImportResult({ done }: { done: ImportDone }): ReactNode {
  const unlisted = done.taken.length - LINKED;
  return (
    <>
      <p className={panel.said} role="status">
        {done.runs + done.rows + done.versions + done.links === 0 ? 'Nothing was new.' : `${plural(done.runs, 'run')}, ${plural(done.rows, 'row')} and ${plural(done.versions, 'version')} came in${done.links > 0 ? `, ${plural(done.links, 'link')} to registered models` : ''}.`}
        {done.known > 0 ? ` ${plural(done.known, 'run')} ${done.known === 1 ? 'was' : 'were'} here already.` : ''}
      </p>
      <ul className={css.results} aria-label="What came in">
        {done.taken.slice(0, LINKED).map(({ run, name, versions }) => (
          <li key={run}>
            <Link className="med" href={viewPath({ view: 'run', run, tab: 'overview' })}>
              {name}
            </Link>
            {versions.length > 0 && (
              <span className={css.versions}>
                {versions.map((version) => (
                  <Link key={version.id} href={viewPath({ view: 'version', version: version.id, tab: 'overview' })}>
                    {version.name}:{version.label}
                  </Link>
                ))}
              </span>
            )}
          </li>
        ))}
      </ul>
      {unlisted > 0 && <p className={panel.said}>and {COUNT.format(unlisted)} more runs.</p>}
      <Problems problems={done.problems} />
    </>
  );
}
