// What was recalled of files last, in memory: a folder that is logged again and again is asked about in the same words.
import type { Recalled } from './blobRows.js';
import { prepareNamed, type Sqlite } from './database.js';
import type { FileIdentity } from './types.js';

/** Files that are kept, about 8 MB of them. */
const MOST = 20_000;

export interface RecallMemo {
  /** Of these files what is known here, else what `ask` finds. Nothing is known any more once another connection has written. */
  recall(identities: readonly FileIdentity[], ask: (unknown: readonly FileIdentity[]) => Map<FileIdentity, Recalled>): Map<FileIdentity, Recalled>;
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
    recall(identities, ask) {
      const { data_version: now } = version.get() as { data_version: number };
      if (now !== at) known.clear();
      at = now;
      const found = new Map<FileIdentity, Recalled>();
      const unknown: FileIdentity[] = [];
      for (const identity of identities) {
        const kept = known.get(identity.file);
        if (kept?.stamp === identity.stamp) found.set(identity, kept.recalled);
        else unknown.push(identity);
      }
      if (unknown.length === 0) return found;
      const asked = ask(unknown);
      keep(asked);
      return new Map([...found, ...asked]);
    },
    clear: () => known.clear(),
  };
}
