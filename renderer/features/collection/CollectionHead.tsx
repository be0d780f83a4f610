// The head of a collection: its name, who holds its aliases, what it is for, and the one act: a new version.
import { Button, Menu } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import type { CollectionRow } from '../../../shared/contract/entities.js';
import { openDialog } from '../../state/dialogs.js';
import { AliasList, AvailabilityBadge } from '../../ui/AliasBadge.js';
import { DotsMenu } from '../../ui/DotsMenu.js';
import { FollowButton } from './FollowButton.js';
import { PinButton } from './PinButton.js';
import { setAliases } from './collectionColumns.js';

interface Props {
  readonly id: string;
  readonly name: string;
  /** Missing while the list of collections is on its way. */
  readonly row: CollectionRow | undefined;
  readonly onNewVersion: () => void;
}

export function CollectionHead({ id, name, row, onNewVersion }: Props): ReactNode {
  const aliases = row ? setAliases(row) : [];
  return (
    <div className="page-head">
      <div>
        <div className="row gap3" style={{ flexWrap: 'wrap', rowGap: 4 }}>
          <h1 className="title trunc sel" title={name}>
            {name}
          </h1>
          <PinButton id={id} />
          <FollowButton id={id} />
          <AliasList aliases={aliases} />
          {row?.availability && <AvailabilityBadge value={row.availability} pinned={row.pinned} />}
        </div>
        {row && (
          <p className="sub trunc" title={row.description}>
            <span className="t3">
              {row.type} in {row.entity}/{row.project}
              {row.tags.length > 0 && `, tagged ${row.tags.join(', ')}`}
            </span>
            {row.description && <span style={{ marginLeft: 12 }}>{row.description}</span>}
          </p>
        )}
      </div>
      <div className="actions">
        <DotsMenu label="More" title="Rename, move, export, thin, time to live">
          <Menu.Item onClick={() => openDialog({ kind: 'rename', what: 'collection', reference: id, name })}>Rename…</Menu.Item>
          {row && <Menu.Item onClick={() => openDialog({ kind: 'move', what: 'artifact', reference: id, name, entity: row.entity, project: row.project })}>Move to another project…</Menu.Item>}
          <Menu.Item onClick={() => openDialog({ kind: 'exportBundle', of: { collection: id }, what: name })}>Export to a .cairn file…</Menu.Item>
          <Menu.Item onClick={() => openDialog({ kind: 'thin', collection: id, name })}>Thin by a rule…</Menu.Item>
          <Menu.Item onClick={() => openDialog({ kind: 'ttl', collection: id, name })}>Time to live…</Menu.Item>
        </DotsMenu>
        <Button variant="filled" leftSection={<IconPlus className="i" aria-hidden />} onClick={onNewVersion}>
          New version
        </Button>
      </div>
    </div>
  );
}
