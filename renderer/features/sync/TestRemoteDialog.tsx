// Trying out a remote that was added, as it stands: nothing of it is changed.
import { useEffect, type ReactNode } from 'react';
import { closeDialog } from '../../state/dialogs.js';
import { useAct } from '../../state/useAct.js';
import { DialogForm } from '../../ui/DialogForm.js';
import { RemoteChecks } from './RemoteChecks.js';
import { useRemoteTest } from './useRemoteTest.js';

export function TestRemoteDialog({ remote }: { remote: string }): ReactNode {
  const { checks, report, test } = useRemoteTest();
  const { run, pending, problem } = useAct();
  useEffect(() => run(() => test({ name: remote })), [run, test, remote]);
  const effect = report ? (report.ok ? `${remote} keeps what it promises.` : `${remote} does not do all that is needed.`) : problem === undefined ? 'Trying it out…' : undefined;
  return (
    <DialogForm act="Test again" cancel="Close" effect={effect} disabled={pending} pending={pending} problem={problem} onSubmit={() => run(() => test({ name: remote }))} onCancel={closeDialog}>
      <RemoteChecks checks={checks} />
    </DialogForm>
  );
}
