// What can be looked at in a remote: whether all is there, whether every byte is right, and what the storage itself promises.
import { Button, Menu } from '@mantine/core';
import { IconChevronDown } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import type { RegistrySync } from '../../../shared/contract/sync.js';
import { openDialog } from '../../state/dialogs.js';
import css from './Sync.module.css';
import type { Check } from './useCheck.js';

export function CheckMenu({ remote, check }: { remote: Pick<RegistrySync, 'registry' | 'name'>; check: Check }): ReactNode {
  return (
    <Menu position="bottom-end" withInitialFocusPlaceholder={false} withinPortal transitionProps={{ duration: 0 }}>
      <Menu.Target>
        <Button size="xs" variant="subtle" rightSection={<IconChevronDown className="i s14" aria-hidden />} disabled={check.task.state.phase === 'running'} aria-label={`Check ${remote.name}`}>
          Check
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item onClick={() => check.start(remote, false)}>
          Look for what is missing
          <span className={css.about}>Reads every byte here, and asks whether all of it is there</span>
        </Menu.Item>
        <Menu.Item onClick={() => check.start(remote, true)}>
          Read every byte there too
          <span className={css.about}>Takes as long as fetching all of it</span>
        </Menu.Item>
        <Menu.Divider />
        <Menu.Item onClick={() => openDialog({ kind: 'testRemote', remote: remote.name })}>
          Test the storage…
          <span className={css.about}>Reach, rights, clock, speed: what adding it tried</span>
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
