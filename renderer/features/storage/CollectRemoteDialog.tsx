// Removing what nothing names from a remote, in its two steps: marked now, removed two weeks later.
import { notifications } from '@mantine/notifications';
import type { ReactNode } from 'react';
import type { RemoteCollected } from '../../../shared/contract/storage.js';
import { formatBytes } from '../../../shared/util/formatBytes.js';
import { useEngine } from '../../api/EngineProvider.js';
import { useAnswer } from '../../data/useAnswer.js';
import { closeDialog } from '../../state/dialogs.js';
import { useAct } from '../../state/useAct.js';
import { DialogForm } from '../../ui/DialogForm.js';
import { momentTime } from '../../ui/Time.js';

const DAY_MS = 86_400_000;

function words({ name, gone, waiting, fresh, until, graceMs }: RemoteCollected): string {
  const now = graceMs === 0 ? gone.bytes + fresh.bytes : gone.bytes;
  const parts = [
    now > 0 ? `Removes ${formatBytes(now)} from ${name} that nothing names.` : '',
    graceMs > 0 && fresh.bytes > 0 ? `Marks ${formatBytes(fresh.bytes)}: removed when this is asked for again in ${Math.round(graceMs / DAY_MS)} days, unless some device needs it until then.` : '',
    waiting.bytes > 0 && until !== null ? `${formatBytes(waiting.bytes)} are marked and wait until ${momentTime(until)}.` : '',
  ].filter(Boolean);
  return parts.join(' ') || `Everything in ${name} is named by something.`;
}

export function CollectRemoteDialog({ registry }: { registry: string }): ReactNode {
  const engine = useEngine();
  const act = useAct();
  const { value, error } = useAnswer({ registry }, (question, signal) => engine.storage.collectRemote(question, { signal }));
  const collect = (): void =>
    act.run(async () => {
      const done = await engine.storage.collectRemote({ registry, confirm: true });
      closeDialog();
      notifications.show({ message: done.gone.bytes > 0 ? `${formatBytes(done.gone.bytes)} removed from ${done.name}.` : `${formatBytes(done.fresh.bytes)} marked in ${done.name}.` });
    });
  const removes = value !== undefined && (value.gone.bytes > 0 || value.graceMs === 0);
  return <DialogForm danger act={value && !removes ? 'Mark' : 'Remove'} effect={value ? words(value) : error ? undefined : 'Reading what every device published…'} disabled={!value || value.gone.bytes + value.fresh.bytes === 0} pending={act.pending} problem={act.problem ?? error?.message} onSubmit={collect} onCancel={closeDialog} />;
}
