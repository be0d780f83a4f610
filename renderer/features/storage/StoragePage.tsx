// The storage lens: every byte on this computer and in the remotes by what it is for, what stays, and what can be freed.
import { Button } from '@mantine/core';
import { IconPackageExport, IconPackageImport, IconTrash } from '@tabler/icons-react';
import { useCallback, useEffect, useState, type ReactNode } from 'react';
import type { DiskUse } from '../../../shared/contract/storage.js';
import { formatBytes } from '../../../shared/util/formatBytes.js';
import { useEngine } from '../../api/EngineProvider.js';
import { useStamp, useStatus } from '../../data/hooks.js';
import { useAnswer } from '../../data/useAnswer.js';
import { runCommand } from '../../state/commands.js';
import { openDialog } from '../../state/dialogs.js';
import { useSyncStatus } from '../../state/syncStatus.js';
import { useCrumbs } from '../../state/useCrumbs.js';
import { ErrorState } from '../../ui/ErrorState.js';
import { SkeletonRows } from '../../ui/Skeleton.js';
import { Good, TaskBar } from '../version/TaskBars.js';
import { Collections } from './Collections.js';
import { DiskBar } from './DiskBar.js';
import { Cap, Facts } from './Facts.js';
import { RemoteSpace } from './RemoteSpace.js';
import css from './Storage.module.css';
import { useKeeping } from './useKeeping.js';

export function StoragePage(): ReactNode {
  useCrumbs([{ label: 'Storage' }]);
  const engine = useEngine();
  const { status } = useStatus();
  const changed = useStamp(['collections'], 2000);
  const [asked, setAsked] = useState(0);
  const [set, setSet] = useState<DiskUse>();
  const again = useCallback(() => setAsked((n) => n + 1), []);
  const keeping = useKeeping(again);
  const blobs = status?.cache.bytes ?? 0;
  const { value, error, retry } = useAnswer({}, (_question, signal) => engine.storage.use(undefined, { signal }), changed + asked + blobs);
  useEffect(() => setSet(undefined), [value]);
  const use = set ?? value;
  const remotes = useSyncStatus()?.registries ?? [];
  return (
    <div className="page">
      <div className="page-head">
        <div>
          <h1 className="title">Storage</h1>
          <p className="sub">{use ? `${formatBytes(use.total)} on this computer` : 'Looking at every file'}</p>
        </div>
        <div className="actions">
          <Button leftSection={<IconPackageImport className="i" aria-hidden />} onClick={() => runCommand('bundle.import')}>
            Import file…
          </Button>
          <Button leftSection={<IconPackageExport className="i" aria-hidden />} onClick={() => runCommand('bundle.export')}>
            Export all…
          </Button>
          <Button variant="filled" leftSection={<IconTrash className="i" aria-hidden />} disabled={remotes.length === 0} title={remotes.length === 0 ? 'Without a remote these are the only copies' : undefined} onClick={() => openDialog({ kind: 'free' })}>
            Free up space…
          </Button>
        </div>
      </div>
      <TaskBar task={keeping.task} failed="It did not all arrive" done={(words) => <Good onClose={keeping.task.dismiss}>{words}</Good>} onRetry={undefined} />
      {error ? (
        <ErrorState what="The data folder could not be looked at" error={error} onRetry={retry} />
      ) : !use ? (
        <SkeletonRows awaiting="the sizes of all files" />
      ) : (
        <div className={`split insp ${css.split}`}>
          <div className="col scroll" role="region" aria-label="What takes space" tabIndex={0}>
            <DiskBar use={use} />
            <Collections rows={use.collections} more={use.more} registry={status?.registry.id ?? ''} keeping={keeping} />
          </div>
          <aside className="inspector scroll" aria-label="Figures and remotes" tabIndex={0}>
            <Facts use={use} dataRoot={status?.dataRoot ?? ''} />
            <Cap use={use} onSet={setSet} />
            {remotes.map(({ registry, name }) => (
              <RemoteSpace key={registry} registry={registry} name={name} />
            ))}
          </aside>
        </div>
      )}
    </div>
  );
}
