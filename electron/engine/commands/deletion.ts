// That a version is deleted, as every door tells it.
import { deletionWords } from '../../../shared/contract/deletionWords.js';
import type { DeletionShown } from '../../../shared/contract/entities.js';
import { asCairnError, CairnError } from '../../../shared/contract/errors.js';
import type { VersionItem } from '../store/readTypes.js';
import type { EngineContext } from './context.js';
import { until } from './retention/plan.js';

/** Undefined for a version that is not deleted. */
export function deletionShown({ registry: { read }, ports }: EngineContext, version: string): DeletionShown | undefined {
  const found = read.deletionOf(version);
  if (!found) return undefined;
  const { at, actor, note } = found;
  const end = until(read, at);
  return { at, actor, note, until: end, restorable: ports.clock.now() <= end };
}

const day = (millis: number): string => new Date(millis).toISOString().slice(0, 10);

/** What went wrong with a deleted version is said with that: its bytes may be gone for good. */
export async function sayingDeleted<T>(engine: EngineContext, { id, ref }: VersionItem, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const deletion = deletionShown(engine, id);
    const { code, message, details } = asCairnError(error);
    if (!deletion || code === 'cancelled') throw error;
    throw new CairnError(code, `${message} ${deletionWords(ref, deletion, day)}`, { ...details, deletion }, { cause: error });
  }
}
