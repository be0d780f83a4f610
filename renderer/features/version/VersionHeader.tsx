// Who this version is: name, number, aliases, the whole digest, size, who made it and when, and from which run.
import { ActionIcon, Button } from '@mantine/core';
import { IconColumns2, IconDownload, IconFolder, IconLink, IconPlus, IconShare, IconTrash } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import type { VersionDetail } from '../../../shared/contract/entities.js';
import { formatBytes } from '../../../shared/util/formatBytes.js';
import { useScope } from '../../data/hooks.js';
import { runCommand } from '../../state/commands.js';
import { namedVersion, openDialog } from '../../state/dialogs.js';
import { AliasList, FlaggedBadge } from '../../ui/AliasBadge.js';
import { Avatar } from '../../ui/Avatar.js';
import { Digest } from '../../ui/Digest.js';
import { Time } from '../../ui/Time.js';
import { AliasMenu } from '../dialogs/AliasMenu.js';
import { HereMenu } from '../storage/HereMenu.js';
import type { Keeping } from '../storage/useKeeping.js';
import css from './Version.module.css';

const COUNT = new Intl.NumberFormat();

export function countOf(count: number, one: string, many: string): string {
  return `${COUNT.format(count)} ${count === 1 ? one : many}`;
}

interface Props {
  readonly version: VersionDetail;
  readonly keeping: Keeping;
  readonly onDownload: () => void;
  readonly onReveal: () => void;
}

export function VersionHeader({ version, keeping, onDownload, onReveal }: Props): ReactNode {
  const row = useScope('collections').rows.find(({ id }) => id === version.collection);
  return (
    <header>
      <div className={`page-head ${css.head}`}>
        <div className={`row ${css.name}`}>
          <h1 className={`title ${css.title}`}>
            {version.name} <span className={css.number}>{version.label}</span>
          </h1>
          {version.provisional !== null && (
            <span className="badge" title="The number becomes final when the registry's home confirms it. The digest never changes.">
              number not final
            </span>
          )}
          {version.deleted && <span className="badge danger">Deleted</span>}
          <FlaggedBadge level={version.safety} />
          <AliasList aliases={version.aliases} />
          {!version.deleted && (
            <AliasMenu collection={version.collection} version={namedVersion(version)} aliases={version.aliases} held={row?.aliases ?? {}}>
              <ActionIcon size={24} aria-label="Aliases" title="Set or take off aliases">
                <IconPlus className="i s14" aria-hidden />
              </ActionIcon>
            </AliasMenu>
          )}
        </div>
        <div className="actions">
          {!version.deleted && (
            <ActionIcon variant="default" aria-label="Delete version" title="Delete version" onClick={() => openDialog({ kind: 'delete', version: namedVersion(version) })}>
              <IconTrash className="i" aria-hidden />
            </ActionIcon>
          )}
          <ActionIcon variant="default" aria-label="Compare" title="Compare: choose this version, and again to see all that are chosen" onClick={() => runCommand('compare.open')}>
            <IconColumns2 className="i" aria-hidden />
          </ActionIcon>
          <ActionIcon variant="default" aria-label="Show lineage" title="Show lineage" onClick={() => runCommand('lineage.show')}>
            <IconShare className="i" aria-hidden />
          </ActionIcon>
          <Button leftSection={<IconFolder className="i" aria-hidden />} onClick={onReveal}>
            Reveal
          </Button>
          <Button leftSection={<IconLink className="i" aria-hidden />} disabled={version.deleted} onClick={() => runCommand('version.link')}>
            Link
          </Button>
          <Button variant="filled" leftSection={<IconDownload className="i" aria-hidden />} onClick={onDownload}>
            Download…
          </Button>
        </div>
      </div>
      <div className={css.identity}>
        <span className={css.digest}>
          <Digest value={version.digest} whole />
        </span>
        <span className="tnum">
          <span title={`${COUNT.format(version.bytes)} bytes`}>{formatBytes(version.bytes)}</span> in {countOf(version.files, 'file', 'files')}
        </span>
        <span className="row" style={{ gap: 6 }}>
          <Avatar name={version.actor.name} silent />
          {version.actor.name}, <Time at={version.created} />
        </span>
        {version.run && <span className={css.run}>from run {version.run.name}</span>}
        <HereMenu version={version} keeping={keeping} />
      </div>
    </header>
  );
}
