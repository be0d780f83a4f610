// What is unusual about this version, in a sentence each: deleted, contested, bytes that are not here.
import { Button } from '@mantine/core';
import { IconAlertTriangle, IconCloud } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import type { DeletionShown, VersionDetail } from '../../../shared/contract/entities.js';
import { useEngine } from '../../api/EngineProvider.js';
import { useAnswer } from '../../data/useAnswer.js';
import { openView } from '../../state/openView.js';
import { useAct } from '../../state/useAct.js';
import type { Keeping } from '../storage/useKeeping.js';
import { AliasGlyph } from '../../ui/AliasGlyph.js';
import { momentTime, Time } from '../../ui/Time.js';
import css from './Version.module.css';

/** Files looked at to tell references from bytes that have not arrived. */
const LOOKED_AT = 50;

export function StateBanners({ version, keeping }: { version: VersionDetail; keeping: Keeping }): ReactNode {
  const engine = useEngine();
  const { value: files } = useAnswer(version.availability === 'online' ? { version: version.id, limit: LOOKED_AT } : undefined, (question, signal) => engine.versions.files(question, { signal }));
  const references = files !== undefined && files.rows.length > 0 && files.rows.every(({ uri }) => uri);
  return (
    <>
      {version.deleted && (
        <div className={css.banner} data-tone="danger">
          <IconAlertTriangle className="i" aria-hidden />
          <span className="grow">
            This version was deleted. {version.deletion && <DeletedBy deletion={version.deletion} />} Its number and history stay; it no longer takes part in aliases and lists.
          </span>
          {version.deletion?.restorable !== false && <Restore version={version.id} />}
        </div>
      )}
      {version.contests.map(({ alias, name, holder }) => (
        <div key={`${name} ${alias}`} className={css.banner} data-tone="contested" role="region" aria-label={`${alias} of ${name} is contested`}>
          <AliasGlyph name={alias} contested />
          <span className="grow">
            {alias} of {name} is contested: it was moved by people out of reach of each other. {holder === null ? 'It names no version' : `${holder}, published first, answers`} until someone chooses.
          </span>
          <Button size="xs" onClick={() => openView({ view: 'contested' })}>
            Resolve
          </Button>
        </div>
      ))}
      {references && (
        <p className={css.banner}>
          <IconCloud className="i" aria-hidden />
          This version refers to bytes that stay where they are; none are kept here. Check references on the Files side says whether they have changed.
        </p>
      )}
      {version.availability !== 'offline' && !references && (
        <div className={css.banner}>
          <IconCloud className="i" aria-hidden />
          <span className="grow">{version.availability === 'online' ? 'The bytes of this version are not on this device.' : 'Some files of this version are not on this device.'} Downloading or using it fetches what is missing first.</span>
          <Button size="xs" onClick={() => keeping.fetch({ ref: version.id }, version.ref)}>
            Fetch now
          </Button>
        </div>
      )}
    </>
  );
}

function DeletedBy({ deletion: { at, actor, note, until, restorable } }: { deletion: DeletionShown }): ReactNode {
  return (
    <>
      By {actor.name}, <Time at={at} />{note !== null && `: “${note}”`}. {restorable ? 'It can be brought back until' : 'It could be brought back until'} {momentTime(until)}.
    </>
  );
}

function Restore({ version }: { version: string }): ReactNode {
  const engine = useEngine();
  const act = useAct();
  return (
    <>
      {act.problem !== undefined && <span role="alert">{act.problem}</span>}
      <Button size="xs" aria-busy={act.pending} onClick={() => act.run(async () => void (await engine.registry.restore({ ref: version })))}>
        Restore
      </Button>
    </>
  );
}
