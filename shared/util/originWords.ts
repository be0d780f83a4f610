// Where a line of history comes from that was issued again in another registry.
import type { HistoryRow } from '../contract/entities.js';

/** "made in On this computer, moved in by Mira Ovist on 12 Jun 2026". `known`: registries of this data root; others go by their ids. */
export function originWords({ registry, by, moved }: NonNullable<HistoryRow['origin']>, known: readonly { readonly id: string; readonly name: string }[], when: (at: number) => string): string {
  const name = known.find(({ id }) => id === registry)?.name ?? `the registry ${registry.slice(0, 8)}`;
  return `made in ${name}, moved in by ${by} on ${when(moved)}`;
}
