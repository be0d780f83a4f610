// How fast bytes go now, the limit a person set, and the bytes on this device.
import { NumberInput } from '@mantine/core';
import type { ReactNode } from 'react';
import type { SyncStatus } from '../../../shared/contract/sync.js';
import { formatBytes } from '../../../shared/util/formatBytes.js';
import { useEngine } from '../../api/EngineProvider.js';
import { keepSyncStatus } from '../../state/syncStatus.js';
import { useAct } from '../../state/useAct.js';
import css from './Sync.module.css';

const MB = 1_000_000;

export function Now({ status }: { status: SyncStatus }): ReactNode {
  const engine = useEngine();
  const act = useAct();
  const limit = (way: 'up' | 'down', value: string | number): void => {
    const bytes = typeof value === 'number' && value > 0 ? Math.round(value * MB) : null;
    act.run(async () => keepSyncStatus(await engine.sync.limit({ [way]: bytes })));
  };
  return (
    <section className="sec" aria-label="Now">
      <h2 className="sec-h">Now</h2>
      <div className={css.rates}>
        <div>
          <b className="tnum">{formatBytes(status.up)}/s</b>
          <span className="t3 small">up</span>
        </div>
        <div>
          <b className="tnum">{formatBytes(status.down)}/s</b>
          <span className="t3 small">down</span>
        </div>
      </div>
      {(['up', 'down'] as const).map((way) => (
        <NumberInput key={way} label={`Limit ${way}, MB/s`} placeholder="no limit" min={0} hideControls value={status.limits[way] === null ? '' : status.limits[way] / MB} onBlur={(event) => limit(way, event.currentTarget.value === '' ? '' : Number(event.currentTarget.value))} />
      ))}
      {!status.here && <p className="small t3">Another process of this data root does the syncing.</p>}
      {act.problem !== undefined && (
        <p className={css.problem} role="alert">
          {act.problem}
        </p>
      )}
    </section>
  );
}
