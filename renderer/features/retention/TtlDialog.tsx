// How long the versions of a collection are kept before they may be removed; and what has outlived that.
import { NumberInput } from '@mantine/core';
import { useEffect, useState, type ReactNode } from 'react';
import { useEngine } from '../../api/EngineProvider.js';
import { closeDialog } from '../../state/dialogs.js';
import { problemOf, useAct } from '../../state/useAct.js';
import { DialogForm } from '../../ui/DialogForm.js';

export function TtlDialog({ collection, name }: { collection: string; name: string }): ReactNode {
  const engine = useEngine();
  const [now, setNow] = useState<number | null>();
  const [problem, setProblem] = useState<string>();
  const [typed, setTyped] = useState<string | number>();
  const act = useAct();
  useEffect(() => {
    const control = new AbortController();
    engine.retention.ttl({ what: 'collection', ref: collection }, { signal: control.signal }).then(
      ({ days }) => !control.signal.aborted && setNow(days),
      (error: unknown) => !control.signal.aborted && setProblem(problemOf(error)),
    );
    return () => control.abort();
  }, [engine, collection]);
  const value = typed ?? now ?? '';
  const days = value === '' ? null : Number(value);
  const effect = days === null ? `Versions of ${name} are kept until someone removes them.` : `Versions of ${name} outlive their time ${days} ${days === 1 ? 'day' : 'days'} after they were logged. They are not removed by themselves: thinning shows them first. What is latest, has an alias, is linked or was read stays.`;
  const save = (): void =>
    act.run(async () => {
      await engine.retention.setTtl({ what: 'collection', ref: collection, days });
      closeDialog();
    });
  return (
    <DialogForm act={days === null ? 'Keep for ever' : 'Set'} effect={now === undefined ? 'Reading how long they are kept…' : effect} disabled={now === undefined || days === now} pending={act.pending} problem={act.problem ?? problem} onSubmit={save} onCancel={closeDialog}>
      <NumberInput label="Days to live" description="Empty: for ever." data-autofocus min={1} max={36_500} allowDecimal={false} hideControls value={value} onChange={setTyped} />
    </DialogForm>
  );
}
