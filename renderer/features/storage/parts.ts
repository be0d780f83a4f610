// The parts of what a data folder takes, in the order and words in which they are shown.
import type { DiskUse } from '../../../shared/contract/storage.js';

export type Part = keyof DiskUse['parts'];

interface PartWords {
  readonly part: Part;
  readonly title: string;
  readonly about: string;
  /** Colour of its piece of the bar: a series of tokens.css. */
  readonly colour: string;
}

export const PARTS: readonly PartWords[] = [
  { part: 'versions', title: 'Versions', about: 'files of versions, each stored once', colour: 'var(--c-1)' },
  { part: 'deleted', title: 'Deleted versions', about: 'can be brought back until their retention ends', colour: 'var(--c-2)' },
  { part: 'facts', title: 'Facts and histories', about: 'tensor tables, run histories, code of runs', colour: 'var(--c-3)' },
  { part: 'unreferenced', title: 'Leftovers', about: 'files that nothing names any more', colour: 'var(--c-4)' },
  { part: 'incoming', title: 'Arriving', about: 'downloads that were begun', colour: 'var(--c-5)' },
  { part: 'checkouts', title: 'Checkouts', about: 'copies made to be revealed or dragged out', colour: 'var(--c-6)' },
  { part: 'quarantine', title: 'Set aside', about: 'damaged files, kept for a person to look at', colour: 'var(--c-7)' },
  { part: 'databases', title: 'History and indexes', about: 'the signed log and what is computed from it', colour: 'var(--c-8)' },
  { part: 'logs', title: 'Logs', about: 'what the app wrote about its work', colour: 'var(--text-3)' },
  { part: 'other', title: 'Everything else', about: 'settings, keys, the window’s own store', colour: 'var(--line-3)' },
];
