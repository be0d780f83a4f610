// What can be done with the project that is looked at: another name, another owner.
import { ActionIcon, Menu } from '@mantine/core';
import { IconDots } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { openDialog } from '../../state/dialogs.js';

interface Props {
  readonly project: string;
  /** Who owns it; several where owners have projects of one name. */
  readonly owners: readonly string[];
}

export function ProjectMenu({ project, owners }: Props): ReactNode {
  return (
    <Menu position="bottom-end" withInitialFocusPlaceholder={false} transitionProps={{ duration: 0 }}>
      <Menu.Target>
        <ActionIcon variant="default" aria-label="More" title="Rename or move this project">
          <IconDots className="i" aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {owners.map((entity) => {
          const whose = owners.length > 1 ? ` of ${entity}` : '';
          return [
            <Menu.Item key={`rename ${entity}`} onClick={() => openDialog({ kind: 'rename', what: 'project', reference: `${entity}/${project}`, name: project })}>{`Rename project${whose}…`}</Menu.Item>,
            <Menu.Item key={`move ${entity}`} onClick={() => openDialog({ kind: 'move', what: 'project', reference: `${entity}/${project}`, name: project, entity, project })}>{`Move project${whose} to another owner…`}</Menu.Item>,
          ];
        })}
      </Menu.Dropdown>
    </Menu>
  );
}
