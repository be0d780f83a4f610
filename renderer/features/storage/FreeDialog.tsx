// Freeing space on this computer: what exactly would go and what stays, and why; then it goes. Nothing goes that no remote has.
import { NumberInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useState, type ReactNode } from 'react';
import type { Freed, StorageSubject } from '../../../shared/contract/storage.js';
import { formatBytes } from '../../../shared/util/formatBytes.js';
import { useEngine } from '../../api/EngineProvider.js';
import { useAnswer } from '../../data/useAnswer.js';
import { closeDialog } from '../../state/dialogs.js';
import { useAct } from '../../state/useAct.js';
import { Bytes } from '../../ui/Bytes.js';
import { DialogForm } from '../../ui/DialogForm.js';
import css from './Storage.module.css';

const GB = 1_000_000_000;
const EVERYTHING = Number.MAX_SAFE_INTEGER;

const files = (count: number): string => `${count.toLocaleString('en')} ${count === 1 ? 'file' : 'files'}`;

function words(freed: Freed): string {
  if (freed.blobs === 0) return 'Nothing can be freed.';
  const promise = `${freed.sharing ? 'Frees at most' : 'Frees exactly'} ${freed.bytes.toLocaleString('en')} bytes (${formatBytes(freed.bytes)}) in ${files(freed.blobs)}`;
  const sharing = freed.sharing ? ': what they share with files that stay does not leave the disk' : '';
  return `${promise}${sharing}. The remote was asked just now and holds all of them: they can be fetched again.`;
}

/** `subject`: only this; else as much as is asked for, what was used least first. */
export function FreeDialog({ subject }: { subject?: StorageSubject }): ReactNode {
  const engine = useEngine();
  const act = useAct();
  const [typed, setTyped] = useState<string | number>('');
  const bytes = typed === '' ? EVERYTHING : Math.round(Number(typed) * GB);
  const { value, error, loading } = useAnswer({ bytes, subject }, (question, signal) => (question.subject ? engine.storage.evict({ subject: question.subject }, { signal }) : engine.storage.free({ bytes: question.bytes }, { signal })));
  const free = (): void =>
    act.run(async () => {
      const done = subject ? await engine.storage.evict({ subject, confirm: true }) : await engine.storage.free({ bytes, confirm: true });
      closeDialog();
      notifications.show({ message: `${done.sharing ? 'At most ' : ''}${formatBytes(done.bytes)} freed.` });
    });
  const ready = value !== undefined && !loading && value.blobs > 0;
  return (
    <DialogForm act={ready ? `Free ${value.sharing ? 'up to ' : ''}${formatBytes(value.bytes)}` : 'Free'} effect={error ? undefined : value && !loading ? words(value) : 'Asking the remote what it holds…'} disabled={!ready} pending={act.pending} problem={act.problem ?? error?.message} onSubmit={free} onCancel={closeDialog}>
      {!subject && <NumberInput label="How much, GB" description="Empty: all that can be fetched again. What was used least goes first." data-autofocus min={0} hideControls placeholder="all of it" value={typed} onChange={setTyped} />}
      {value && value.kept.length > 0 && <Kept rows={value.kept} />}
    </DialogForm>
  );
}

const MOST = 50;

function Kept({ rows }: { rows: Freed['kept'] }): ReactNode {
  return (
    <div>
      <h3 className="med">Stays here</h3>
      <ul className={css.kept} aria-label="What stays here" tabIndex={0}>
        {rows.slice(0, MOST).map((row) => (
          <li key={row.message}>
            <span className="small">{row.message}</span>
            <Bytes value={row.bytes} />
          </li>
        ))}
        {rows.length > MOST && <li className="small t3">and {rows.length - MOST} more</li>}
      </ul>
    </div>
  );
}
