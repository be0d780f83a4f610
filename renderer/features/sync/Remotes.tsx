// The registries that live in remotes, and how each stands.
import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import type { RegistrySync } from '../../../shared/contract/sync.js';
import { formatBytes } from '../../../shared/util/formatBytes.js';
import { useStatus } from '../../data/hooks.js';
import { openDialog } from '../../state/dialogs.js';
import { Time } from '../../ui/Time.js';
import { CheckMenu } from './CheckMenu.js';
import { Mirrors } from './Mirrors.js';
import css from './Sync.module.css';
import type { Check } from './useCheck.js';

const WORDS: Readonly<Record<RegistrySync['word'], string>> = { synced: 'Synced', syncing: 'Syncing', waiting: 'Waiting', paused: 'Paused', offline: 'Offline', attention: 'Needs you', local: 'This device only' };

function waiting({ ops, claims, up, down }: RegistrySync): string {
  const parts = [
    ops > 0 ? `${ops.toLocaleString('en')} ${ops === 1 ? 'change' : 'changes'} to send` : '',
    claims > 0 ? `${claims.toLocaleString('en')} waiting for a number or place` : '',
    up > 0 ? `${formatBytes(up)} to send` : '',
    down > 0 ? `${formatBytes(down)} to fetch` : '',
  ].filter((part) => part !== '');
  return parts.join(', ') || 'nothing waits';
}

export function Remotes({ registries, check }: { registries: readonly RegistrySync[]; check: Check }): ReactNode {
  return (
    <section aria-label="Remotes">
      <h2 className={`h ${css.heading}`}>Remotes</h2>
      {registries.map((registry) => (
        <Remote key={registry.registry} registry={registry} check={check} />
      ))}
    </section>
  );
}

function Remote({ registry, check }: { registry: RegistrySync; check: Check }): ReactNode {
  /** Something was made on this computer that a remote could take. */
  const here = useStatus().status?.registries.some(({ home, ops }) => home === 'computer' && ops > 1);
  return (
    <div className={css.remote}>
      <div className="grow">
        <div className="row">
          <span className="name">{registry.name}</span>
          <span className="badge">{WORDS[registry.word]}</span>
          {registry.readOnly && <span className="badge warn">{registry.mirror ? 'mirror, read only' : 'read only'}</span>}
        </div>
        <div className="mono t2 trunc sel" title={registry.url}>
          {registry.url}
        </div>
        <div className="small t3">
          {registry.synced === null ? 'never exchanged' : <>exchanged <Time at={registry.synced} /></>}, {waiting(registry)}
        </div>
        {registry.numbering && <Numbering remote={registry.name} {...registry.numbering} />}
        <Mirrors mirrors={registry.mirrors} />
        {registry.error && (
          <p className={css.problem} role="alert">
            {registry.error.message}
          </p>
        )}
      </div>
      <div className={css.acts}>
        {!registry.readOnly && here && (
          <Button size="xs" onClick={() => openDialog({ kind: 'moveIn', remote: registry.name })}>
            Move in…
          </Button>
        )}
        {registry.mirror && (
          <Button size="xs" onClick={() => openDialog({ kind: 'promote', remote: registry.name })}>
            Make it the home…
          </Button>
        )}
        {!registry.mirror && (
          <Button size="xs" variant="subtle" onClick={() => openDialog({ kind: 'addMirror', remote: registry.name })}>
            Add mirror…
          </Button>
        )}
        <CheckMenu remote={registry} check={check} />
        <Button size="xs" variant="subtle" onClick={() => openDialog({ kind: 'changeRemote', remote: registry.name })}>
          Change…
        </Button>
        <Button size="xs" variant="subtle" onClick={() => openDialog({ kind: 'leave', remote: registry.name })}>
          Leave…
        </Button>
      </div>
    </div>
  );
}

/** Where the storage decides nothing: which device does. One that is lost is replaced here. */
function Numbering({ remote, device, self }: { remote: string; device: string; self: boolean }): ReactNode {
  if (self) return <div className="small t3">This device gives the numbers here</div>;
  return (
    <div className={`small t3 ${css.numbering}`}>
      Numbers are given by {device}, when it syncs
      <Button size="xs" variant="subtle" onClick={() => openDialog({ kind: 'numbering', remote, holder: device })}>
        Give them from here…
      </Button>
    </div>
  );
}
