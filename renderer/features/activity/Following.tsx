// Notices: what others did to what one follows, unread ones marked; off with one click.
import { Button, Switch } from '@mantine/core';
import { IconChecks } from '@tabler/icons-react';
import { useMemo, type ReactNode } from 'react';
import type { NoticeRow } from '../../../shared/contract/notices.js';
import { useStatus } from '../../data/hooks.js';
import { useNoticeActs, useNotices } from '../../state/notices.js';
import { useAct } from '../../state/useAct.js';
import { EmptyState } from '../../ui/EmptyState.js';
import { SkeletonRows } from '../../ui/Skeleton.js';
import { ActivityLine } from './ActivityLine.js';
import css from './ActivityPage.module.css';
import { Days } from './Days.js';

export function Following(): ReactNode {
  const { rows, unread, on } = useNotices();
  const { setOn, read } = useNoticeActs();
  const { pending, problem, run } = useAct();
  return (
    <>
      <div className="toolbar">
        <Switch label="Notices" checked={on} aria-busy={pending} onChange={({ currentTarget: { checked } }) => run(() => setOn(checked))} />
        <span role="status" className="small t3 trunc">
          {problem ?? (on ? 'Here, and from your system while you are not looking at this window.' : 'Off. What others do makes no notices.')}
        </span>
        <span className="grow" />
        <Button variant="subtle" disabled={unread === 0} leftSection={<IconChecks className="i" aria-hidden />} onClick={() => run(() => read())}>
          Mark all as read
        </Button>
      </div>
      {!rows ? (
        <SkeletonRows awaiting="the engine to read the notices" />
      ) : rows.length === 0 ? (
        <EmptyState title="Nobody else has done anything yet">What others do to the models and collections that you follow arrives here by sync. You follow what you take part in; each page has a button to follow it or not.</EmptyState>
      ) : (
        <Notices rows={rows} marked={on} onRead={(id) => run(() => read([id]))} />
      )}
    </>
  );
}

interface ListProps {
  readonly rows: readonly NoticeRow[];
  /** Whether unread ones are marked. */
  readonly marked: boolean;
  readonly onRead: (id: string) => void;
}

function Notices({ rows, marked, onRead }: ListProps): ReactNode {
  const { status } = useStatus();
  const byRow = useMemo(() => new Map(rows.map((notice) => [notice.row.id, notice])), [rows]);
  const lines = useMemo(() => rows.map(({ row }) => row).sort((a, b) => b.at - a.at), [rows]);
  return (
    <Days
      label="Notices"
      rows={lines}
      line={(row) => {
        const notice = byRow.get(row.id);
        const unread = marked && notice?.read === false;
        return (
          <div className={css.notice} role="article" aria-label={`${notice?.title ?? row.text}${unread ? ', unread' : ''}`} {...(unread && { 'data-unread': true })} onClick={() => unread && onRead(notice.id)}>
            <ActivityLine row={row} here={status?.device.name} />
          </div>
        );
      }}
    />
  );
}
