// The window: sidebar, title bar and the page that the location names. Pages are loaded when they are first opened.
import { lazy, Suspense, type ComponentType, type ReactNode } from 'react';
import { Router } from 'wouter';
import { viewPath, type View } from '../shared/contract/links.js';
import { nativeBridge } from './api/bridge.js';
import { Sidebar } from './features/shell/Sidebar.js';
import { TitleBar } from './features/shell/TitleBar.js';
import { UnknownPage } from './features/shell/UnknownPage.js';
import { useShellCommands } from './features/shell/useShellCommands.js';
import { useRouterLocation, useWindowLocation } from './state/location.js';
import { useView } from './state/openView.js';
import { useKeptTheme } from './state/themeSetting.js';
import { useViewState } from './state/viewState.js';
import { ErrorBoundary } from './ui/ErrorBoundary.js';

/** A page as its own bundle, by the name it is exported under. */
function page<Name extends string, Props>(load: () => Promise<Record<Name, ComponentType<Props>>>, name: Name): ComponentType<Props> {
  return lazy(async () => ({ default: (await load())[name] as ComponentType<unknown> })) as unknown as ComponentType<Props>;
}

const RegistryPage = page(() => import('./features/registry/RegistryPage.js'), 'RegistryPage');

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
  const sidebar = useViewState((state) => state.sidebar);
  const view = useView();
  const { path } = useWindowLocation();
  return (
    <div className={sidebar ? 'app' : 'app wide'}>
      {sidebar && <Sidebar />}
      <main className="main">
        <TitleBar development={nativeBridge().info.developmentRuntime} />
        <ErrorBoundary page={path}>
          <Suspense fallback={<div className="page" aria-busy="true" />}>{view ? <Page view={view} /> : <UnknownPage path={path} />}</Suspense>
        </ErrorBoundary>
      </main>
    </div>
  );
}

function Page({ view }: { view: View }): ReactNode {
  switch (view.view) {
    case 'registry':
      return <RegistryPage />;
    default:
      return <UnknownPage path={viewPath(view)} />;
  }
}
