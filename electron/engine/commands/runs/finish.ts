// The end of a run: rows sealed, metrics bound, parts merged. Also for runs whose process died without a word.
import { setImmediate as othersFirst } from 'node:timers/promises';
import type { RunDetail, RunRef } from '../../../../shared/contract/runs.js';
import type { EngineContext } from '../context.js';
import { bindMetrics } from './bind.js';
import { detailOf, runIdOf } from './found.js';
import { mergeParts } from './merge.js';
import { sealAll, sealOverdue } from './seal.js';

type End = 'finished' | 'failed' | 'crashed';

/** A run of another device without a word for so long is dead: its device would have sealed a part every ten minutes. */
const FOREIGN_DEAD_MS = 3 * 86_400_000;

async function endRun(engine: EngineContext, run: string, state: End, force: boolean, ended?: number): Promise<void> {
  await sealAll(engine, run);
  await bindMetrics(engine, run, { force, others: true });
  engine.registry.write(engine.actor(), (tx) => {
    const heads = tx.read.heads({ kind: 'run', id: run }, 'state');
    const before = heads[0]?.value as { state?: unknown; at?: unknown } | null | undefined;
    const same = heads.length === 1 && before?.state === state && (ended === undefined || before.at === ended);
    if (!same) tx.append({ kind: 'run.finish', body: { run, state, ...(ended === undefined ? {} : { ended }) }, observed: heads.map((head) => head.hash) });
    tx.history.forget(run);
  });
  await mergeParts(engine, run);
}

export async function finishRun(engine: EngineContext, input: RunRef & { readonly state: End; readonly ended?: number | undefined }): Promise<RunDetail> {
  const run = runIdOf(engine.registry.read, engine, input, 'Finishing the run');
  await endRun(engine, run, input.state, false, input.ended);
  return detailOf(engine, run);
}

/** Seals what is due, binds what can be bound, and ends the runs that died. One run that fails does not keep the others. */
export async function tendRuns(engine: EngineContext): Promise<void> {
  const { registry, ports } = engine;
  const now = ports.clock.now();
  const here = registry.read.runsToTend();
  for (const { run, state, seen, timeout } of here) {
    // Thousands of runs may be looked after: what people ask meanwhile is answered between two of them.
    await othersFirst();
    try {
      const dead = state === 'running' && seen !== null && now - seen > (timeout ?? 0) * 1000;
      const late = state !== 'running' && (seen === null || now - seen > (timeout ?? 0) * 1000);
      if (dead) await endRun(engine, run, 'crashed', true);
      else if (late) {
        await sealAll(engine, run);
        await bindMetrics(engine, run, { force: true, others: true });
        registry.write(engine.actor(), (tx) => tx.history.forget(run));
        await mergeParts(engine, run);
      } else {
        await sealOverdue(engine, run);
        await bindMetrics(engine, run, { others: state !== 'running' });
      }
    } catch (error) {
      ports.logger.error({ err: error, run }, 'Looking after a run failed; it is tried again');
    }
  }
  const known = new Set(here.map((each) => each.run));
  for (const { run, last } of registry.read.runningRuns(now - FOREIGN_DEAD_MS)) {
    if (known.has(run) || now - last < FOREIGN_DEAD_MS) continue;
    await othersFirst();
    await endRun(engine, run, 'crashed', true);
  }
}
