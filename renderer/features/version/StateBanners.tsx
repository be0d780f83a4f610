// What is unusual about this version, in a sentence each: deleted, contested, bytes that are not here.
import { Button } from '@mantine/core';
import { IconAlertTriangle, IconCloud } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import type { VersionDetail } from '../../../shared/contract/entities.js';
import { useEngine } from '../../api/EngineProvider.js';
import { useAct } from '../../state/useAct.js';
import { AliasGlyph } from '../../ui/AliasGlyph.js';
import css from './Version.module.css';

export function StateBanners({ version }: { version: VersionDetail }): ReactNode {
  const contested = version.aliases.filter((alias) => alias.contested);
  return (
    <>
      {version.deleted && (
        <div className={css.banner} data-tone="danger">
          <IconAlertTriangle className="i" aria-hidden />
          <span className="grow">This version was deleted. Its number and history stay; it no longer takes part in aliases and lists.</span>
          <Restore version={version.id} />
        </div>
      )}
      {contested.map(({ name }) => (
        <p key={name} className={css.banner} data-tone="contested">
          <AliasGlyph name={name} contested />
          The alias {name} is contested: two devices moved it without knowing of each other. The move published first holds and answers.
        </p>
      ))}
      {version.availability !== 'offline' && (
        <p className={css.banner}>
          <IconCloud className="i" aria-hidden />
          {version.availability === 'online' ? 'The bytes of this version are not on this device.' : 'Some files of this version are not on this device.'} What is missing is marked; it cannot be downloaded or verified here until it arrives.
        </p>
      )}
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
