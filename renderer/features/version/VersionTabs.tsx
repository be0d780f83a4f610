// The sides of a version; the one shown is in the route.
import type { ReactNode } from 'react';
import { Link } from 'wouter';
import type { VersionDetail } from '../../../shared/contract/entities.js';
import { viewPath } from '../../../shared/contract/links.js';
import { useHasTables } from './useHasTables.js';
import type { VersionTab } from './VersionPage.js';

export function VersionTabs({ version, tab }: { version: VersionDetail; tab: VersionTab }): ReactNode {
  const tables = useHasTables(version);
  const tabs: { id: VersionTab; title: string; count?: number }[] = [
    { id: 'overview', title: 'Overview' },
    { id: 'files', title: 'Files', count: version.files },
    { id: 'metrics', title: 'Metrics', count: Object.keys(version.metrics).length },
    ...(tables || tab === 'tables' ? [{ id: 'tables' as const, title: version.type === 'evaluation' ? 'Evaluation' : 'Tables' }] : []),
    ...(version.git || tab === 'code' ? [{ id: 'code' as const, title: 'Code' }] : []),
    { id: 'activity', title: 'Activity' },
  ];
  return (
    <nav className="tabs" aria-label="Version">
      {tabs.map(({ id, title, count }) => (
        <Link key={id} href={viewPath({ view: 'version', version: version.id, tab: id })} aria-current={id === tab ? 'page' : undefined}>
          {title} {count !== undefined && <span className="n">{new Intl.NumberFormat().format(count)}</span>}
        </Link>
      ))}
    </nav>
  );
}
