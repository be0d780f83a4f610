// The window: sidebar, title bar and the page that the location names. Pages are loaded when they are first opened, all but the one it starts with.
import { lazy, Suspense, type ComponentType, type ReactNode } from 'react';
import { Router } from 'wouter';
import type { View } from '../shared/contract/links.js';
import { assertNever } from '../shared/util/assertNever.js';
import { nativeBridge } from './api/bridge.js';
import { TrayBar } from './features/compare/TrayBar.js';
import { DialogHost } from './features/dialogs/DialogHost.js';
import { Palette } from './features/palette/Palette.js';
import { RegisterHost } from './features/register/RegisterHost.js';
import { RegistryPage } from './features/registry/RegistryPage.js';
import { Sidebar } from './features/shell/Sidebar.js';
import { TitleBar } from './features/shell/TitleBar.js';
import { UnknownPage } from './features/shell/UnknownPage.js';
import { useShellCommands } from './features/shell/useShellCommands.js';
import { useKeptContests } from './state/contests.js';
import { useKeptSample } from './state/sample.js';
import { useKeptNotices } from './state/notices.js';
import { useKeptSync } from './state/syncStatus.js';
import { useRouterLocation, useWindowLocation } from './state/location.js';
import { useView } from './state/openView.js';
import { useKeptTheme } from './state/themeSetting.js';
import { useKeptViews } from './state/savedViews.js';
import { useViewState } from './state/viewState.js';
import { ErrorBoundary } from './ui/ErrorBoundary.js';
import { usePartsAtRest } from './ui/later.js';

/** A page as its own bundle, by the name it is exported under. */
function page<Name extends string, Props>(load: () => Promise<Record<Name, ComponentType<Props>>>, name: Name): ComponentType<Props> {
  return lazy(async () => ({ default: (await load())[name] as ComponentType<unknown> })) as unknown as ComponentType<Props>;
}

const ArtifactsPage = page(() => import('./features/artifacts/ArtifactsPage.js'), 'ArtifactsPage');
const CollectionPage = page(() => import('./features/collection/CollectionPage.js'), 'CollectionPage');
const VersionPage = page(() => import('./features/version/VersionPage.js'), 'VersionPage');
const RunsPage = page(() => import('./features/runs/RunsPage.js'), 'RunsPage');
const ComparePage = page(() => import('./features/compare/ComparePage.js'), 'ComparePage');
const LineagePage = page(() => import('./features/lineage/LineagePage.js'), 'LineagePage');
const RunPage = page(() => import('./features/runs/RunPage.js'), 'RunPage');
const SyncPage = page(() => import('./features/sync/SyncPage.js'), 'SyncPage');
const StoragePage = page(() => import('./features/storage/StoragePage.js'), 'StoragePage');
const ActivityPage = page(() => import('./features/activity/ActivityPage.js'), 'ActivityPage');
const ContestsPage = page(() => import('./features/contests/ContestsPage.js'), 'ContestsPage');
const FindPage = page(() => import('./features/find/FindPage.js'), 'FindPage');
const ReportsPage = page(() => import('./features/report/ReportsPage.js'), 'ReportsPage');
/** A report brings the views of its panels along: neither imports the other. */
const ReportPage = lazy(async () => {
  const [{ ReportPage: Report }, { PANEL_VIEWS }] = await Promise.all([import('./features/report/ReportPage.js'), import('./panels/registry.js')]);
  return { default: ({ id }: { id: string }) => <Report id={id} views={PANEL_VIEWS} /> };
});
const SettingsPage = page(() => import('./features/settings/SettingsPage.js'), 'SettingsPage');

const hashHref = (href: string): string => `#${href}`;

export function App(): ReactNode {
  return (
    <Router hook={useRouterLocation} hrefs={hashHref}>
      <Window />
    </Router>
  );
}

function Window(): ReactNode {
  useShellCommands();
  useKeptTheme();
  useKeptContests();
  useKeptNotices();
  useKeptSync();
  useKeptSample();
  useKeptViews();
  usePartsAtRest();
  const sidebar = useViewState((state) => state.sidebar);
  const view = useView();
  const { path } = useWindowLocation();
  return (
    <div className={sidebar ? 'app' : 'app wide'}>
      {sidebar && <Sidebar />}
      <main className="main">
        <TitleBar development={nativeBridge().info.developmentRuntime} />
        <RegisterHost>
          <ErrorBoundary page={path}>
            <Suspense fallback={<div className="page" aria-busy="true" />}>{view ? <Page view={view} /> : <UnknownPage path={path} />}</Suspense>
          </ErrorBoundary>
        </RegisterHost>
        <TrayBar />
      </main>
      <DialogHost />
      <Palette />
    </div>
  );
}

function Page({ view }: { view: View }): ReactNode {
  switch (view.view) {
    case 'registry':
      return <RegistryPage />;
    case 'artifacts':
      return <ArtifactsPage />;
    case 'collection':
      return <CollectionPage key={view.collection} id={view.collection} />;
    case 'runs':
      return <RunsPage />;
    case 'compare':
      return <ComparePage items={view.items} saved={view.saved} />;
    case 'lineage':
      return <LineagePage key={view.start ?? ''} start={view.start} />;
    case 'run':
      return <RunPage key={view.run} id={view.run} tab={view.tab} />;
    case 'reports':
      return <ReportsPage />;
    case 'report':
      return <ReportPage key={view.report} id={view.report} />;
    case 'sync':
      return <SyncPage />;
    case 'storage':
      return <StoragePage />;
    case 'activity':
      return <ActivityPage list={view.list} />;
    case 'contested':
      return <ContestsPage />;
    case 'find':
      return <FindPage key={view.saved ?? ''} saved={view.saved} />;
    case 'settings':
      return <SettingsPage section={view.section} />;
    case 'version':
      return <VersionPage key={view.version} id={view.version} tab={view.tab} />;
    default:
      return assertNever(view, 'view');
  }
}
