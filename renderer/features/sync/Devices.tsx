// The devices that meet in a remote, and when each was last heard of.
import { ActionIcon } from '@mantine/core';
import { IconDeviceLaptop, IconX } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import type { DeviceRow } from '../../../shared/contract/sync.js';
import { durationWords } from '../../../shared/util/durationWords.js';
import { useEngine } from '../../api/EngineProvider.js';
import { useStatus } from '../../data/hooks.js';
import { useAnswer } from '../../data/useAnswer.js';
import { openDialog } from '../../state/dialogs.js';
import { useSyncStatus } from '../../state/syncStatus.js';
import { Time } from '../../ui/Time.js';
import css from './Sync.module.css';

/** By the remote's clock where that is known; a device's own may be wrong. */
function LastSeen({ device: { lastSent, lastSeen } }: { device: DeviceRow }): ReactNode {
  if (lastSent !== null) return <Time at={lastSent} />;
  return lastSeen === null ? 'never' : <><Time at={lastSeen} /> by its own clock</>;
}

/** The first operation of a device says who it is. */
const madeWords = ({ ops }: DeviceRow): string => (ops === 1 ? 'has made nothing yet' : `${ops.toLocaleString('en')} changes`);

export function Devices({ registry, name }: { registry: string; name: string | undefined }): ReactNode {
  const engine = useEngine();
  const ops = useStatus().status?.registries.find(({ id }) => id === registry)?.ops ?? 0;
  const stamp = (useSyncStatus()?.registries.find((each) => each.registry === registry)?.synced ?? 0) + ops;
  const { value, error } = useAnswer({ registry }, (question, signal) => engine.sync.devices(question, { signal }), stamp);
  const title = name === undefined ? 'Devices' : `Devices of ${name}`;
  return (
    <section className="sec" aria-label={title}>
      <h2 className="sec-h">
        {title}
        {value && <span className="end tnum">{value.length}</span>}
      </h2>
      {error && <p className="small">{error.message}</p>}
      <ul className={css.devices}>
        {value?.map((device) => (
          <li key={device.id}>
            <IconDeviceLaptop className="i t3" aria-hidden />
            <span className="grow">
              <span className="name trunc">{device.name}</span>
              <span className="small t3">{device.self ? 'this device' : madeWords(device)}</span>
              {device.forked && <span className="small t3">was copied; its machines go on as others</span>}
              {device.ahead !== null && <span className={css.failed}>its clock is {durationWords(device.ahead)} ahead</span>}
              {device.removed && <span className="small t3">{device.shutOut > 0 ? `taken out, ${device.shutOut.toLocaleString('en')} later changes do not count` : 'taken out'}</span>}
            </span>
            {!device.self && !device.removed && (
              <ActionIcon size={24} aria-label={`Take ${device.name} out`} title="Take this device out of the registry" onClick={() => openDialog({ kind: 'removeDevice', device: { id: device.id, registry: device.registry, name: device.name, ops: device.ops } })}>
                <IconX className="i s14" aria-hidden />
              </ActionIcon>
            )}
            <span className="small t3 nowrap">{device.self ? 'now' : <LastSeen device={device} />}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}
