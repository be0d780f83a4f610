// Whose registry the window shows; where there are several, the one to show is chosen here.
import { Menu, UnstyledButton } from '@mantine/core';
import { IconCheck, IconChevronDown } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useEngine } from '../../api/EngineProvider.js';
import { useStatus } from '../../data/hooks.js';
import { openView } from '../../state/openView.js';
import { useAct } from '../../state/useAct.js';
import { Mark } from './Mark.js';

export function RegistryChoice(): ReactNode {
  const engine = useEngine();
  const act = useAct();
  const { status, refresh } = useStatus();
  const mark = (
    <span className="mark">
      <Mark small />
    </span>
  );
  if (!status || status.registries.length < 2) {
    return (
      <div className="workspace">
        {mark}
        <span className="semi trunc" title={status ? `${status.entity}, ${status.registry.name}` : undefined}>
          {status?.entity ?? ''}
        </span>
      </div>
    );
  }
  const choose = (registry: string): void =>
    act.run(async () => {
      await engine.system.useRegistry({ registry });
      refresh();
      openView({ view: 'registry' });
    });
  return (
    <Menu position="bottom-start" width="target" withInitialFocusPlaceholder={false} withinPortal transitionProps={{ duration: 0 }}>
      <Menu.Target>
        <UnstyledButton className="workspace" aria-label={`Registry: ${status.registry.name}`} title={act.problem ?? `${status.entity}, ${status.registry.name}`}>
          {mark}
          <span className="semi trunc">{status.registry.name}</span>
          <IconChevronDown className="i s14 t3" style={{ marginLeft: 'auto' }} aria-hidden />
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>Registries</Menu.Label>
        {status.registries.map(({ id, name }) => (
          <Menu.Item key={id} leftSection={id === status.registry.id ? <IconCheck className="i s14" aria-hidden /> : <span style={{ width: 14 }} />} onClick={() => choose(id)}>
            {name}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
