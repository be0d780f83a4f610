// Moving a collection to another project, or a model or project to another owner; the old paths go on leading to it.
import { Autocomplete } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import { Name } from '../../../shared/contract/primitives.js';
import { useEngine } from '../../api/EngineProvider.js';
import { useScope } from '../../data/hooks.js';
import { closeDialog, type MoveJob } from '../../state/dialogs.js';
import { useAct } from '../../state/useAct.js';
import { DialogForm } from '../../ui/DialogForm.js';
import { offerUndo } from '../../ui/undoToast.js';
import { OwnerField, ownerProblem } from './OwnerField.js';

/** Where every owner keeps registered models, and nothing else. */
const MODEL_PROJECT = 'model-registry';

export function MoveDialog({ what, reference, name, entity, project }: MoveJob): ReactNode {
  const engine = useEngine();
  const { rows } = useScope('projects');
  const [owner, setOwner] = useState(entity);
  const [into, setInto] = useState(project);
  const act = useAct();
  const target = into.trim();
  const problem = what === 'artifact' && target !== '' ? Name.safeParse(target).error?.issues[0]?.message : undefined;
  const place = (to: { owner: string; project: string }): string => (what === 'project' ? to.owner : `${to.owner}/${to.project}`);
  const [here, there] = [place({ owner: entity, project }), place({ owner: owner.trim(), project: target })];
  const ready = there !== here && ownerProblem(owner) === undefined && problem === undefined && (what !== 'artifact' || target !== '');
  // A moved project is named by where it stands now.
  const move = (to: string, ref: string) => engine.registry.move({ what: what === 'project' ? 'project' : 'collection', ref, to });
  const submit = (): void =>
    act.run(async () => {
      await move(there, reference);
      closeDialog();
      offerUndo(`Moved ${name} to ${there}`, () => move(here, what === 'project' ? `${there}/${name}` : reference));
    });
  const known = [...new Set(rows.filter((row) => row.entity === owner && row.name !== MODEL_PROJECT).map((row) => row.name))];
  return (
    <DialogForm act="Move" effect={ready ? `${here}/${name} goes on leading to it, at ${there}/${name}.` : 'Versions, links and history stay as they are.'} disabled={!ready} pending={act.pending} problem={act.problem} onSubmit={submit} onCancel={closeDialog}>
      <OwnerField owner={owner} onChange={setOwner} />
      {what === 'artifact' && <Autocomplete label="Project" data={known} maxLength={200} value={into} error={problem} onChange={setInto} comboboxProps={{ transitionProps: { duration: 0 } }} />}
    </DialogForm>
  );
}
