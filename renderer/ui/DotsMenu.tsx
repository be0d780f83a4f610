// The three dots behind which lies what else can be done with a thing: Menu.Items as children.
import { ActionIcon, Menu } from '@mantine/core';
import { IconDots } from '@tabler/icons-react';
import type { ReactNode } from 'react';

interface DotsMenuProps {
  readonly label: string;
  readonly title?: string;
  /** In a row or on a card; else in the head of a page, with a border. */
  readonly small?: boolean;
  /** -1 in a table, whose keys open the menu. */
  readonly tabIndex?: number;
  readonly children: ReactNode;
}

export function DotsMenu({ label, title, small = false, tabIndex = 0, children }: DotsMenuProps): ReactNode {
  return (
    <Menu position="bottom-end" withInitialFocusPlaceholder={false} withinPortal transitionProps={{ duration: 0 }}>
      <Menu.Target>
        <ActionIcon {...(small ? { size: 24 } : { variant: 'default' })} aria-label={label} title={title} tabIndex={tabIndex}>
          <IconDots className={small ? 'i s14' : 'i'} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>{children}</Menu.Dropdown>
    </Menu>
  );
}
