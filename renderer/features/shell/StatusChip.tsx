// The one place that says how things stand: where the registry lives, or that the engine is away and what to do.
import { Button, Popover } from '@mantine/core';
import { IconAlertTriangle, IconCloudCheck, IconCloudOff, IconCloudUp, IconDeviceLaptop, IconLoader2, IconPlayerPause, IconRefresh } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { Link } from 'wouter';
import type { SyncStatus } from '../../../shared/contract/sync.js';
import { viewPath } from '../../../shared/contract/links.js';
import { nativeBridge } from '../../api/bridge.js';
import { useEngineState } from '../../api/EngineProvider.js';
import { useContests } from '../../state/contests.js';
import { useSyncStatus } from '../../state/syncStatus.js';
import { AliasGlyph } from '../../ui/AliasGlyph.js';

export function StatusChip(): ReactNode {
  const { state, reason } = useEngineState();
  const { contests } = useContests();
  const sync = useSyncStatus();
  const word = sync?.word ?? 'local';
  const Icon = ICONS[word];
  if (state === 'stopped') return <Stopped reason={reason} />;
  if (state === 'ready' && contests.length > 0) return <NeedsYou count={contests.length} />;
  if (state === 'starting') {
    return (
      <span className="chip-status" role="status">
        <IconLoader2 className="i" aria-hidden />
        Starting
      </span>
    );
  }
  return (
    <span role="status">
      <Link href={viewPath({ view: 'sync' })} className={sync?.word === 'attention' ? 'chip-status contested' : 'chip-status'} title={TITLES[word]}>
        <Icon className="i" aria-hidden />
        {sync?.text ?? 'This device only'}
      </Link>
    </span>
  );
}

const ICONS: Readonly<Record<SyncStatus['word'], typeof IconDeviceLaptop>> = { local: IconDeviceLaptop, synced: IconCloudCheck, syncing: IconRefresh, waiting: IconCloudUp, paused: IconPlayerPause, offline: IconCloudOff, attention: IconAlertTriangle };
const TITLES: Readonly<Record<SyncStatus['word'], string>> = {
  local: 'This registry lives on this computer and is not synced anywhere',
  synced: 'Everything is exchanged with the remote',
  syncing: 'Changes or bytes are on their way',
  waiting: 'Something is not exchanged with the remote yet',
  paused: 'Nothing is exchanged until it is resumed',
  offline: 'The remote cannot be reached; everything made here waits and goes on working',
  attention: 'Something needs a person',
};

/** A person has to choose: leads to the contested aliases. */
function NeedsYou({ count }: { count: number }): ReactNode {
  return (
    <span role="status">
      <Link href={viewPath({ view: 'contested' })} className="chip-status contested" title={count === 1 ? 'An alias is contested' : `${count} aliases are contested`}>
        <AliasGlyph name="" contested />
        Needs you {count}
      </Link>
    </span>
  );
}

function Stopped({ reason }: { reason: string | null }): ReactNode {
  return (
    <Popover position="bottom-end" width={340} withinPortal>
      <Popover.Target>
        <button type="button" className="chip-status need">
          <IconAlertTriangle className="i" aria-hidden />
          Engine stopped
        </button>
      </Popover.Target>
      <Popover.Dropdown>
        <h2 className="h">The engine stopped</h2>
        <p className="t2 sel" style={{ marginTop: 4 }}>
          {reason ?? 'It gave no reason.'} Your versions are safe on disk. Start it again here; if it stops once more, the logs say why.
        </p>
        <div className="row" style={{ marginTop: 12 }}>
          <Button variant="filled" onClick={() => void nativeBridge().requestPort()}>
            Start the engine
          </Button>
          <Button onClick={() => void nativeBridge().openLogs()}>Show logs</Button>
        </div>
      </Popover.Dropdown>
    </Popover>
  );
}
