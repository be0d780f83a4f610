// Each thing that is not as it should be: what, which device, why, and the next step, which is done from here where it can be.
import { Button } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { Link } from 'wouter';
import { viewPath } from '../../../shared/contract/links.js';
import type { RegistrySync, SyncItem, SyncStatus } from '../../../shared/contract/sync.js';
import { useEngine } from '../../api/EngineProvider.js';
import { openDialog } from '../../state/dialogs.js';
import { keepSyncStatus } from '../../state/syncStatus.js';
import { useAct } from '../../state/useAct.js';
import { Time } from '../../ui/Time.js';
import css from './Sync.module.css';
import type { Check } from './useCheck.js';

interface Step {
  /** The next step, as the window offers it. */
  readonly words: string;
  readonly act: (remote: RegistrySync, check: Check) => void;
  readonly label: (remote: RegistrySync) => string;
}

const checks = { label: ({ name }: RegistrySync) => `Check ${name}`, act: (remote: RegistrySync, check: Check) => check.start(remote, false) };

/** Steps that the window has a button for; the others are told in words. */
const STEPS: Partial<Readonly<Record<SyncItem['kind'], Step>>> = {
  missing: { words: 'It is asked for again with each sync. A device that has it sends it again when it checks the remote.', ...checks },
  damaged: { words: 'It is kept out. A device that has it whole mends it when it checks the remote.', ...checks },
  gone: { words: 'See that the right disk or share is connected. If it is, this device can fill it again.', label: ({ name }) => `Fill ${name} again…`, act: ({ registry, name }) => openDialog({ kind: 'refill', registry, remote: name }) },
  credentials: { words: 'Give other keys for this remote.', label: ({ name }) => `Keys of ${name}…`, act: ({ name }) => openDialog({ kind: 'changeRemote', remote: name }) },
};

export function NeedsYou({ status: { items, registries }, check }: { status: SyncStatus; check: Check }): ReactNode {
  const needing = items.filter(({ kind }) => kind !== 'offline' && kind !== 'late');
  if (needing.length === 0) return null;
  return (
    <section aria-label="Needs you" className={css.needs}>
      <h2 className="h">{`Needs you ${needing.length}`}</h2>
      <ul>
        {needing.map((item, index) => (
          <Item
            key={item.id}
            item={item}
            remote={registries.find(({ registry }) => registry === item.registry)}
            first={needing.findIndex(({ registry, kind }) => registry === item.registry && STEPS[kind]?.act === STEPS[item.kind]?.act) === index}
            check={check}
          />
        ))}
      </ul>
    </section>
  );
}

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

function Acknowledge({ collection }: { collection: string }): ReactNode {
  const engine = useEngine();
  const act = useAct();
  return (
    <>
      Until you acknowledge it, the name means neither on this device.{' '}
      <Button size="xs" loading={act.pending} onClick={() => act.run(async () => void (await engine.registry.acknowledge({ ref: collection })))}>
        Acknowledge
      </Button>{' '}
      {act.problem}
    </>
  );
}

function nextOf(item: SyncItem, step: Step | undefined): ReactNode {
  if (item.alias) return <Link href={viewPath({ view: 'contested' })}>Choose a side</Link>;
  if (item.kind === 'jump') return <ClockIsRight />;
  return item.numbersOf === undefined ? (step?.words ?? item.next) : <Acknowledge collection={item.numbersOf} />;
}

/** Of several that the same step helps, the first has its button. */
function Item({ item, remote, first, check }: { item: SyncItem; remote: RegistrySync | undefined; first: boolean; check: Check }): ReactNode {
  const step = remote && STEPS[item.kind];
  return (
    <li>
      <IconAlertTriangle className="i" aria-hidden />
      <div className="grow">
        <p>
          <b className="med sel">{item.what}</b> {item.cause}
        </p>
        <p className="t2">{nextOf(item, step)}</p>
        {step && first && (
          <Button size="xs" disabled={check.task.state.phase === 'running'} onClick={() => step.act(remote, check)}>
            {step.label(remote)}
          </Button>
        )}
      </div>
      <span className="t3 small nowrap">
        {item.device !== null && `${item.device}, `}
        <Time at={item.at} />
      </span>
    </li>
  );
}
