// Whether what others do to what one follows is told, here and by the system.
import { Switch } from '@mantine/core';
import type { ReactNode } from 'react';
import { useNoticeActs, useNotices } from '../../state/notices.js';
import { useAct } from '../../state/useAct.js';
import css from './SettingsPage.module.css';

export function Notices(): ReactNode {
  const { on } = useNotices();
  const { setOn } = useNoticeActs();
  const { pending, problem, run } = useAct();
  return (
    <>
      <p>What others do to the models and collections that you follow stands under Activity, and your system tells of it while you are not looking at this window. You follow what you take part in; each page has a button to follow it or not. On by default.</p>
      <div className={css.formEnd}>
        <Switch label="Notices of what others do" checked={on} aria-busy={pending} onChange={({ currentTarget: { checked } }) => run(() => setOn(checked))} />
        <span role="status" className="small" style={{ color: 'var(--danger-fg)' }}>
          {problem}
        </span>
      </div>
    </>
  );
}
