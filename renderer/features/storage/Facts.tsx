// The figures beside the lens: room, what is pinned, what only this computer has, what sharing saves; and the size cap.
import { Button, NumberInput } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import type { DiskUse } from '../../../shared/contract/storage.js';
import { formatBytes } from '../../../shared/util/formatBytes.js';
import { useEngine } from '../../api/EngineProvider.js';
import { useAct } from '../../state/useAct.js';
import { Bytes } from '../../ui/Bytes.js';
import css from './Storage.module.css';

const GB = 1_000_000_000;

export function Facts({ use, dataRoot }: { use: DiskUse; dataRoot: string }): ReactNode {
  const rows = [
    ['In all', use.total, use.sharing ? `${dataRoot}. Files of this disk can share bytes: shared ones are counted with each` : dataRoot],
    ['Free on this disk', use.free, undefined],
    ['Pinned', use.pinned.bytes, 'Stays here whatever room is needed'],
    ['Only on this computer', use.only.bytes, 'Versions of registries that have no remote'],
    ['Saved by sharing', use.shared, 'Equal files of several versions, stored once'],
  ] as const;
  return (
    <section className="sec" aria-label="Figures">
      <h2 className="sec-h">Figures</h2>
      <dl className={css.facts}>
        {rows.map(([title, bytes, why]) => (
          <div key={title} title={why}>
            <dt>{title}</dt>
            <dd>
              <Bytes value={bytes} />
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

export function Cap({ use, onSet }: { use: DiskUse; onSet: (use: DiskUse) => void }): ReactNode {
  const engine = useEngine();
  const act = useAct();
  const [typed, setTyped] = useState<string | number>();
  const shown = typed ?? (use.cap === null ? '' : use.cap / GB);
  const cap = shown === '' ? null : Math.round(Number(shown) * GB);
  const words = use.cap === null ? 'Nothing is removed by itself.' : `Over ${formatBytes(use.cap)}, what was used least and a remote verifiably has is removed from this computer. Pinned versions and only copies stay.`;
  return (
    <section className="sec" aria-label="Size cap">
      <h2 className="sec-h">Size cap</h2>
      <form
        className={css.cap}
        onSubmit={(event) => {
          event.preventDefault();
          act.run(async () => {
            onSet(await engine.storage.setCap({ cap }));
            setTyped(undefined);
          });
        }}
      >
        <NumberInput aria-label="Most that versions may take, GB" placeholder="no cap" suffix=" GB" min={0} hideControls value={shown} onChange={setTyped} />
        <Button type="submit" disabled={cap === use.cap || act.pending}>
          Set
        </Button>
      </form>
      <p className="small t3">{act.problem ?? words}</p>
    </section>
  );
}
