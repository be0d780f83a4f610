// What was recalled of files last, in memory: a folder that is logged again and again is asked about in the same words.
import type { Recalled } from './blobRows.js';
import { prepareNamed, type Sqlite } from './database.js';
import type { FileIdentity } from './types.js';

/** Files that are kept, about 8 MB of them. */
const MOST = 20_000;

/** Of each file what was found when it was last read; undefined when it is not that file any more, or its blob's row does not vouch for it. */
export type Recall = (identities: readonly FileIdentity[]) => (Recalled | undefined)[];

export interface RecallMemo {
  /** Recalls what is known here, else what `ask` finds. Of what another connection writes from now on it need not know. */
  begin(ask: (unknown: readonly FileIdentity[]) => ReadonlyMap<FileIdentity, Recalled>): Recall;
  /** To be called with every write of our own that may change an answer. */
  clear(): void;
}

export function createRecallMemo(db: Sqlite): RecallMemo {
  const version = prepareNamed(db, 'PRAGMA data_version');
  const known = new Map<string, { readonly stamp: string; readonly recalled: Recalled }>();
  let at: number | undefined;

  function keep(found: ReadonlyMap<FileIdentity, Recalled>): void {
    if (known.size + found.size > MOST) known.clear();
    if (found.size > MOST) return;
    for (const [{ file, stamp }, recalled] of found) known.set(file, { stamp, recalled });
  }

  return {
    begin(ask) {
      const { data_version: now } = version.get() as { data_version: number };
      if (now !== at) known.clear();
      at = now;
      return (identities) => {
        const found = identities.map(({ file, stamp }) => {
          const kept = known.get(file);
          return kept?.stamp === stamp ? kept.recalled : undefined;
        });
        const unknown = identities.filter((_, index) => !found[index]);
        if (unknown.length === 0) return found;
        const asked = ask(unknown);
        keep(asked);
        return identities.map((identity, index) => found[index] ?? asked.get(identity));
      };
    },
    clear: () => known.clear(),
  };
}
