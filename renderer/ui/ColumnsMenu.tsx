// Which columns a table shows: a menu of boxes that stays open while they are ticked.
import { Button, Menu } from '@mantine/core';
import { IconColumns } from '@tabler/icons-react';
import type { ReactNode } from 'react';

interface Props {
  readonly choices: readonly { readonly id: string; readonly title: string; readonly shown: boolean }[];
  readonly onShow: (column: string, shown: boolean) => void;
  /** Shown while anything was chosen. */
  readonly onReset?: (() => void) | undefined;
}

export function ColumnsMenu({ choices, onShow, onReset }: Props): ReactNode {
  return (
    <Menu position="bottom-end" withInitialFocusPlaceholder={false} closeOnItemClick={false} transitionProps={{ duration: 0 }}>
      <Menu.Target>
        <Button variant="subtle" leftSection={<IconColumns className="i s14" aria-hidden />}>
          Columns
        </Button>
      </Menu.Target>
      <Menu.Dropdown mah={360} style={{ overflowY: 'auto' }}>
        {choices.map(({ id, title, shown }) => (
          <Menu.CheckboxItem key={id} checked={shown} onChange={() => onShow(id, !shown)}>
            {title}
          </Menu.CheckboxItem>
        ))}
        {onReset && (
          <>
            <Menu.Divider />
            <Menu.Item onClick={onReset}>As at first</Menu.Item>
          </>
        )}
      </Menu.Dropdown>
    </Menu>
  );
}
