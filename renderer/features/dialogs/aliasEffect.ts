// What moving an alias will replace, in words, before it moves.
export interface AliasPlan {
  readonly act: 'set' | 'remove';
  readonly alias: string;
  /** Label of the version it is about. */
  readonly label: string;
  readonly collection: string;
  /** Label of what holds it now. */
  readonly held: string | undefined;
}

export function aliasEffect({ act, alias, label, collection, held }: AliasPlan): string {
  if (act === 'remove') return `Takes ${alias} off ${label}. Then ${collection}:${alias} names no version.`;
  if (held === label) return `${alias} is on ${label} already.`;
  return held === undefined ? `Sets ${alias} to ${label}. No version of ${collection} holds it now.` : `Moves ${alias} from ${held} to ${label}: ${collection}:${alias} delivers ${label} from then on, ${held} no longer.`;
}
