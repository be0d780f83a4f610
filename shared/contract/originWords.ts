// Where a line of history comes from that was issued again in another registry.
import type { HistoryRow, RegistryRow } from './entities.js';

/** "made on this computer, moved in by Mira Ovist on 12 Jun 2026". `known`: registries of this data root; others go by their ids. */
export function originWords({ registry, by, moved }: NonNullable<HistoryRow['origin']>, known: readonly Pick<RegistryRow, 'id' | 'name' | 'home'>[], when: (at: number) => string): string {
  const found = known.find(({ id }) => id === registry);
  const place = found?.home === 'computer' ? 'on this computer' : `in ${found?.name ?? `the registry ${registry.slice(0, 8)}`}`;
  return `made ${place}, moved in by ${by} on ${when(moved)}`;
}
