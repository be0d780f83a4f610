// The devices that meet in a remote, and when each was last heard of.
import { IconDeviceLaptop } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useEngine } from '../../api/EngineProvider.js';
import { useAnswer } from '../../data/useAnswer.js';
import { useSyncStatus } from '../../state/syncStatus.js';
import { Time } from '../../ui/Time.js';
import css from './Sync.module.css';

export function Devices({ registry, name }: { registry: string; name: string | undefined }): ReactNode {
  const engine = useEngine();
  const stamp = useSyncStatus()?.registries.find((each) => each.registry === registry)?.synced ?? 0;
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
              <span className="small t3">{device.self ? 'this device' : `${device.ops.toLocaleString('en')} changes`}</span>
              {device.forked && <span className={css.failed}>writes under a copied identity</span>}
              {device.removed && <span className="small t3">removed</span>}
            </span>
            <span className="small t3 nowrap">{device.self ? 'now' : device.lastSeen === null ? 'never' : <Time at={device.lastSeen} />}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}
