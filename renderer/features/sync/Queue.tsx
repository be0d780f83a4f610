// What is moving and what waits: each with its bytes, rate and time left.
import { ActionIcon, SegmentedControl } from '@mantine/core';
import { IconArrowDown, IconArrowUp, IconX } from '@tabler/icons-react';
import { useState, type ReactNode } from 'react';
import type { Transfer } from '../../../shared/contract/sync.js';
import { formatBytes } from '../../../shared/util/formatBytes.js';
import { useEngine } from '../../api/EngineProvider.js';
import { keepSyncStatus } from '../../state/syncStatus.js';
import { useAct } from '../../state/useAct.js';
import { durationText } from '../runs/axisText.js';
import css from './Sync.module.css';

type Shown = 'all' | 'up' | 'down' | 'failed';
const SHOWN: readonly { value: Shown; label: string }[] = [
  { value: 'all', label: 'All' },
  { value: 'up', label: 'Up' },
  { value: 'down', label: 'Down' },
  { value: 'failed', label: 'Failed' },
];

const fits = (transfer: Transfer, shown: Shown): boolean => shown === 'all' || (shown === 'failed' ? transfer.state === 'failed' : transfer.direction === shown);

function stateWords({ state, left, error }: Transfer): string {
  if (error) return error.message;
  if (state === 'running') return left === null ? 'moving' : `${durationText(Math.ceil(left))} left`;
  return state;
}

export function Queue({ transfers }: { transfers: readonly Transfer[] }): ReactNode {
  const [shown, setShown] = useState<Shown>('all');
  const rows = transfers.filter((transfer) => fits(transfer, shown));
  const moving = transfers.filter(({ state }) => state === 'running').length;
  return (
    <section aria-label="Queue">
      <div className={`row ${css.heading}`}>
        <h2 className="h">Queue</h2>
        <span className="small t3 tnum">{transfers.length === 0 ? 'empty' : `${moving} moving, ${transfers.length - moving} waiting`}</span>
        <span className="grow" />
        <SegmentedControl aria-label="Which transfers" data={[...SHOWN]} value={shown} onChange={(value) => setShown(value as Shown)} />
      </div>
      {rows.length === 0 ? (
        <p className={`small t3 ${css.none}`}>{transfers.length === 0 ? 'Nothing is on its way. Bytes travel when a version is logged here, pinned, or used and not on this device.' : 'None of these.'}</p>
      ) : (
        <ul className={css.queue}>
          {rows.map((transfer) => (
            <Row key={transfer.id} transfer={transfer} />
          ))}
        </ul>
      )}
    </section>
  );
}

function Row({ transfer }: { transfer: Transfer }): ReactNode {
  const engine = useEngine();
  const act = useAct();
  const Arrow = transfer.direction === 'up' ? IconArrowUp : IconArrowDown;
  const part = transfer.bytes === 0 ? 0 : transfer.done / transfer.bytes;
  return (
    <li>
      <Arrow className="i s14 t3" aria-label={transfer.direction === 'up' ? 'Sending' : 'Fetching'} />
      <span className="mono trunc" title={transfer.label}>
        {transfer.label}
      </span>
      <span className="small t2 tnum nowrap">{`${formatBytes(transfer.done)} of ${formatBytes(transfer.bytes)}`}</span>
      <span className="meter" role="progressbar" aria-label={`Progress of ${transfer.label}`} aria-valuenow={Math.round(part * 100)}>
        <i style={{ width: `${part * 100}%` }} />
      </span>
      <span className="small t2 tnum nowrap">{transfer.rate === null ? '' : `${formatBytes(transfer.rate)}/s`}</span>
      <span className={`small trunc ${transfer.state === 'failed' ? css.failed : 't2'}`} title={stateWords(transfer)}>
        {act.problem ?? stateWords(transfer)}
      </span>
      <ActionIcon size={24} aria-label={`Cancel ${transfer.label}`} onClick={() => act.run(async () => keepSyncStatus(await engine.sync.cancel({ id: transfer.id })))}>
        <IconX className="i s14" aria-hidden />
      </ActionIcon>
    </li>
  );
}
