// Ways of looking at the runs that were kept: `view` operations beside the smart collections, told apart by what they hold.
import { z } from 'zod';
import type { RunsView } from '../../../../shared/contract/runs.js';
import { CairnError } from '../../../../shared/contract/errors.js';
import { Id, Json, JsonObject } from '../../../../shared/contract/primitives.js';
import { foldName } from '../../domain/foldName.js';
import type { Queries } from '../../store/queries/types.js';
import type { EngineContext } from '../context.js';

/** What the op holds. Another build may have written something else. */
const Stored = z.object({ runs: z.object({ name: z.string(), shown: z.record(z.string(), Json) }) });

export function runsViews(read: Queries): RunsView[] {
  return read
    .documents('view')
    .flatMap((document) => {
      const value = Stored.safeParse(document.value);
      return value.success && Id.safeParse(document.id).success ? [{ id: document.id, ...value.data.runs }] : [];
    })
    .sort((a, b) => (foldName(a.name) < foldName(b.name) ? -1 : 1));
}

/** One of the name is overwritten: saving again under a name is how a view is changed. */
export function saveRunsView(engine: EngineContext, { name: given, shown }: Omit<RunsView, 'id'>): RunsView {
  const name = given.normalize('NFC');
  return engine.registry.write(engine.actor(), (tx) => {
    const held = runsViews(tx.read).find((view) => foldName(view.name) === foldName(name));
    const id = held?.id ?? Buffer.from(engine.ports.random.bytes(32)).toString('hex');
    tx.append({ kind: 'view', body: { view: id, value: JsonObject.parse({ runs: { name, shown } }) }, observed: tx.read.document('view', id)?.heads ?? [] });
    return { id, name, shown };
  });
}

/** @throws CairnError not_found */
export function forgetRunsView(engine: EngineContext, id: string): { id: string; name: string } {
  return engine.registry.write(engine.actor(), (tx) => {
    const found = runsViews(tx.read).find((view) => view.id === id);
    if (!found) throw new CairnError('not_found', 'Removing a view of the runs failed: there is none with this id here. It may have been removed already.', { id });
    tx.append({ kind: 'view', body: { view: id, value: null }, observed: tx.read.document('view', id)?.heads ?? [] });
    return { id, name: found.name };
  });
}
