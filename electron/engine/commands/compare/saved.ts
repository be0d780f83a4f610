// Comparisons that were kept: `view` operations beside the smart collections, told apart by what they hold.
import { z } from 'zod';
import type { SavedComparison } from '../../../../shared/contract/compare.js';
import { CairnError } from '../../../../shared/contract/errors.js';
import { Id, Json, JsonObject } from '../../../../shared/contract/primitives.js';
import { foldName } from '../../domain/foldName.js';
import type { Queries } from '../../store/queries/types.js';
import type { EngineContext } from '../context.js';

/** What the op holds. Another build may have written something else. */
const Stored = z.object({ compare: z.object({ name: z.string(), items: z.array(Id).min(1), baseline: z.number().int().nonnegative(), shown: z.record(z.string(), Json).default({}) }) });

export function savedComparisons(read: Queries): SavedComparison[] {
  return read
    .documents('view')
    .flatMap((document) => {
      const value = Stored.safeParse(document.value);
      return value.success && Id.safeParse(document.id).success ? [{ id: document.id, ...value.data.compare }] : [];
    })
    .sort((a, b) => (foldName(a.name) < foldName(b.name) ? -1 : 1));
}

function missing(id: string): CairnError {
  return new CairnError('not_found', 'There is no saved comparison with this id here. It may have been removed, or not have arrived yet.', { id });
}

export function saveComparison(engine: EngineContext, input: Omit<SavedComparison, 'id'> & { readonly id?: string | undefined }): SavedComparison {
  return engine.registry.write(engine.actor(), (tx) => {
    if (input.id !== undefined && !savedComparisons(tx.read).some((each) => each.id === input.id)) throw missing(input.id);
    const id = input.id ?? Buffer.from(engine.ports.random.bytes(32)).toString('hex');
    const { name, items, baseline, shown } = input;
    tx.append({ kind: 'view', body: { view: id, value: JsonObject.parse({ compare: { name: name.normalize('NFC'), items, baseline, shown } }) }, observed: tx.read.document('view', id)?.heads ?? [] });
    return { id, name, items, baseline, shown };
  });
}

export function forgetComparison(engine: EngineContext, id: string): { id: string; name: string } {
  return engine.registry.write(engine.actor(), (tx) => {
    const found = savedComparisons(tx.read).find((each) => each.id === id);
    if (!found) throw missing(id);
    tx.append({ kind: 'view', body: { view: id, value: null }, observed: tx.read.document('view', id)?.heads ?? [] });
    return { id, name: found.name };
  });
}
