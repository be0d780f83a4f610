// Where the window stands, each step but the last a way back.
import { IconChevronRight } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { Link } from 'wouter';
import { useViewState } from '../../state/viewState.js';

/** Characters of a step that is not cut. */
const SHORT = 8;

export function Crumbs(): ReactNode {
  const crumbs = useViewState((state) => state.crumbs);
  return (
    <nav className="crumbs" aria-label="Where you are">
      <ol>
        {crumbs.map(({ label, path }, index) => (
          <li key={`${index}:${label}`} {...(label.length <= SHORT && { className: 'short' })}>
            {index > 0 && <IconChevronRight className="i s12" aria-hidden />}
            {path ? (
              <Link href={path} className="trunc" title={label}>
                {label}
              </Link>
            ) : (
              <span className={index === crumbs.length - 1 ? 'c here trunc' : 'c trunc'} title={label} {...(index === crumbs.length - 1 && { 'aria-current': 'location' as const })}>
                {label}
              </span>
            )}
          </li>
        ))}
      </ol>
    </nav>
  );
}
