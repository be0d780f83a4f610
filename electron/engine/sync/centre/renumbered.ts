// Numbers that this device showed for versions which got others: an item for each collection, until a person acknowledges it.
import type { SyncItem } from '../../../../shared/contract/sync.js';
import type { MovedNumber } from '../../store/readTypes.js';
import type { RegistryStore } from '../../store/types.js';

/** So many numbers of a collection are told one by one. */
const TOLD = 3;

const told = ({ was, now }: MovedNumber): string => `was shown here for ${was.join(' and ')} before it was final, and is ${now}`;

export function renumberedItems({ id, read }: RegistryStore, next: string, at: number): SyncItem[] {
  const collections = new Map<string, MovedNumber[]>();
  for (const moved of read.movedNumbers()) collections.set(moved.collection, [...(collections.get(moved.collection) ?? []), moved]);
  return [...collections].map(([collection, moved]): SyncItem => {
    const [first] = moved as [MovedNumber];
    const { name, number } = first;
    const more = moved.length > TOLD ? `; and ${moved.length - TOLD} more` : '';
    return {
      id: `${id}/renumbered/${collection}`,
      kind: 'renumbered',
      registry: id,
      what: moved.length === 1 ? `${name}:v${number}` : name,
      device: null,
      cause: moved.length === 1 ? `${told(first)}.` : `${moved.slice(0, TOLD).map((each) => `v${each.number} ${told(each)}`).join('; ')}${more}.`,
      next,
      alias: null,
      numbersOf: collection,
      at,
    };
  });
}
