// The mirrors of a remote: when each was last complete, and what stands in the way.
import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import type { MirrorRow } from '../../../shared/contract/remotes.js';
import { formatBytes } from '../../../shared/util/formatBytes.js';
import { useEngine } from '../../api/EngineProvider.js';
import { useAct } from '../../state/useAct.js';
import { Time } from '../../ui/Time.js';
import css from './Sync.module.css';

export function Mirrors({ mirrors }: { mirrors: readonly MirrorRow[] }): ReactNode {
  if (mirrors.length === 0) return null;
  return (
    <ul aria-label="Mirrors">
      {mirrors.map((mirror) => (
        <Mirror key={mirror.name} mirror={mirror} />
      ))}
    </ul>
  );
}

function Mirror({ mirror: { name, url, last, problem } }: { mirror: MirrorRow }): ReactNode {
  const engine = useEngine();
  const act = useAct();
  const failed = act.problem ?? problem;
  return (
    <li>
      <div className={`small t3 ${css.mirror}`} title={url}>
        <span>
          Mirror <b className="med">{name}</b>, {last ? <>complete <Time at={last.at} />, {formatBytes(last.bytes)}</> : 'nothing copied yet'}
        </span>
        <Button size="xs" variant="subtle" loading={act.pending} onClick={() => act.run(async () => void (await engine.remotes.copyMirror({ mirror: name })))}>
          Copy now
        </Button>
        <Button size="xs" variant="subtle" onClick={() => act.run(async () => void (await engine.remotes.removeMirror({ mirror: name })))}>
          Take off
        </Button>
      </div>
      {failed != null && (
        <p className={css.problem} role="alert">
          {failed}
        </p>
      )}
    </li>
  );
}
