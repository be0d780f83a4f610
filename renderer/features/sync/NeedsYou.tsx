// Each thing that is not as it should be: what, which device, why, and the next step.
import { Button } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { Link } from 'wouter';
import { viewPath } from '../../../shared/contract/links.js';
import type { SyncItem } from '../../../shared/contract/sync.js';
import { useEngine } from '../../api/EngineProvider.js';
import { keepSyncStatus } from '../../state/syncStatus.js';
import { useAct } from '../../state/useAct.js';
import { Time } from '../../ui/Time.js';
import css from './Sync.module.css';

function ClockIsRight(): ReactNode {
  const engine = useEngine();
  const act = useAct();
  return (
    <>
      Set it right, or say that it is.{' '}
      <Button size="xs" loading={act.pending} onClick={() => act.run(async () => keepSyncStatus(await engine.sync.clockIsRight()))}>
        The clock is right
      </Button>{' '}
      {act.problem}
    </>
  );
}

export function NeedsYou({ items }: { items: readonly SyncItem[] }): ReactNode {
  const needing = items.filter(({ kind }) => kind !== 'offline');
  if (needing.length === 0) return null;
  return (
    <section aria-label="Needs you" className={css.needs}>
      <h2 className="h">{`Needs you ${needing.length}`}</h2>
      <ul>
        {needing.map((item) => (
          <li key={item.id}>
            <IconAlertTriangle className="i" aria-hidden />
            <div className="grow">
              <p>
                <b className="med sel">{item.what}</b> {item.cause}
              </p>
              <p className="t2">
                {item.alias ? <Link href={viewPath({ view: 'contested' })}>Choose a side</Link> : item.kind === 'jump' ? <ClockIsRight /> : item.next}
              </p>
            </div>
            <span className="t3 small nowrap">
              {item.device !== null && `${item.device}, `}
              <Time at={item.at} />
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
