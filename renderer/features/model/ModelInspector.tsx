// One linked version beside the table: what it is, where it comes from, its aliases, and its metrics beside production's.
import { ActionIcon, Button } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconExternalLink, IconTag, IconUnlink } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { Link } from 'wouter';
import type { CollectionRow, VersionRow } from '../../../shared/contract/entities.js';
import { viewPath } from '../../../shared/contract/links.js';
import { useEngine } from '../../api/EngineProvider.js';
import { namedVersion, openDialog } from '../../state/dialogs.js';
import { openView } from '../../state/openView.js';
import { problemOf } from '../../state/useAct.js';
import { AliasList, AvailabilityBadge, FlaggedBadge } from '../../ui/AliasBadge.js';
import { Bytes } from '../../ui/Bytes.js';
import { Digest } from '../../ui/Digest.js';
import { MetricValue, shortValue } from '../../ui/MetricValue.js';
import { Time } from '../../ui/Time.js';
import { AliasMenu } from '../dialogs/AliasMenu.js';
import { refWithin } from '../dialogs/moveAlias.js';
import { unlink } from '../dialogs/unlink.js';
import { VersionHistory } from './VersionHistory.js';
import css from './Model.module.css';

interface Props {
  readonly model: CollectionRow;
  readonly version: VersionRow;
  /** The one in production, if any. */
  readonly production: VersionRow | undefined;
}

export function ModelInspector({ model, version, production }: Props): ReactNode {
  const engine = useEngine();
  const set = version.aliases.filter(({ kind }) => kind === 'set').map(({ name }) => name);
  const take = (): void => {
    const link = { ref: refWithin(version), model: model.name, label: version.label, aliases: set, version: version.id };
    if (set.length > 0) openDialog({ kind: 'unlink', link });
    else unlink(engine, link, version.aliases.length > 0).catch((error: unknown) => notifications.show({ message: problemOf(error) }));
  };
  return (
    <aside className="inspector" aria-label={`${model.name} ${version.label}`}>
      <section className="sec">
        <div className={css.inspHead}>
          <h2 className="ver" style={{ fontSize: 'var(--fs-strong)' }}>
            {version.label}
          </h2>
          <AliasList aliases={version.aliases} />
          <FlaggedBadge level={version.safety} />
          <span className="grow" />
          <ActionIcon size={24} aria-label="Open the version" title="Open the version" onClick={() => openView({ view: 'version', version: version.id, tab: 'overview' })}>
            <IconExternalLink className="i s14" aria-hidden />
          </ActionIcon>
        </div>
        <dl className="kv">
          <dt>Digest</dt>
          <dd>
            <Digest value={version.digest} />
          </dd>
          <dt>Source</dt>
          <dd>
            <Link href={viewPath({ view: 'version', version: version.id, tab: 'overview' })} className="mono trunc" title={version.source?.ref}>
              {version.source ? `${version.source.name}:${version.source.label}` : version.ref}
            </Link>
            {version.deleted && <span className="badge danger">Deleted</span>}
          </dd>
          <dt>Logged</dt>
          <dd>
            <span className="trunc">
              <Time at={version.created} />, {version.actor.name}
            </span>
          </dd>
          {version.run && (
            <>
              <dt>Run</dt>
              <dd>
                <span className="trunc" title={version.run.name}>
                  {version.run.name}
                </span>
              </dd>
            </>
          )}
          <dt>Contents</dt>
          <dd>
            <Bytes value={version.bytes} /> in {version.files} {version.files === 1 ? 'file' : 'files'}
          </dd>
          <dt>Here</dt>
          <dd>
            <AvailabilityBadge value={version.availability} pinned={version.pinned} />
          </dd>
        </dl>
        <div className={css.acts}>
          <AliasMenu collection={model.id} version={namedVersion(version)} aliases={version.aliases} held={model.aliases}>
            <Button size="xs" leftSection={<IconTag className="i s14" aria-hidden />}>
              Aliases
            </Button>
          </AliasMenu>
          <Button size="xs" leftSection={<IconUnlink className="i s14" aria-hidden />} onClick={take}>
            Unlink
          </Button>
        </div>
      </section>
      <Metrics version={version} production={production} />
      <VersionHistory model={model} version={version} />
    </aside>
  );
}

/** Nothing is called better or worse here: which way a metric should go is not known. */
function Metrics({ version, production }: { version: VersionRow; production: VersionRow | undefined }): ReactNode {
  const names = Object.keys(version.metrics).sort();
  const beside = production && production.id !== version.id ? production : undefined;
  const delta = (name: string): string => {
    const [now, was] = [version.metrics[name], beside?.metrics[name]];
    if (typeof now !== 'number' || typeof was !== 'number') return '';
    return `${now >= was ? '+' : '−'}${shortValue(Math.abs(now - was))}`;
  };
  return (
    <section className="sec" aria-label="Metrics">
      <h2 className="sec-h">
        Metrics
        {beside && <span className="end">vs production {beside.label}</span>}
      </h2>
      {names.length === 0 && <p className="small t3">No metrics were recorded.</p>}
      <div className={css.mini}>
        {names.map((name) => (
          <MetricLine key={name} name={name} version={version} delta={delta(name)} />
        ))}
      </div>
    </section>
  );
}

function MetricLine({ name, version, delta }: { name: string; version: VersionRow; delta: string }): ReactNode {
  return (
    <>
      <span className="trunc" title={name}>
        {name}
      </span>
      <MetricValue value={version.metrics[name]} />
      <span className="num t2" style={{ textAlign: 'right' }}>
        {delta}
      </span>
    </>
  );
}
