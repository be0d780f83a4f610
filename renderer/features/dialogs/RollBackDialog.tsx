// An alias put back where it stood at an earlier moment: one more entry in the history, nothing rewritten.
import { Radio, Select, Textarea } from '@mantine/core';
import { useMemo, useState, type ReactNode } from 'react';
import { holdsOf, type Hold } from '../../../shared/util/aliasHolds.js';
import { useEngine } from '../../api/EngineProvider.js';
import { useScope } from '../../data/hooks.js';
import { closeDialog } from '../../state/dialogs.js';
import { useAct } from '../../state/useAct.js';
import { useAliasMoves } from '../../state/useAliasMoves.js';
import { useAliasStates } from '../../state/useAliasStates.js';
import { DialogForm } from '../../ui/DialogForm.js';
import { exactTime, momentTime } from '../../ui/Time.js';
import { Blocked } from '../gates/Blocked.js';
import { useGate } from '../gates/useGate.js';
import css from './Dialogs.module.css';

/** Earlier holds that are offered. */
const OFFERED = 20;

interface Props {
  readonly collection: string;
  readonly name: string;
  /** The alias it is about; the first that can go back otherwise. */
  readonly alias: string | undefined;
  /** The moment to go back to, where that was chosen elsewhere. */
  readonly at: number | undefined;
}

/** The hold of a moment. */
function holdAt(holds: readonly Hold[], at: number): Hold | undefined {
  return holds.find(({ from, until }) => from <= at && (until === null || at < until));
}

export function RollBackDialog({ collection, name, alias: given, at }: Props): ReactNode {
  const engine = useEngine();
  const row = useScope('collections').rows.find(({ id }) => id === collection);
  const { all } = useAliasMoves(collection, useAliasStates(row));
  const holds = useMemo(() => new Map((all ?? []).map(({ alias, moves }) => [alias, holdsOf(moves)] as const)), [all]);
  const able = [...holds].filter(([, each]) => each.some(({ until }) => until !== null)).map(([alias]) => alias);
  const [picked, setPicked] = useState<string | null>(given ?? null);
  const alias = picked ?? able[0] ?? null;
  const ours = holds.get(alias ?? '') ?? [];
  const now = ours.find(({ until }) => until === null);
  const earlier = ours.filter(({ until }) => until !== null).slice(0, OFFERED);
  const asked = at === undefined ? undefined : holdAt(ours, at);
  const [chosen, setChosen] = useState<string>();
  const target = earlier.find(({ id }) => id === chosen) ?? asked ?? earlier.find(({ label }) => label !== now?.label) ?? earlier[0];
  const [note, setNote] = useState('');
  const act = useAct();
  const gate = useGate();
  const idle = target === undefined || target.label === now?.label;
  const submit = (): void =>
    act.run(async () => {
      if (!target || alias === null) return;
      const moved = await gate.pass((given) => engine.registry.rollBack({ collection, alias, at: target === asked && at !== undefined ? at : target.from, ...(note.trim() && { note: note.trim() }), ...given }));
      if (moved) closeDialog();
    });
  const effect =
    all === undefined
      ? 'Reading where its aliases stood…'
      : alias === null
        ? `No alias of ${name} ever stood elsewhere: there is nothing to go back to.`
        : idle
          ? `${alias} stands on ${now?.label ?? 'no version'} already.`
          : `Moves ${alias} from ${now?.label ?? 'no version'} back to ${target.label}, where it stood from ${momentTime(target.from)}. Adds one entry; nothing is rewritten.`;
  return (
    <DialogForm act={target && !idle ? `${gate.blocked ? 'Override and roll back' : 'Roll back'} to ${target.label}` : 'Roll back'} effect={effect} disabled={idle || gate.closed} danger={gate.blocked !== undefined} pending={act.pending} problem={act.problem} onSubmit={submit} onCancel={closeDialog}>
      <Select label="Alias" data={able} value={alias} allowDeselect={false} data-autofocus comboboxProps={{ transitionProps: { duration: 0 } }} onChange={(next) => (setPicked(next), setChosen(undefined))} />
      {earlier.length > 0 && (
        <Radio.Group label="Back to" value={target?.id ?? ''} onChange={setChosen}>
          <div className={css.holds}>
            {earlier.map((hold) => (
              <Radio key={hold.id} size="xs" value={hold.id} label={<HoldWords hold={hold} />} />
            ))}
          </div>
        </Radio.Group>
      )}
      <Textarea label="Note" description="Why, for the history." autosize minRows={2} maxRows={6} maxLength={10_000} value={note} onChange={(event) => setNote(event.currentTarget.value)} />
      {gate.blocked && <Blocked verdict={gate.blocked} reason={gate.reason} onReason={gate.setReason} />}
    </DialogForm>
  );
}

function HoldWords({ hold: { label, from, until, by, note } }: { hold: Hold }): ReactNode {
  return (
    <span title={`${exactTime(from)} to ${exactTime(until ?? from)}`}>
      <b className="ver">{label}</b> <span className="t2">from {momentTime(from)} to {momentTime(until ?? from)}, moved by {by}</span>
      {note && <span className={css.why}>“{note}”</span>}
    </span>
  );
}
