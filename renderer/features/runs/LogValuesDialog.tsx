// One row of history typed by hand: metrics at a step. What is logged before a version belongs to it.
import { TextInput } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import { useEngine } from '../../api/EngineProvider.js';
import { closeDialog } from '../../state/dialogs.js';
import { useAct } from '../../state/useAct.js';
import { DialogForm } from '../../ui/DialogForm.js';
import { metricProblem, parseMetric, type Pair } from '../register/form.js';
import { PairsField } from '../register/PairsField.js';

export function LogValuesDialog({ run }: { run: string }): ReactNode {
  const engine = useEngine();
  const [step, setStep] = useState('');
  const [pairs, setPairs] = useState<readonly Pair[]>([{ key: '', value: '' }]);
  const act = useAct();
  const given = pairs.filter(({ key }) => key.trim() !== '');
  const stepProblem = step.trim() !== '' && !Number.isFinite(Number(step)) ? 'A step is a number' : undefined;
  const twice = given.length > new Set(given.map(({ key }) => key.trim())).size ? 'A metric is there twice' : undefined;
  const ready = given.length > 0 && !pairs.some((pair) => metricProblem(pair) !== undefined) && stepProblem === undefined && twice === undefined;
  const log = (): void =>
    act.run(async () => {
      const values = Object.fromEntries(given.flatMap(({ key, value }) => {
        const parsed = parseMetric(value);
        return parsed === undefined ? [] : [[key.trim(), parsed] as const];
      }));
      await engine.runs.log({ run, rows: [{ values, ...(step.trim() === '' ? {} : { step: Number(step) }) }] });
      closeDialog();
    });
  return (
    <DialogForm act="Log values" effect="Adds one row to the history. The version logged next takes these as its metrics." disabled={!ready} pending={act.pending} problem={act.problem} onSubmit={log} onCancel={closeDialog}>
      <TextInput label="Step" placeholder="its place in the history" inputMode="decimal" data-autofocus value={step} error={stepProblem} onChange={(event) => setStep(event.currentTarget.value)} />
      <PairsField title="Values" what="metric" pairs={pairs} onChange={setPairs} problem={twice} check={metricProblem} numeric />
    </DialogForm>
  );
}
