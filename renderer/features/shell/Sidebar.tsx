// The left edge: whose registry this is, where one can go, what changed last, how much the cache holds.
import { ActionIcon } from '@mantine/core';
import { IconActivity, IconAdjustmentsHorizontal, IconBox, IconColumns2, IconClock, IconFileAnalytics, IconLayoutSidebar, IconShare, IconStack2, type TablerIcon } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { Link } from 'wouter';
import { viewPath, type View } from '../../../shared/contract/links.js';
import { useScope, useStatus } from '../../data/hooks.js';
import { runCommand } from '../../state/commands.js';
import { useUnreadNotices } from '../../state/notices.js';
import { useView } from '../../state/openView.js';
import { Kbd } from '../../ui/Kbd.js';
import { CacheMeter } from './CacheMeter.js';
import { Mark } from './Mark.js';
import { RegistryChoice } from './RegistryChoice.js';
import { SavedQueries } from './SavedQueries.js';
import { PinnedModels, RecentCollections } from './SidebarModels.js';

const COUNT = new Intl.NumberFormat();

interface Place {
  readonly label: string;
  readonly view: View;
  readonly Icon: TablerIcon;
  /** Views that belong under it. */
  readonly holds: readonly View['view'][];
}

const PLACES: readonly Place[] = [
  { label: 'Registry', view: { view: 'registry' }, Icon: IconStack2, holds: ['registry', 'contested'] },
  { label: 'Artifacts', view: { view: 'artifacts' }, Icon: IconBox, holds: ['artifacts', 'collection', 'version'] },
  { label: 'Runs', view: { view: 'runs' }, Icon: IconActivity, holds: ['runs'] },
  { label: 'Lineage', view: { view: 'lineage' }, Icon: IconShare, holds: ['lineage'] },
  { label: 'Compare', view: { view: 'compare', items: [] }, Icon: IconColumns2, holds: ['compare'] },
  { label: 'Reports', view: { view: 'reports' }, Icon: IconFileAnalytics, holds: ['reports', 'report'] },
  { label: 'Activity', view: { view: 'activity' }, Icon: IconClock, holds: ['activity'] },
];

export function Sidebar(): ReactNode {
  const { status } = useStatus();
  const view = useView();
  const { rows } = useScope(view?.view === 'collection' ? 'collections' : undefined);
  const inModel = view?.view === 'collection' && rows.some(({ id, form }) => id === view.collection && form === 'registered');
  const under = inModel ? 'registry' : view?.view;
  const unread = useUnreadNotices();
  const counts: Partial<Record<View['view'], number>> = status ? { registry: status.counts.models, artifacts: status.counts.artifacts, runs: status.counts.runs } : {};
  return (
    <aside className="sidebar" aria-label="Sidebar">
      <div className="sb-top">
        <span className="sb-brand">
          <Mark />
          Cairn
        </span>
        <ActionIcon aria-label="Hide sidebar" title="Hide sidebar" onClick={() => runCommand('sidebar.toggle')}>
          <IconLayoutSidebar className="i" aria-hidden />
        </ActionIcon>
      </div>
      <RegistryChoice />
      <nav className="nav" aria-label="Main">
        {PLACES.map(({ label, view: to, Icon, holds }) => {
          const count = counts[to.view];
          return (
            <Link key={label} href={viewPath(to)} className="nav-row" {...(under && holds.includes(under) && { 'aria-current': 'page' as const })}>
              <Icon className="i" aria-hidden />
              {label}
              {count ? <span className="n">{COUNT.format(count)}</span> : null}
              {to.view === 'activity' && unread > 0 && <span className="n new">{COUNT.format(unread)} new</span>}
            </Link>
          );
        })}
      </nav>
      <div className="sb-list">
        <PinnedModels />
        <SavedQueries />
        <RecentCollections />
      </div>
      <div className="sb-foot">
        <CacheMeter />
        <Link href={viewPath({ view: 'settings', section: '' })} className="nav-row" {...(view?.view === 'settings' && { 'aria-current': 'page' as const })}>
          <IconAdjustmentsHorizontal className="i" aria-hidden />
          Settings
          <span className="n">
            <Kbd keys="Mod+," />
          </span>
        </Link>
      </div>
    </aside>
  );
}
