// One version: what it is, what is in it, where it came from and how to use it.
import { useMemo } from 'react';
import type { ReactNode } from 'react';
import type { VersionDetail } from '../../../shared/contract/entities.js';
import type { View } from '../../../shared/contract/links.js';
import { nativeBridge } from '../../api/bridge.js';
import { useVersion } from '../../data/hooks.js';
import { useCommandHandlers } from '../../state/commands.js';
import { namedVersion, openDialog } from '../../state/dialogs.js';
import { openView } from '../../state/openView.js';
import { chooseToCompare } from '../../state/tray.js';
import { useCrumbs } from '../../state/useCrumbs.js';
import { viewPath } from '../../../shared/contract/links.js';
import { Button } from '@mantine/core';
import { EmptyState } from '../../ui/EmptyState.js';
import { ErrorState } from '../../ui/ErrorState.js';
import { SkeletonRows } from '../../ui/Skeleton.js';
import { ActivityTab } from './ActivityTab.js';
import { FilesTab } from './FilesTab.js';
import { MetricsTab } from './MetricsTab.js';
import { OverviewTab } from './OverviewTab.js';
import { fullRef } from './snippets.js';
import { StateBanners } from './StateBanners.js';
import { TaskBars } from './TaskBars.js';
import { TablesTab } from '../tables/TablesTab.js';
import { CodeTab } from '../code/CodeTab.js';
import { useKeeping } from '../storage/useKeeping.js';
import { useCheckout } from './useCheckout.js';
import { useVerify } from './useVerify.js';
import { VersionHeader } from './VersionHeader.js';
import { VersionTabs } from './VersionTabs.js';

export type VersionTab = Extract<View, { view: 'version' }>['tab'];

export function VersionPage({ id, tab }: { id: string; tab: VersionTab }): ReactNode {
  const { version, loading, error, retry } = useVersion(id);
  if (version) return <LoadedVersion key={version.id} version={version} tab={tab} />;
  if (error && error.code !== 'not_found') {
    return (
      <div className="page">
        <ErrorState what="This version cannot be shown" error={error} onRetry={retry} />
      </div>
    );
  }
  if (loading) {
    return (
      <div className="page" style={{ paddingTop: 76 }}>
        <SkeletonRows rows={12} dense awaiting="this version" />
      </div>
    );
  }
  return <MissingVersion />;
}

function MissingVersion(): ReactNode {
  useCrumbs([{ label: 'Artifacts', path: viewPath({ view: 'artifacts' }) }, { label: 'Not here' }]);
  return (
    <div className="page">
      <h1 className="sr">Version</h1>
      <EmptyState title="This version is not in this registry" action={<Button onClick={() => openView({ view: 'artifacts' })}>Show all artifacts</Button>}>
        The link may come from another registry, or the version has not arrived on this device yet.
      </EmptyState>
    </div>
  );
}

function LoadedVersion({ version, tab }: { version: VersionDetail; tab: VersionTab }): ReactNode {
  useCrumbs([
    { label: version.project, path: viewPath({ view: 'artifacts' }) },
    { label: version.name, path: viewPath({ view: 'collection', collection: version.collection }) },
    { label: version.label },
  ]);
  const checkout = useCheckout(version);
  const verify = useVerify(version);
  const keeping = useKeeping();
  useCommandHandlers(
    useMemo(() => {
      const { copyText } = nativeBridge();
      return {
        'compare.open': { run: () => chooseToCompare({ id: version.id, kind: 'version', label: version.ref }) },
        'lineage.show': { run: () => openView({ view: 'lineage', start: version.id }) },
        'version.link': { run: () => openDialog({ kind: 'link', versions: [namedVersion(version)] }), disabled: version.deleted ? 'The version is deleted' : undefined },
        'alias.set': { run: () => openDialog({ kind: 'alias', collection: version.collection, version: namedVersion(version), act: 'set', alias: undefined }), disabled: version.deleted ? 'The version is deleted' : undefined },
        'version.download': { run: checkout.download },
        'version.reveal': { run: checkout.reveal },
        'bundle.export': { run: () => openDialog({ kind: 'exportBundle', of: { ref: version.id }, what: version.ref }), disabled: version.deleted ? 'The version is deleted' : undefined },
        'version.verify': { run: verify.start },
        'version.copyDigest': { run: () => void copyText(version.digest) },
        'version.copyReference': { run: () => void copyText(fullRef(version)) },
      };
    }, [checkout.download, checkout.reveal, verify.start, version]),
  );
  return (
    <div className="page">
      <VersionHeader version={version} keeping={keeping} onDownload={checkout.download} onReveal={checkout.reveal} />
      <VersionTabs version={version} tab={tab} />
      <StateBanners version={version} keeping={keeping} />
      <TaskBars checkout={checkout} verify={verify} keeping={keeping} />
      {tab === 'overview' && <OverviewTab version={version} checkout={checkout} verify={verify} keeping={keeping} />}
      {tab === 'files' && <FilesTab version={version} checkout={checkout} verify={verify} keeping={keeping} />}
      {tab === 'metrics' && <MetricsTab version={version} />}
      {tab === 'tables' && <TablesTab version={version} />}
      {tab === 'code' && <CodeTab of={{ ref: version.id }} name={version.ref} />}
      {tab === 'activity' && <ActivityTab version={version} />}
    </div>
  );
}
