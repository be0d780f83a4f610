// Where the bytes of a version are, in a word, and what can be done about it: keep them here, fetch them, free their space.
import { Menu, UnstyledButton } from '@mantine/core';
import { IconChevronDown, IconCloudDown, IconPackageExport, IconPin, IconPinnedOff, IconCloud } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import type { VersionRow } from '../../../shared/contract/entities.js';
import { useSyncStatus } from '../../state/syncStatus.js';
import { openDialog } from '../../state/dialogs.js';
import { AvailabilityBadge, availabilityWord } from '../../ui/AliasBadge.js';
import type { Keeping } from './useKeeping.js';
import css from './Here.module.css';

interface Props {
  readonly version: Pick<VersionRow, 'id' | 'ref' | 'availability' | 'pinned'>;
  readonly keeping: Keeping;
}

export function HereMenu({ version, keeping }: Props): ReactNode {
  const { id, ref: name, availability, pinned = false } = version;
  const subject = { ref: id };
  const alone = (useSyncStatus()?.registries.length ?? 0) === 0;
  return (
    <Menu position="bottom-start" withInitialFocusPlaceholder={false} withinPortal transitionProps={{ duration: 0 }}>
      <Menu.Target>
        <UnstyledButton className={css.here ?? ''} aria-label={`${availabilityWord(availability, pinned)}: where the bytes of ${name} are`}>
          <AvailabilityBadge value={availability} pinned={pinned} />
          <IconChevronDown className="i s14 t3" aria-hidden />
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        {pinned ? (
          <Menu.Item leftSection={<IconPinnedOff className="i s14" aria-hidden />} onClick={() => keeping.unpin(subject, name)}>
            Unpin
          </Menu.Item>
        ) : (
          <Menu.Item leftSection={<IconPin className="i s14" aria-hidden />} onClick={() => keeping.pin(subject, name)}>
            Keep on this device
          </Menu.Item>
        )}
        {availability !== 'offline' && (
          <Menu.Item leftSection={<IconCloudDown className="i s14" aria-hidden />} onClick={() => keeping.fetch(subject, name)}>
            Fetch now
          </Menu.Item>
        )}
        <Menu.Item leftSection={<IconPackageExport className="i s14" aria-hidden />} onClick={() => openDialog({ kind: 'exportBundle', of: subject, what: name })}>
          Export to a .cairn file…
        </Menu.Item>
        {availability !== 'online' && (
          <Menu.Item disabled={alone} title={alone ? 'Without a remote this is the only copy' : undefined} leftSection={<IconCloud className="i s14" aria-hidden />} onClick={() => openDialog({ kind: 'evict', subject, name })}>
            Free its space here…
          </Menu.Item>
        )}
      </Menu.Dropdown>
    </Menu>
  );
}
