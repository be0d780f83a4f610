// What each collection takes, and how much of it is here; open one to see its versions.
import { Menu } from '@mantine/core';
import { IconCloudDown, IconPin, IconPinnedOff, IconCloud } from '@tabler/icons-react';
import { useMemo, useState, type ReactNode } from 'react';
import type { DiskUse } from '../../../shared/contract/storage.js';
import { openDialog } from '../../state/dialogs.js';
import { openView } from '../../state/openView.js';
import { AvailabilityBadge } from '../../ui/AliasBadge.js';
import { Bytes } from '../../ui/Bytes.js';
import type { Column, Sort } from '../../ui/columns.js';
import { DotsMenu } from '../../ui/DotsMenu.js';
import { VirtualTable } from '../../ui/VirtualTable.js';
import type { Keeping } from './useKeeping.js';

type Row = DiskUse['collections'][number];

interface Props {
  readonly rows: readonly Row[];
  readonly more: number;
  /** Id of the registry that the window shows. */
  readonly registry: string;
  readonly keeping: Keeping;
}

const HEAD = 29;
const LINE = 28;

export function Collections({ rows, more, registry, keeping }: Props): ReactNode {
  const [sort, setSort] = useState<Sort>({ column: 'here', descending: true });
  const columns = useMemo<readonly Column<Row>[]>(
    () => [
      { id: 'name', title: 'Collection', min: 104, grow: 2, cell: ({ name }) => <span className="mono trunc" title={name}>{name}</span>, compare: (a, b) => a.name.localeCompare(b.name) },
      { id: 'type', title: 'Type', width: 96, leaves: 3, cell: ({ type }) => <span className="t2 trunc" title={type}>{type}</span> },
      { id: 'versions', title: 'Versions', width: 88, align: 'right', leaves: 2, cell: ({ versions }) => <span className="num">{versions}</span>, compare: (a, b) => a.versions - b.versions, descending: true },
      { id: 'where', title: 'On this device', width: 140, cell: ({ availability, pinned, versions }) => <AvailabilityBadge value={availability} pinned={pinned > 0 && pinned >= versions} /> },
      { id: 'here', title: 'Here', width: 84, align: 'right', cell: ({ here }) => <Bytes value={here} />, compare: (a, b) => a.here - b.here, descending: true },
      { id: 'bytes', title: 'In all', width: 96, align: 'right', leaves: 1, cell: ({ bytes }) => <Bytes value={bytes} />, compare: (a, b) => a.bytes - b.bytes, descending: true },
      { id: 'acts', title: '', width: 40, cell: (row) => (row.registry === registry ? <Acts row={row} keeping={keeping} /> : null) },
    ],
    [registry, keeping],
  );
  return (
    <section aria-label="By collection">
      <h2 className="h" style={{ padding: '16px 24px 8px' }}>
        By collection
      </h2>
      <div style={{ height: HEAD + Math.min(rows.length, 40) * LINE + 2, display: 'flex' }}>
        <VirtualTable dense label="Collections by size" rows={rows} columns={columns} rowKey={(row) => `${row.registry} ${row.id}`} rowText={(row) => row.name} sort={sort} onSort={setSort} onOpen={(row) => row.registry === registry && openView({ view: 'collection', collection: row.id })} />
      </div>
      {more > 0 && <p className="small t3" style={{ padding: '4px 24px' }}>{more} smaller ones are not listed.</p>}
    </section>
  );
}

function Acts({ row, keeping }: { row: Row; keeping: Keeping }): ReactNode {
  const subject = { collection: row.id };
  return (
    <span onClick={(event) => event.stopPropagation()} onKeyDown={(event) => event.stopPropagation()}>
      <DotsMenu small label={`What to do with ${row.name}`} tabIndex={-1}>
        {row.pinned < row.versions && (
          <Menu.Item leftSection={<IconPin className="i s14" aria-hidden />} onClick={() => keeping.pin(subject, row.name)}>
            Keep all on this device
          </Menu.Item>
        )}
        {row.pinned > 0 && (
          <Menu.Item leftSection={<IconPinnedOff className="i s14" aria-hidden />} onClick={() => keeping.unpin(subject, row.name)}>
            Unpin
          </Menu.Item>
        )}
        {row.availability !== 'offline' && (
          <Menu.Item leftSection={<IconCloudDown className="i s14" aria-hidden />} onClick={() => keeping.fetch(subject, row.name)}>
            Fetch what is missing
          </Menu.Item>
        )}
        {row.here > 0 && (
          <Menu.Item leftSection={<IconCloud className="i s14" aria-hidden />} onClick={() => openDialog({ kind: 'evict', subject, name: row.name })}>
            Free its space here…
          </Menu.Item>
        )}
      </DotsMenu>
    </span>
  );
}
