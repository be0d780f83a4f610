// The registries that live in remotes, and how each stands.
import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import type { RegistrySync } from '../../../shared/contract/sync.js';
import { formatBytes } from '../../../shared/util/formatBytes.js';
import { useEngine } from '../../api/EngineProvider.js';
import { useAct } from '../../state/useAct.js';
import { Time } from '../../ui/Time.js';
import css from './Sync.module.css';

const WORDS: Readonly<Record<RegistrySync['word'], string>> = { synced: 'Synced', syncing: 'Syncing', paused: 'Paused', offline: 'Offline', attention: 'Needs you', local: 'This device only' };

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
  const engine = useEngine();
  const act = useAct();
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
        {registry.error && (
          <p className={css.problem} role="alert">
            {registry.error.message}
          </p>
        )}
        {act.problem !== undefined && (
          <p className={css.problem} role="alert">
            {act.problem}
          </p>
        )}
      </div>
      <Button size="xs" variant="subtle" onClick={() => act.run(async () => void (await engine.remotes.remove({ name: registry.name })))}>
        Leave
      </Button>
    </div>
  );
}
