// What was chosen to be compared, at the foot of every page until it is: each can be taken out, and all shown side by side.
import { ActionIcon, Button } from '@mantine/core';
import { IconColumns3, IconX } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { runCommand } from '../../state/commands.js';
import { useView } from '../../state/openView.js';
import { useKeptTray, useTray } from '../../state/tray.js';
import css from './Compare.module.css';

const SHOWN = 6;

export function TrayBar(): ReactNode {
  useKeptTray();
  const { items, remove, clear } = useTray();
  const view = useView();
  if (items.length === 0 || view?.view === 'compare') return null;
  return (
    <section className={css.tray} aria-label="Chosen to compare">
      <IconColumns3 className="i t3" aria-hidden />
      <div className={css.trayItems}>
        {items.slice(0, SHOWN).map((item) => (
          <span key={item.id} className="chip">
            <b className="trunc" title={item.label}>
              {item.label}
            </b>
            <ActionIcon size={16} aria-label={`Take ${item.label} out`} onClick={() => remove(item.id)}>
              <IconX className="i s12" aria-hidden />
            </ActionIcon>
          </span>
        ))}
        {items.length > SHOWN && <span className="small t3 nowrap">and {items.length - SHOWN} more</span>}
      </div>
      <Button size="xs" variant="subtle" onClick={clear}>
        Clear
      </Button>
      <Button size="xs" onClick={() => runCommand('compare.open')}>
        Compare {items.length}
      </Button>
    </section>
  );
}
