// Settings: what can be chosen, and what this installation is made of.
import { useEffect, useRef, type ReactNode } from 'react';
import { Link } from 'wouter';
import { viewPath } from '../../../shared/contract/links.js';
import { useStatus } from '../../data/hooks.js';
import { useCrumbs } from '../../state/useCrumbs.js';
import { ErrorState } from '../../ui/ErrorState.js';
import { SkeletonRows } from '../../ui/Skeleton.js';
import { Appearance } from './Appearance.js';
import { Doors } from './doors/Doors.js';
import { Identity } from './Identity.js';
import { Keys } from './Keys.js';
import { Logs } from './Logs.js';
import { Notices } from './Notices.js';
import { Retention } from './Retention.js';
import { Runtime } from './Runtime.js';
import css from './SettingsPage.module.css';
import { Storage } from './Storage.js';

const SECTIONS = [
  { id: 'identity', title: 'Identity', Section: Identity },
  { id: 'appearance', title: 'Appearance', Section: Appearance },
  { id: 'notices', title: 'Notices', Section: Notices },
  { id: 'storage', title: 'Storage', Section: Storage },
  { id: 'keys', title: 'Keys', Section: Keys },
  { id: 'doors', title: 'Doors', Section: Doors },
  { id: 'retention', title: 'Deleted versions', Section: Retention },
  { id: 'runtime', title: 'Device and runtime', Section: Runtime },
  { id: 'logs', title: 'Logs', Section: Logs },
] as const;

/** `section` is brought into view; an unknown one shows the page from its top. */
export function SettingsPage({ section }: { section: string }): ReactNode {
  useCrumbs([{ label: 'Settings' }]);
  const { status, error, refresh } = useStatus();
  const scroller = useRef<HTMLDivElement>(null);
  const ready = status !== undefined;
  useEffect(() => {
    if (!ready) return;
    const target = section ? document.getElementById(`settings-${section}`) : null;
    scroller.current?.scrollTo({ top: target?.offsetTop ?? 0 });
  }, [section, ready]);
  return (
    <div className={css.panes}>
      <nav className={css.index} aria-label="Sections of settings">
        {SECTIONS.map(({ id, title }) => (
          <Link key={id} href={viewPath({ view: 'settings', section: id })} className="nav-row" {...(section === id && { 'aria-current': 'location' as const })}>
            {title}
          </Link>
        ))}
      </nav>
      <div ref={scroller} className="scroll">
        <div className={css.column}>
          <h1 className="title">Settings</h1>
          {status ? (
            SECTIONS.map(({ id, title, Section }) => (
              <section key={id} id={`settings-${id}`} className={css.section} aria-labelledby={`settings-${id}-title`}>
                <h2 className="h" id={`settings-${id}-title`}>
                  {title}
                </h2>
                <Section status={status} refresh={refresh} />
              </section>
            ))
          ) : error ? (
            <ErrorState what="The settings could not be read" error={error} onRetry={refresh} />
          ) : (
            <SkeletonRows awaiting="the engine to start" />
          )}
        </div>
      </div>
    </div>
  );
}
