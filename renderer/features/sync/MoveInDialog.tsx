// Moving what was made on this computer into a team's registry: what, and how many bytes, before anything moves.
import { Select } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useState, type ReactNode } from 'react';
import type { MovedIn } from '../../../shared/contract/remotes.js';
import { counted } from '../../../shared/util/counted.js';
import { formatBytes } from '../../../shared/util/formatBytes.js';
import { useEngine } from '../../api/EngineProvider.js';
import { useStatus } from '../../data/hooks.js';
import { useAnswer } from '../../data/useAnswer.js';
import { closeDialog } from '../../state/dialogs.js';
import { useAct } from '../../state/useAct.js';
import { DialogForm } from '../../ui/DialogForm.js';
import css from './Sync.module.css';

const ALL = '';
function words(plan: MovedIn, remote: string): string {
  if (plan.ops === 0) return 'There is nothing to move.';
  const left = plan.left > 0 ? ` ${counted(plan.left, 'change')} of a newer Cairn stay behind.` : '';
  return `Moves ${counted(plan.versions, 'version')}, ${formatBytes(plan.bytes)}, with their runs, aliases and history into ${remote}. Bytes that it does not hold are sent by the next sync. Numbers are given anew there; this computer’s registry stays as it is and points there.${plan.becomesHome ? ` From then on the window shows ${remote}.` : ''}${left}`;
}

export function MoveInDialog({ remote }: { remote: string }): ReactNode {
  const engine = useEngine();
  const act = useAct();
  const { refresh } = useStatus();
  const [entity, setEntity] = useState(ALL);
  const all = useAnswer({ name: remote }, (question, signal) => engine.remotes.moveIn(question, { signal }));
  const one = useAnswer(entity === ALL ? undefined : { name: remote, entity }, (question, signal) => engine.remotes.moveIn(question, { signal }));
  const { value: plan, error } = entity === ALL ? all : one;
  const entities = [...new Set(all.value?.collections.map((name) => name.split('/')[0] ?? '') ?? [])];
  const move = (): void =>
    act.run(async () => {
      const moved = await engine.remotes.moveIn({ name: remote, confirm: true, ...(entity === ALL ? {} : { entity }) });
      closeDialog();
      refresh();
      notifications.show({ message: `${counted(moved.versions, 'version')} moved into ${remote}.` });
    });
  return (
    <DialogForm act={plan && plan.ops > 0 ? `Move ${counted(plan.versions, 'version')}` : 'Move'} effect={plan ? words(plan, remote) : 'Looking at what is on this computer…'} disabled={!plan || plan.ops === 0} pending={act.pending} problem={act.problem ?? error?.message} onSubmit={move} onCancel={closeDialog}>
      {entities.length > 1 && <Select label="What" allowDeselect={false} data={[{ value: ALL, label: 'Everything on this computer' }, ...entities.map((name) => ({ value: name, label: `All of ${name}` }))]} value={entity} onChange={(value) => setEntity(value ?? ALL)} />}
      {plan?.aliases.map(({ name, there, here }) => (
        <p key={name} className="small t2">
          <b className="med">{name}</b> stays on {there} in {remote}; on this computer it is on {here}.
        </p>
      ))}
      {plan && plan.collections.length > 0 && (
        <ul className={css.moved} aria-label="What moves" tabIndex={0}>
          {plan.collections.map((name) => (
            <li key={name} className="mono trunc" title={name}>
              {name}
            </li>
          ))}
        </ul>
      )}
    </DialogForm>
  );
}
