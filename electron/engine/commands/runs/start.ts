// runs.start: a new run, or one that goes on.
import { CairnError } from '../../../../shared/contract/errors.js';
import type { JsonObject } from '../../../../shared/contract/primitives.js';
import type { RunDetail, RunStart } from '../../../../shared/contract/runs.js';
import { environmentBeside, environmentHere } from '../../code/environment.js';
import { runId } from '../../domain/ids.js';
import type { Subject } from '../../domain/ops.js';
import type { WriteTx } from '../../store/types.js';
import type { EngineContext } from '../context.js';
import { ensureProject, placeOf } from '../registry/places.js';
import { runKey, runName } from '../runNames.js';
import { keepCode, rootKey, type KeptCode } from '../code/keep.js';
import { detailOf } from './found.js';
import { setFields } from './fields.js';

/** A run that had ended is running again. */
export function resume(tx: WriteTx, run: string): void {
  const ends = tx.read.heads({ kind: 'run', id: run }, 'state').filter((head) => (head.value as { state?: unknown } | null)?.state !== 'running');
  if (ends.length > 0) tx.append({ kind: 'run.resume', body: { run }, observed: tx.read.heads({ kind: 'run', id: run }, 'state').map((head) => head.hash) });
}

function goOn(tx: WriteTx, run: string, input: RunStart): void {
  resume(tx, run);
  const { config, git, environment, notes, name, group } = input;
  setFields(tx, run, {
    ...Object.fromEntries(Object.entries(config).map(([key, value]) => [`config.${key}`, value])),
    ...(git ? { git: git as JsonObject } : {}),
    ...(environment ? { environment } : {}),
    ...(notes === undefined ? {} : { notes }),
    ...(name === undefined ? {} : { name }),
    ...(group === undefined ? {} : { group }),
  });
}

/** Starts a run, with the code in and around `folder` where one is given. @throws CairnError name_taken, not_found */
export async function startRun(engine: EngineContext, input: RunStart, folder?: string, signal?: AbortSignal): Promise<RunDetail & { resumed: boolean }> {
  const hold = engine.cache.hold();
  try {
    const code = folder === undefined ? undefined : await keepCode(engine, folder, hold, { asked: true, signal });
    const started = writeStart(engine, input.here ? { ...input, environment: { ...environmentHere(folder && environmentBeside(folder)), ...input.environment } } : input, code);
    hold.release();
    return started;
  } catch (error) {
    await hold.cancel();
    throw error;
  }
}

function writeStart(engine: EngineContext, input: RunStart, code: KeptCode | undefined): RunDetail & { resumed: boolean } {
  const git = input.git || code ? { ...code?.git, ...input.git } : undefined;
  const { registry, ports } = engine;
  const key = input.key ?? runKey(ports.random);
  const where = engine.where();
  const { id, resumed } = registry.write(engine.actor(), (tx) => {
    const { project } = ensureProject(tx, placeOf(engine), input.entity ?? where.entity, input.project ?? where.project);
    const run = runId(project, key);
    const known = tx.read.run(run);
    if (known && input.resume === 'never') throw new CairnError('name_taken', `Starting the run "${key}" failed: ${known.entity}/${known.project} has one, ${known.state}. Choose another id, or resume it.`, { run, key });
    if (!known && input.resume === 'must') throw new CairnError('not_found', `Resuming the run "${key}" failed: there is none in ${input.project ?? where.project}.`, { key });
    if (known) goOn(tx, run, { ...input, git });
    else {
      const { jobType, group, notes, config, environment, began } = input;
      tx.append({
        kind: 'run.start',
        body: { run, project, key, name: input.name ?? runName(ports.random), jobType, config, ...(git ? { git } : {}), ...(environment ? { environment } : {}), ...(group ? { group } : {}), ...(notes ? { notes } : {}), ...(began === undefined ? {} : { began }) },
      });
    }
    const subject: Subject = { kind: 'run', id: run };
    for (const tag of new Set(input.tags)) if (tx.read.tagHeads(subject, tag).length === 0) tx.append({ kind: 'tag.add', body: { subject, tag } });
    if (code?.root !== undefined && code.git.commit !== undefined) tx.setLocal(rootKey(code.git.commit), code.root);
    tx.history.heard(run, input.timeout);
    return { id: run, resumed: known !== undefined };
  });
  return { ...detailOf(engine, id), resumed };
}
