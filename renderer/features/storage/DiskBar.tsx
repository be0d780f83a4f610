// Every byte of the data folder: a bar in proportion, and a line for each part that there is.
import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import type { DiskUse } from '../../../shared/contract/storage.js';
import { formatBytes } from '../../../shared/util/formatBytes.js';
import { openDialog } from '../../state/dialogs.js';
import { Bytes } from '../../ui/Bytes.js';
import { PARTS } from './parts.js';
import css from './Storage.module.css';

const COUNT = new Intl.NumberFormat();

export function DiskBar({ use }: { use: DiskUse }): ReactNode {
  const shown = PARTS.filter(({ part }) => use.parts[part].bytes > 0);
  return (
    <section aria-label="On this computer" className={css.disk}>
      <h2 className="h">On this computer</h2>
      <div className={css.bar} role="img" aria-label={shown.map(({ part, title }) => `${title} ${formatBytes(use.parts[part].bytes)}`).join(', ')}>
        {shown.map(({ part, colour }) => (
          <i key={part} style={{ flexGrow: use.parts[part].bytes, background: colour }} />
        ))}
      </div>
      <ul className={css.parts}>
        {shown.map(({ part, title, about, colour }) => {
          const { bytes, count } = use.parts[part];
          return (
            <li key={part}>
              <i className={css.dot} style={{ background: colour }} aria-hidden />
              <span className="nowrap">{title}</span>
              <span className="small t3 trunc">{about}</span>
              {part === 'unreferenced' ? (
                <Button size="xs" variant="subtle" onClick={() => openDialog({ kind: 'collect' })}>
                  Remove…
                </Button>
              ) : (
                <span />
              )}
              <span className="small t3 tnum nowrap">
                {COUNT.format(count)} {count === 1 ? 'file' : 'files'}
              </span>
              <Bytes value={bytes} />
            </li>
          );
        })}
      </ul>
    </section>
  );
}
