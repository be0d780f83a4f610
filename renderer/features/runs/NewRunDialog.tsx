// A run started by hand: what it is called, where it belongs, what it was given, and the folder its code lies in.
import { Autocomplete, Button, Checkbox, TextInput } from '@mantine/core';
import { IconFolder } from '@tabler/icons-react';
import { useState, type ReactNode } from 'react';
import type { Grant } from '../../../shared/contract/native.js';
import { nativeBridge } from '../../api/bridge.js';
import { useEngine } from '../../api/EngineProvider.js';
import { useScope } from '../../data/hooks.js';
import { closeDialog } from '../../state/dialogs.js';
import { openView } from '../../state/openView.js';
import { useAct } from '../../state/useAct.js';
import { DialogForm } from '../../ui/DialogForm.js';
import { fromPairs, type Pair } from '../register/form.js';
import { PairsField } from '../register/PairsField.js';

const JOB_TYPES = ['train', 'evaluate', 'preprocess', 'export'];

export function NewRunDialog(): ReactNode {
  const engine = useEngine();
  const projects = useScope('projects').rows;
  const [name, setName] = useState('');
  const [project, setProject] = useState('');
  const [jobType, setJobType] = useState('train');
  const [config, setConfig] = useState<readonly Pair[]>([]);
  const [code, setCode] = useState<Grant>();
  const [here, setHere] = useState(true);
  const act = useAct();
  const nameless = config.some(({ key, value }) => key.trim() === '' && value.trim() !== '');
  const chooseCode = (): void => void nativeBridge().chooseSource('folder').then((grant) => grant && setCode(grant));
  const start = (): void =>
    act.run(async () => {
      const started = await engine.runs.start({
        ...(name.trim() && { name: name.trim() }),
        ...(project.trim() && { project: project.trim() }),
        ...(code && { code: { grant: code.grant } }),
        jobType: jobType.trim(),
        here,
        config: fromPairs(config),
      });
      closeDialog();
      openView({ view: 'run', run: started.id, tab: 'overview' });
    });
  return (
    <DialogForm act="Start run" effect="It goes on until you finish it. Scripts can log to it too, by the key its page shows." disabled={jobType.trim() === '' || nameless} pending={act.pending} problem={act.problem} onSubmit={start} onCancel={closeDialog}>
      <TextInput label="Name" data-autofocus placeholder="one is made up" maxLength={256} value={name} onChange={(event) => setName(event.currentTarget.value)} />
      <Autocomplete label="Project" placeholder="default" data={[...new Set(projects.map((each) => each.name))]} value={project} onChange={setProject} />
      <Autocomplete label="Job type" data={JOB_TYPES} filter={({ options }) => options} maxLength={64} value={jobType} onChange={setJobType} />
      <PairsField title="Hyper-parameters" what="hyper-parameter" pairs={config} onChange={setConfig} problem={nameless ? 'A value has no name' : undefined} />
      <div className="row">
        <Button leftSection={<IconFolder className="i s14" aria-hidden />} onClick={chooseCode}>
          Code folder…
        </Button>
        <span className="small t3 trunc grow" role="status">
          {code ? `${code.names.join(', ')}: commit and changes are captured` : 'Optional: commit and uncommitted changes are kept'}
        </span>
      </div>
      <Checkbox label="It runs on this computer" description={`Its system is recorded${code ? ', and the packages of a virtual environment in the code folder' : ''}.`} checked={here} onChange={(event) => setHere(event.currentTarget.checked)} />
    </DialogForm>
  );
}
