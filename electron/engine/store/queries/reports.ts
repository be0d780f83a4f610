// The operations of reports. They are few, so a report is read from them directly: the same way now and at a past moment.
import type { Op } from '../../domain/ops.js';
import type { Db } from '../database.js';
import type { Written } from '../../domain/report.js';

export function reportIds(db: Db): readonly string[] {
  return db.all<{ subject: string }>("SELECT DISTINCT subject FROM writes WHERE subject >= 'report:' AND subject < 'report;'").map(({ subject }) => subject.slice('report:'.length));
}

/** Of an operation and its re-issues the first stands for all; what they observe counts for each. */
export function reportWrites(db: Db, report: string): readonly Written[] {
  const identity = (hash: string): string => db.get<{ id: string }>('SELECT id FROM reissues WHERE hash = ?', hash)?.id ?? hash;
  const rows = db.all<{ id: string; op: string }>(
    `SELECT coalesce(r.id, o.hash) AS id, o.op FROM ops o LEFT JOIN reissues r ON r.hash = o.hash
     WHERE o.subject = ? AND o.kind = 'report' AND o.state = 1 ORDER BY o.weight, id, o.hash`,
    report,
  );
  const writes = new Map<string, Written>();
  for (const row of rows) {
    const op = JSON.parse(row.op) as Op;
    const { id } = row;
    const before = writes.get(id);
    const observed = [...new Set([...(before?.observed ?? []), ...op.observed.map(identity)])];
    writes.set(id, before ? { ...before, observed } : { id, field: String(op.body['field']), value: op.body['value'] ?? null, observed, at: op.at, actor: op.actor, device: op.device });
  }
  return [...writes.values()];
}
