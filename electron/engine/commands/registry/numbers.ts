// Numbers that were shown here for others than hold them now, as a person acknowledges them.
import { CairnError } from '../../../../shared/contract/errors.js';
import type { MovedNumber } from '../../../../shared/contract/registry.js';
import { formatReference, parseReference } from '../../domain/references.js';
import type { EngineContext } from '../context.js';
import { collectionNamed } from './places.js';

export function acknowledge(engine: EngineContext, { ref }: { readonly ref: string }): MovedNumber[] {
  const { number, alias, digest, ...plain } = parseReference(ref);
  if (alias !== undefined || digest !== undefined) throw new CairnError('invalid_reference', `"${ref}" names no number. Write name:vN, or a name for all its numbers.`, { ref });
  return engine.registry.write(engine.actor(), (tx) => {
    const collection = collectionNamed(tx.read, engine, formatReference(plain));
    const moved = tx.read.movedNumbers().filter((each) => each.collection === collection && (number === undefined || each.number === number));
    tx.acknowledgeNumbers(collection, number);
    return moved.map((each) => ({ ...each, was: [...each.was] }));
  });
}
