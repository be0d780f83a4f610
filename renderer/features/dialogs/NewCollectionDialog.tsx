// A new collection from the artifact browser: its type, its style and its name; a registered model is one of the styles.
import { Autocomplete, SegmentedControl, TextInput } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import { useEngine } from '../../api/EngineProvider.js';
import { useScope, useStatus } from '../../data/hooks.js';
import { closeDialog } from '../../state/dialogs.js';
import { openView } from '../../state/openView.js';
import { useAct } from '../../state/useAct.js';
import { DialogForm } from '../../ui/DialogForm.js';
import { useNameCheck } from '../register/useNameCheck.js';
import { useModelName } from './useModelName.js';
import css from './Dialogs.module.css';

const TYPES = ['model', 'dataset', 'evaluation', 'code', 'artifact'];
type Style = 'collection' | 'registered';

export function NewCollectionDialog({ project: shown, type: shownType }: { project: string | null; type: string | null }): ReactNode {
  const engine = useEngine();
  const { status } = useStatus();
  const projects = useScope('projects').rows;
  const [type, setType] = useState(shownType ?? 'model');
  const [style, setStyle] = useState<Style>('collection');
  const [name, setName] = useState('');
  const [project, setProject] = useState(shown ?? 'default');
  const owner = status?.entity ?? '';
  const registered = style === 'registered';
  const asCollection = useNameCheck(registered ? '' : name, project);
  const asModel = useModelName(registered ? name : '', owner);
  const known = registered ? asModel.known : asCollection.known;
  const taken = asCollection.collection && asCollection.known ? `The project ${project.trim()} has a collection of that name already` : undefined;
  const problem = registered ? asModel.problem : (asCollection.problem ?? taken);
  const ready = name.trim() !== '' && type.trim() !== '' && (registered || project.trim() !== '') && known && problem === undefined;
  const act = useAct();
  const create = (): void =>
    act.run(async () => {
      const given = { name: name.trim(), type: type.trim() };
      const made = registered ? await engine.registry.createModel({ ...given, entity: owner }) : await engine.registry.createCollection({ ...given, project: project.trim() });
      closeDialog();
      openView({ view: 'collection', collection: made.id });
    });
  const what = registered ? `Adds the registered model “${name.trim()}” of ${owner}; it takes links to versions of type ${type.trim()}.` : `Adds the empty collection ${name.trim()} to ${project.trim()}; its first version will be v0.`;
  return (
    <DialogForm act={registered ? 'Create model' : 'Create collection'} effect={ready ? what : 'A collection holds the versions of one thing.'} disabled={!ready} pending={act.pending} problem={act.problem} onSubmit={create} onCancel={closeDialog}>
      <Autocomplete label="Type" data={TYPES} filter={({ options }) => options} value={type} maxLength={64} onChange={setType} />
      <div>
        <div className={css.label} id="collection-style">
          Style
        </div>
        <SegmentedControl
          fullWidth
          aria-labelledby="collection-style"
          data={[
            { value: 'collection', label: 'Collection' },
            { value: 'registered', label: 'Registered model' },
          ]}
          value={style}
          onChange={(value) => setStyle(value as Style)}
        />
      </div>
      <TextInput label="Name" data-autofocus value={name} maxLength={200} error={problem} onChange={(event) => setName(event.currentTarget.value)} />
      {!registered && <Autocomplete label="Project" data={[...new Set(projects.filter(({ name: each }) => each !== 'model-registry').map((each) => each.name))]} value={project} onChange={setProject} />}
    </DialogForm>
  );
}
