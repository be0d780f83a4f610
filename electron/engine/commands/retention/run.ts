// Removing what a plan showed, and bringing it back.
import { CairnError } from '../../../../shared/contract/errors.js';
import type { Subject } from '../../domain/ops.js';
import { parseRule, printRule } from '../../domain/retention/rule.js';
import type { WriteTx } from '../../store/types.js';
import { plannedRows, until } from './plan.js';

export interface Removed {
  readonly batch: string | null;
  readonly removed: number;
  readonly skipped: readonly { readonly ref: string; readonly why: string }[];
  readonly bytes: number;
  readonly until: number;
}

export interface RemoveInput {
  readonly collection: string;
  readonly rule?: string | undefined;
  /** What the person saw and agreed to. */
  readonly versions: readonly string[];
  readonly note?: string | undefined;
}

/** Deletes the versions agreed to that would go still. What is held by now stays, with the reason. */
export function removeVersions(tx: WriteTx, { collection, rule, versions, note }: RemoveInput, batch: string): Removed {
  const agreed = new Set(versions);
  const rows = plannedRows(tx.read, collection, rule, tx.at).filter((row) => agreed.has(row.id));
  const going = rows.filter((row) => row.keep.length === 0);
  const said = [rule === undefined ? 'its time to live is over' : `thinned to ${printRule(parseRule(rule))}`, ...(note ? [note] : [])].join('\n');
  const bytes = tx.read.bytesOnlyIn(going.map((row) => row.id));
  for (const row of going) {
    const subject: Subject = { kind: 'version', id: row.id };
    tx.append({ kind: 'delete', body: { subject, note: said, batch }, observed: [...tx.read.attachments(subject)] });
  }
  const skipped = rows.filter((row) => row.keep.length > 0).map((row) => ({ ref: row.ref, why: row.keep.join(', ') }));
  return { batch: going.length > 0 ? batch : null, removed: going.length, skipped, bytes, until: until(tx.read, tx.at) };
}

/** Refuses to bring back what was deleted too long ago. */
export function refuseExpired(tx: Pick<WriteTx, 'read' | 'at'>, what: string, deletedAt: number): void {
  const end = until(tx.read, deletedAt);
  if (tx.at > end) throw new CairnError('not_found', `Restoring ${what} failed: it was deleted on ${new Date(deletedAt).toISOString().slice(0, 10)}, and could be brought back until ${new Date(end).toISOString().slice(0, 10)}. Log the files again, if they are still somewhere.`, { until: end });
}

/** Brings back every version of one run that is deleted still. */
export function undoRemoval(tx: WriteTx, batch: string): number {
  const removal = tx.read.removal(batch);
  if (!removal) throw new CairnError('not_found', 'Undoing failed: nothing was removed under this name here. It may not have arrived on this device yet.', { batch });
  refuseExpired(tx, `${removal.versions.length} versions`, removal.at);
  let restored = 0;
  for (const version of removal.versions) {
    if (!tx.read.version(version)?.deleted) continue;
    const subject: Subject = { kind: 'version', id: version };
    tx.append({ kind: 'restore', body: { subject }, observed: tx.read.heads(subject, 'deleted').map((head) => head.hash) });
    restored += 1;
  }
  return restored;
}
