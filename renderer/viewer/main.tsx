// An exported report on its own: the panels of the app, drawn of the data inside the file. There is no engine, and no network.
import '../theme/tokens.css';
import '@mantine/core/styles.layer.css';
import '../theme/base.css';
import '../theme/mantine.css';
import '../theme/parts.css';
import '../theme/prose.css';
import './viewer.css';
import { MantineProvider } from '@mantine/core';
import { useEffect, useMemo, type ReactNode } from 'react';
import { createRoot } from 'react-dom/client';
import { mediaKey, type Collected, type CollectedPanel } from '../../shared/panels/collect.js';
import { changeWords, MOST_CHANGES } from '../../shared/panels/write.js';
import { PANEL_VIEWS } from '../panels/registry.js';
import { cssVariablesResolver, theme } from '../theme/mantine.js';
import { cutMiddle } from '../ui/Digest.js';
import { ErrorBoundary } from '../ui/ErrorBoundary.js';
import { PanelHostProvider, type PanelHost } from '../ui/report/host.js';
import { PanelFrame } from '../ui/report/PanelFrame.js';
import css from '../ui/report/Report.module.css';
import type { PanelView } from '../ui/report/views.js';
import { momentTime } from '../ui/Time.js';

/** After the last panel has drawn itself: charts are measured once and drawn once more. */
const SETTLED_MS = 600;

/** A link leads out only where a person can see where to. */
function follow(address: string): void {
  if (/^(https?|cairn):/i.test(address)) window.open(address, '_blank', 'noopener,noreferrer');
}

function hostOf(report: Collected, paper: boolean): PanelHost {
  return { media: (version, path) => Promise.resolve(report.media[mediaKey({ version, path })]), link: follow, paper };
}

/** `paper`: on its way to be printed. */
function Report({ report, paper }: { report: Collected; paper: boolean }): ReactNode {
  const host = useMemo(() => hostOf(report, paper), [report, paper]);
  useEffect(() => {
    const timer = setTimeout(() => void document.fonts.ready.then(() => (document.documentElement.dataset['drawn'] = 'true')), SETTLED_MS);
    return () => clearTimeout(timer);
  }, []);
  return (
    <PanelHostProvider value={host}>
      <main>
        <article className={css.doc}>
          <header>
            <h1>{report.title}</h1>
            {report.subtitle && <p className={css.sub}>{report.subtitle}</p>}
            <p className={css.about}>
              <span>
                Exported {momentTime(report.at)} by {report.by}
              </span>
              <a className="exported-link" href={report.link}>
                Open in Cairn
              </a>
              {report.leftOut > 0 && <span>{report.leftOut} pictures are not in this file</span>}
            </p>
          </header>
          <Since report={report} />
          <div className={css.grid}>
            {report.panels.map((panel) => (
              <div key={panel.id} className={css.cell} style={{ gridColumn: `${panel.place.x + 1} / span ${panel.place.w}`, gridRow: `${panel.place.y + 1} / span ${panel.place.h}` }}>
                <Panel panel={panel} />
              </div>
            ))}
          </div>
        </article>
      </main>
    </PanelHostProvider>
  );
}

function Panel({ panel }: { panel: CollectedPanel }): ReactNode {
  const View = Object.hasOwn(PANEL_VIEWS, panel.kind) ? (PANEL_VIEWS[panel.kind as keyof typeof PANEL_VIEWS] as PanelView<unknown>) : undefined;
  return (
    <PanelFrame title={panel.title} bare={panel.kind === 'text' && panel.title === ''} mark={panel.kind === 'text' ? undefined : { pinned: panel.pinned, follows: 'live at export', of: panel.of ?? undefined }}>
      {panel.problem !== null || !View ? (
        <p className={css.problem}>{panel.problem ?? 'This panel cannot be drawn.'}</p>
      ) : (
        <ErrorBoundary page={panel.id}>
          <View data={panel.data} id={panel.id} />
        </ErrorBoundary>
      )}
    </PanelFrame>
  );
}

function Since({ report: { since, panels } }: { report: Collected }): ReactNode {
  if (!since) return null;
  const titles = new Map(panels.map(({ id, title }) => [id, title]));
  return (
    <section className={css.changes} aria-label="Since the last export">
      <h2 className="h">
        Since the last export, {momentTime(since.at)}: {since.changes.length === 0 ? 'nothing changed' : `${since.changes.length} ${since.changes.length === 1 ? 'figure' : 'figures'} changed`}
      </h2>
      <ul>
        {since.changes.slice(0, MOST_CHANGES).map((change) => (
          <li key={`${change.panel} ${change.key}`} title={titles.get(change.panel)}>
            {change.key}: {changeWords(change)} <span className="mono t3">{cutMiddle((change.after ?? change.before)?.digest ?? '')}</span>
          </li>
        ))}
      </ul>
      {since.changes.length > MOST_CHANGES && <p className="t3">and {since.changes.length - MOST_CHANGES} more</p>}
    </section>
  );
}

const told = document.getElementById('cairn-report')?.textContent;
const root = document.getElementById('root');
const [, paper] = /^#(pdf|png)$/.exec(location.hash) ?? [];
if (paper !== undefined) document.documentElement.dataset['paper'] = paper;
if (told && root) {
  createRoot(root).render(
    <MantineProvider theme={theme} cssVariablesResolver={cssVariablesResolver} defaultColorScheme="auto" {...(paper !== undefined && { forceColorScheme: 'light' as const })}>
      <Report report={JSON.parse(told) as Collected} paper={paper !== undefined} />
    </MantineProvider>,
  );
}
