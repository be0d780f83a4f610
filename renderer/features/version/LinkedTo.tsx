// The registered models that a version is linked to: what they call it, the way there, and out of them again.
import { ActionIcon } from '@mantine/core';
import { IconPlus, IconStack2, IconUnlink } from '@tabler/icons-react';
import { notifications } from '@mantine/notifications';
import type { ReactNode } from 'react';
import { Link } from 'wouter';
import type { VersionDetail } from '../../../shared/contract/entities.js';
import { viewPath } from '../../../shared/contract/links.js';
import { useEngine } from '../../api/EngineProvider.js';
import { useScope } from '../../data/hooks.js';
import { runCommand } from '../../state/commands.js';
import { openDialog } from '../../state/dialogs.js';
import { problemOf } from '../../state/useAct.js';
import { AliasList } from '../../ui/AliasBadge.js';
import { unlink } from '../dialogs/unlink.js';
import { Origin } from './Origin.js';

type Linked = VersionDetail['links'][number];

export function LinkedTo({ version }: { version: VersionDetail }): ReactNode {
  const { rows } = useScope('collections');
  return (
    <section className="sec" aria-label="Linked to">
      <h2 className="sec-h">
        Linked to
        <span className="end">
          <ActionIcon size={20} aria-label="Link to a registered model" title="Link to a registered model" disabled={version.deleted} onClick={() => runCommand('version.link')}>
            <IconPlus className="i s14" aria-hidden />
          </ActionIcon>
        </span>
      </h2>
      {version.links.length === 0 && <p className="small t3">No registered model holds this version yet.</p>}
      {version.links.map((link) => (
        <OneLink key={link.id} link={link} version={version.id} place={rows.find(({ id }) => id === link.model)} />
      ))}
    </section>
  );
}

function OneLink({ link, version, place }: { link: Linked; version: string; place: { readonly entity: string; readonly project: string } | undefined }): ReactNode {
  const engine = useEngine();
  const set = link.aliases.filter(({ kind }) => kind === 'set').map(({ name }) => name);
  const take = (): void => {
    if (!place) return;
    const named = { ref: `${place.entity}/${place.project}/${link.ref}`, model: link.name, label: link.label, aliases: set, version };
    if (set.length > 0) openDialog({ kind: 'unlink', link: named });
    else unlink(engine, named, link.aliases.length > 0).catch((error: unknown) => notifications.show({ message: problemOf(error) }));
  };
  return (
    <Origin Icon={IconStack2}>
      <div className="row">
        <span className="grow">
          <Link href={viewPath({ view: 'collection', collection: link.model })} className="med">
            {link.name}
          </Link>{' '}
          <span className="ver t2">{link.label}</span>
        </span>
        <ActionIcon size={20} aria-label={`Unlink from ${link.name}`} title={`Unlink from ${link.name}`} disabled={!place} onClick={take}>
          <IconUnlink className="i s14" aria-hidden />
        </ActionIcon>
      </div>
      <div className="small t3">registered model{place && `, ${place.entity}`}</div>
      {set.length > 0 && <AliasList aliases={link.aliases.filter(({ kind }) => kind === 'set')} width={280} />}
    </Origin>
  );
}
