// The sync centre: where registries live, what needs a person and why, what is moving, and who else is there.
import { Button } from '@mantine/core';
import { IconPlayerPause, IconPlayerPlay, IconPlus, IconRefresh } from '@tabler/icons-react';
import { useState, type ReactNode } from 'react';
import type { SyncStatus } from '../../../shared/contract/sync.js';
import { useEngine } from '../../api/EngineProvider.js';
import { openDialog } from '../../state/dialogs.js';
import { keepSyncStatus, useSyncStatus } from '../../state/syncStatus.js';
import { useAct } from '../../state/useAct.js';
import { useCrumbs } from '../../state/useCrumbs.js';
import { EmptyState } from '../../ui/EmptyState.js';
import { SkeletonRows } from '../../ui/Skeleton.js';
import { CheckResult } from './CheckResult.js';
import { Devices } from './Devices.js';
import { NeedsYou } from './NeedsYou.js';
import { Now } from './Now.js';
import { Queue } from './Queue.js';
import { Remotes } from './Remotes.js';
import { SyncLog } from './SyncLog.js';
import css from './Sync.module.css';
import { useCheck } from './useCheck.js';

export function SyncPage(): ReactNode {
  useCrumbs([{ label: 'Sync' }]);
  const status = useSyncStatus();
  if (!status) return <SkeletonRows awaiting="the engine to say how things stand" />;
  return <Loaded status={status} />;
}

function Loaded({ status }: { status: SyncStatus }): ReactNode {
  const engine = useEngine();
  const act = useAct();
  const check = useCheck();
  const [log, setLog] = useState(false);
  const alone = status.registries.length === 0;
  const add = (): void => openDialog({ kind: 'addRemote' });
  return (
    <div className="page">
      <div className="page-head">
        <div>
          <h1 className="title">Sync</h1>
          <p className="sub">{status.text}</p>
        </div>
        <div className="actions">
          <Button variant="subtle" aria-pressed={log} onClick={() => setLog(!log)}>
            {log ? 'Queue' : 'Log'}
          </Button>
          {!alone && (
            <>
              <Button
                leftSection={status.paused ? <IconPlayerPlay className="i" aria-hidden /> : <IconPlayerPause className="i" aria-hidden />}
                onClick={() => act.run(async () => keepSyncStatus(await (status.paused ? engine.sync.resume() : engine.sync.pause())))}
              >
                {status.paused ? 'Resume all' : 'Pause all'}
              </Button>
              <Button leftSection={<IconRefresh className="i" aria-hidden />} onClick={() => act.run(async () => void (await engine.sync.now({})))}>
                Sync now
              </Button>
            </>
          )}
          <Button {...(alone && { variant: 'filled' })} leftSection={<IconPlus className="i" aria-hidden />} onClick={add}>
            Add remote
          </Button>
        </div>
      </div>
      {act.problem !== undefined && (
        <p className={css.problem} role="alert">
          {act.problem}
        </p>
      )}
      {log ? (
        <SyncLog />
      ) : alone ? (
        <>
          <NeedsYou status={status} check={check} />
          <EmptyState title="This registry lives on this computer" action={<Button onClick={add}>Add a bucket or a folder</Button>}>
            Everything works without a remote. Add the team's own bucket or a shared folder, and devices meet there; nothing is sent before you move something to it.
          </EmptyState>
        </>
      ) : (
        <div className={`split insp ${css.split}`}>
          <div className="col scroll" role="region" aria-label="Remotes and queue" tabIndex={0}>
            <CheckResult check={check} />
            <NeedsYou status={status} check={check} />
            <Remotes registries={status.registries} check={check} />
            <Queue transfers={status.transfers} />
          </div>
          <aside className="inspector scroll" aria-label="Now and devices" tabIndex={0}>
            <Now status={status} />
            {status.registries.map(({ registry, name }) => (
              <Devices key={registry} registry={registry} name={status.registries.length > 1 ? name : undefined} />
            ))}
          </aside>
        </div>
      )}
    </div>
  );
}
