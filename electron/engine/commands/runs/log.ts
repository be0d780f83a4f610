// runs.log and runs.update: what a run says while it goes on.
import type { z } from 'zod';
import type { JsonObject } from '../../../../shared/contract/primitives.js';
import type { HistoryRowInput, RunGit, RunRef, WriterMark } from '../../../../shared/contract/runs.js';
import { flatValues } from '../../domain/historyValues.js';
import type { Subject } from '../../domain/ops.js';
import type { GivenRow } from '../../store/history/types.js';
import type { WriteTx } from '../../store/types.js';
import type { EngineContext } from '../context.js';
import { bindMetrics } from './bind.js';
import { setFields } from './fields.js';
import { runIdOf } from './found.js';
import { sealOverdue } from './seal.js';
import { resume } from './start.js';

export interface LogRows extends RunRef {
  readonly writer?: string | undefined;
  readonly rows: readonly HistoryRowInput[];
}

/** Rows of this device, where nobody says whose they are. */
export function ownWriter({ registry }: EngineContext): string {
  return registry.device.id.slice(0, 16);
}

/** Flat rows, each checked before any is kept. @throws CairnError invalid_input naming the row */
export function givenRows(rows: readonly HistoryRowInput[], now: number): GivenRow[] {
  return rows.map(({ row, step, time, values }, index) => ({ row, step: step ?? null, at: time ?? now, values: flatValues(values, `row ${row ?? index} of the history`) }));
}

export async function logRows(engine: EngineContext, input: LogRows): Promise<WriterMark & { run: string; added: number }> {
  const { registry, ports } = engine;
  const rows = givenRows(input.rows, ports.clock.now());
  const writer = input.writer ?? ownWriter(engine);
  const run = runIdOf(registry.read, engine, input, 'Logging');
  const kept = registry.write(engine.actor(), (tx) => {
    if (tx.read.run(run)?.state === 'crashed') resume(tx, run);
    tx.history.heard(run);
    return tx.history.keepRows(run, writer, rows);
  });
  if (kept.added > 0) {
    await bindMetrics(engine, run);
    await sealOverdue(engine, run);
  }
  return { ...kept, run };
}

export interface RunUpdate extends RunRef {
  readonly name?: string | undefined;
  readonly notes?: string | undefined;
  readonly group?: string | undefined;
  readonly jobType?: string | undefined;
  readonly config?: JsonObject | undefined;
  readonly summary?: JsonObject | undefined;
  readonly git?: z.infer<typeof RunGit> | undefined;
  readonly environment?: JsonObject | undefined;
  readonly tags?: { readonly add: readonly string[]; readonly remove: readonly string[] } | undefined;
}

function setTags(tx: WriteTx, run: string, { add, remove }: { readonly add: readonly string[]; readonly remove: readonly string[] }): boolean {
  const subject: Subject = { kind: 'run', id: run };
  let changed = false;
  for (const tag of new Set(add)) {
    if (tx.read.tagHeads(subject, tag).length > 0) continue;
    tx.append({ kind: 'tag.add', body: { subject, tag } });
    changed = true;
  }
  for (const tag of new Set(remove)) {
    const observed = tx.read.tagHeads(subject, tag);
    if (observed.length === 0) continue;
    tx.append({ kind: 'tag.remove', body: { subject, tag }, observed });
    changed = true;
  }
  return changed;
}

export function updateRun(engine: EngineContext, input: RunUpdate): { run: string; changed: boolean } {
  const { registry } = engine;
  const run = runIdOf(registry.read, engine, input, 'Updating the run');
  const under = (prefix: string, values: JsonObject | undefined): JsonObject => Object.fromEntries(Object.entries(values ?? {}).map(([key, value]) => [`${prefix}.${key}`, value]));
  const { name, notes, group, jobType, git, environment } = input;
  const plain = Object.fromEntries(Object.entries({ name, notes, group, jobType, git, environment }).filter(([, value]) => value !== undefined)) as JsonObject;
  const changed = registry.write(engine.actor(), (tx) => {
    const written = setFields(tx, run, { ...plain, ...under('config', input.config), ...under('summary', flatValues(input.summary ?? {}, 'the summary')) });
    if (input.summary) tx.history.pinSummary(run, Object.keys(flatValues(input.summary, 'the summary')));
    return setTags(tx, run, input.tags ?? { add: [], remove: [] }) || written;
  });
  return { run, changed };
}
