// The registries that live in remotes, and how each stands.
import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import type { RegistrySync } from '../../../shared/contract/sync.js';
import { formatBytes } from '../../../shared/util/formatBytes.js';
import { useStatus } from '../../data/hooks.js';
import { openDialog } from '../../state/dialogs.js';
import { Time } from '../../ui/Time.js';
import css from './Sync.module.css';

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

export function Remotes({ registries }: { registries: readonly RegistrySync[] }): ReactNode {
  return (
    <section aria-label="Remotes">
      <h2 className={`h ${css.heading}`}>Remotes</h2>
      {registries.map((registry) => (
        <Remote key={registry.registry} registry={registry} />
      ))}
    </section>
  );
}

function Remote({ registry }: { registry: RegistrySync }): ReactNode {
  /** Something was made on this computer that a remote could take. */
  const here = useStatus().status?.registries.some(({ home, ops }) => home === 'computer' && ops > 1);
  return (
    <div className={css.remote}>
      <div className="grow">
        <div className="row">
          <span className="name">{registry.name}</span>
          <span className="badge">{WORDS[registry.word]}</span>
          {registry.readOnly && <span className="badge warn">read only</span>}
        </div>
        <div className="mono t2 trunc sel" title={registry.url}>
          {registry.url}
        </div>
        <div className="small t3">
          {registry.synced === null ? 'never exchanged' : <>exchanged <Time at={registry.synced} /></>}, {waiting(registry)}
        </div>
        {registry.numbering && <div className="small t3">{registry.numbering.self ? 'This device gives the numbers here' : `Numbers are given by ${registry.numbering.device}, when it syncs`}</div>}
        {registry.error && (
          <p className={css.problem} role="alert">
            {registry.error.message}
          </p>
        )}
      </div>
      {!registry.readOnly && here && (
        <Button size="xs" onClick={() => openDialog({ kind: 'moveIn', remote: registry.name })}>
          Move in…
        </Button>
      )}
      <Button size="xs" variant="subtle" onClick={() => openDialog({ kind: 'changeRemote', remote: registry.name })}>
        Change…
      </Button>
      <Button size="xs" variant="subtle" onClick={() => openDialog({ kind: 'leave', remote: registry.name })}>
        Leave…
      </Button>
    </div>
  );
}
