// While files are dragged over the window: every place they can go, and what releasing them there will do.
import { IconActivity, IconBox, IconDatabase, IconPlus, IconStack2 } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { Kbd } from '../../ui/Kbd.js';
import type { DragState } from './useDrop.js';
import { NEW_VERSION, targetsFor } from './dropTargets.js';
import type { DropTarget, GoingRun, TargetCollection } from './dropTargets.js';
import css from './DropOverlay.module.css';

const ICONS = { version: IconStack2, model: IconPlus, dataset: IconDatabase, other: IconBox, import: IconActivity };

export function DropOverlay({ drag, collection, run }: { drag: DragState; collection: TargetCollection | undefined; run: GoingRun | undefined }): ReactNode {
  const targets = targetsFor(collection, run);
  const over = targets.find((target) => target.id === drag.target) ?? targets[0];
  return (
    <section className={css.zone} aria-label="Drop to register">
      <h2 className={css.head}>
        Drop {drag.items} {drag.items === 1 ? 'item' : 'items'}
      </h2>
      <p className="t2">Originals stay where they are. Where the disk can clone, keeping a version uses no extra space.</p>
      <ul className={css.targets} data-wide={collection !== undefined && run === undefined}>
        {targets.map((target) => (
          <Target key={target.id} target={target} over={target === over} />
        ))}
      </ul>
      <p className="small t3 row">
        <Kbd keys="Esc" /> cancels
      </p>
      <span className="sr" role="status">
        {over ? `${over.title}. ${over.release}` : ''}
      </span>
    </section>
  );
}

function Target({ target, over }: { target: DropTarget; over: boolean }): ReactNode {
  const Icon = ICONS[target.id];
  return (
    <li className={css.target} data-drop-target={target.id} data-over={over} data-big={target.id === NEW_VERSION}>
      <Icon className="i s20" aria-hidden />
      <div className={css.title}>{target.title}</div>
      <div className={css.effect}>{target.effect}</div>
      {over && <span className={css.release}>{target.release}</span>}
    </li>
  );
}
