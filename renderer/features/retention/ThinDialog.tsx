// Thinning a collection: a rule that says what stays, every version that goes or stays and why, the bytes; then it goes, with a way back.
import { TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useMemo, useState, type ReactNode } from 'react';
import type { PlanRow, RetentionPlan } from '../../../shared/contract/retention.js';
import { formatBytes } from '../../../shared/util/formatBytes.js';
import { versionCount } from '../../../shared/util/versionCount.js';
import { useEngine } from '../../api/EngineProvider.js';
import { useScope, useStatus } from '../../data/hooks.js';
import { closeDialog } from '../../state/dialogs.js';
import { useAct } from '../../state/useAct.js';
import { commonKeys } from '../../state/valueColumns.js';
import { Bytes } from '../../ui/Bytes.js';
import type { Column } from '../../ui/columns.js';
import { DialogForm } from '../../ui/DialogForm.js';
import { momentTime, Time } from '../../ui/Time.js';
import { offerUndo } from '../../ui/undoToast.js';
import { VirtualTable } from '../../ui/VirtualTable.js';
import css from './Retention.module.css';
import { usePlan } from './usePlan.js';

const COLUMNS: readonly Column<PlanRow>[] = [
  { id: 'version', title: 'Version', width: 88, cell: (row) => <span className="ver">{row.label}</span> },
  { id: 'fate', title: 'Goes or stays', min: 180, grow: 1, cell: (row) => (row.keep.length === 0 ? <span className={css.goes}>Goes</span> : <span className="small t2 trunc" title={row.keep.join(', ')}>Stays: {row.keep.join(', ')}</span>) },
  { id: 'logged', title: 'Logged', width: 104, cell: (row) => <Time at={row.created} /> },
  { id: 'size', title: 'Size', width: 88, align: 'right', cell: (row) => <Bytes value={row.bytes} /> },
];

/** What the act does, in one sentence. */
export function planWords(plan: RetentionPlan): string {
  if (plan.removed === 0) return `Nothing goes: ${plan.kept === 1 ? 'the one version stays' : `all ${versionCount(plan.kept)} stay`}.`;
  return `${versionCount(plan.removed)} ${plan.removed === 1 ? 'goes' : 'go'}, ${plan.kept} ${plan.kept === 1 ? 'stays' : 'stay'}. Until ${momentTime(plan.until)} all can be brought back; then ${formatBytes(plan.bytes)} are free for good.`;
}

export function ThinDialog({ collection, name }: { collection: string; name: string }): ReactNode {
  const engine = useEngine();
  const { status } = useStatus();
  const rows = useScope(`versions:${collection}`).rows;
  const suggested = useMemo(() => {
    const [metric] = commonKeys(rows.map((row) => row.metrics));
    return metric === undefined ? 'last 5' : `best 3 by ${metric}, last 2`;
  }, [rows]);
  const [typed, setRule] = useState<string>();
  const [note, setNote] = useState('');
  const rule = typed ?? suggested;
  const { plan, current, problem } = usePlan(collection, rule, status?.registry.ops ?? 0);
  const act = useAct();
  const thin = (): void =>
    act.run(async () => {
      if (!plan) return;
      const goes = plan.rows.filter(({ keep }) => keep.length === 0).map(({ id }) => id);
      const done = await engine.retention.run({ collection, ...(rule.trim() !== '' && { rule: rule.trim() }), versions: goes, ...(note.trim() && { note: note.trim() }) });
      closeDialog();
      const skipped = done.skipped.length === 0 ? '' : `; ${done.skipped.length} stayed: ${done.skipped.slice(0, 3).map(({ ref, why }) => `${ref} (${why})`).join(', ')}`;
      const { batch } = done;
      if (batch !== null) offerUndo(`Removed ${versionCount(done.removed)} of ${name}${skipped}`, () => engine.retention.undo({ batch }));
      else notifications.show({ message: `Nothing was removed${skipped}` });
    });
  const ready = plan !== undefined && current && problem === undefined && plan.removed > 0;
  return (
    <DialogForm act={ready ? `Remove ${versionCount(plan.removed)}` : 'Remove versions'} danger effect={plan && problem === undefined ? planWords(plan) : 'Reading what would go…'} disabled={!ready} pending={act.pending} problem={act.problem} onSubmit={thin} onCancel={closeDialog}>
      <TextInput label="What stays" data-autofocus description="Such as: best 3 by val_loss, last 2, newer than 30d, tagged keep. Empty: what has outlived its time goes." maxLength={1000} spellCheck={false} value={rule} error={problem} onChange={(event) => setRule(event.currentTarget.value)} />
      {plan && (
        <div className={css.plan} aria-busy={!current}>
          <p className="small t2">{plan.words}</p>
          <div className={css.table}>
            <VirtualTable dense label="What goes and what stays" rows={plan.rows} columns={COLUMNS} rowKey={(row) => row.id} rowText={(row) => row.label} />
          </div>
        </div>
      )}
      <TextInput label="Note" placeholder="Why, for the history" maxLength={10_000} value={note} onChange={(event) => setNote(event.currentTarget.value)} />
    </DialogForm>
  );
}
