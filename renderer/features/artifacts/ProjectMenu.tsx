// What can be done with the project that is looked at: another name, another owner.
import { Menu } from '@mantine/core';
import type { ReactNode } from 'react';
import { openDialog } from '../../state/dialogs.js';
import { DotsMenu } from '../../ui/DotsMenu.js';

interface Props {
  readonly project: string;
  /** Who owns it; several where owners have projects of one name. */
  readonly owners: readonly string[];
}

export function ProjectMenu({ project, owners }: Props): ReactNode {
  return (
    <DotsMenu label="More" title="Rename or move this project">
      {owners.map((entity) => {
        const whose = owners.length > 1 ? ` of ${entity}` : '';
        return [
          <Menu.Item key={`rename ${entity}`} onClick={() => openDialog({ kind: 'rename', what: 'project', reference: `${entity}/${project}`, name: project })}>{`Rename project${whose}…`}</Menu.Item>,
          <Menu.Item key={`move ${entity}`} onClick={() => openDialog({ kind: 'move', what: 'project', reference: `${entity}/${project}`, name: project, entity, project })}>{`Move project${whose} to another owner…`}</Menu.Item>,
        ];
      })}
    </DotsMenu>
  );
}
