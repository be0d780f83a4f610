// The panel at the right of the page for something that was dropped or chosen: what it is called, what it is about, how to close it.
import { ActionIcon } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import { useEffect, useRef } from 'react';
import type { ReactNode } from 'react';
import { Time } from './Time.js';
import css from './SidePanel.module.css';

interface Props {
  /** Of the heading, which names the panel and has the focus when it opens. */
  readonly id: string;
  readonly title: string;
  /** What was dropped or chosen, and when. */
  readonly what: string;
  readonly at: number;
  readonly closeLabel: string;
  readonly onClose: () => void;
  /** Drops that open after this one. */
  readonly waiting: number;
  /** A body, perhaps progress, and a foot, with the classes of SidePanel.module.css. */
  readonly children: ReactNode;
}

export function SidePanel({ id, title, what, at, closeLabel, onClose, waiting, children }: Props): ReactNode {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  return (
    <aside className={css.panel} aria-labelledby={id}>
      <header className={css.head}>
        <h2 id={id} className={css.heading} ref={heading} tabIndex={-1}>
          {title}
        </h2>
        <span className="small t3 trunc grow" title={what}>
          {what}, <Time at={at} />
        </span>
        <ActionIcon size={24} aria-label={closeLabel} onClick={onClose}>
          <IconX className="i s14" aria-hidden />
        </ActionIcon>
      </header>
      {waiting > 0 && (
        <p className={css.queue} role="status">
          {waiting === 1 ? 'Another drop waits and opens' : `${waiting} more drops wait and open`} after this one.
        </p>
      )}
      {children}
    </aside>
  );
}
