// What verifying a remote says about what it found there.
import type { RemoteLack } from '../../sync/heal/types.js';

type What = RemoteLack['what'];

/** Of what belongs to a version, or to the log of a device. */
export const WORDS: Readonly<Partial<Record<What, string>>> = {
  manifest: 'its list of files was',
  blob: 'its bytes were',
  list: 'what says how its bytes lie there was',
  segment: 'operations of it were',
  device: 'its key was',
};

interface KeyWords {
  readonly was: string;
  readonly healed: string;
  /** What to do where it could not be healed from here. */
  readonly next: (device: string) => string;
}

/** Of what is named by its key. */
export const WORDS_BY_KEY: Readonly<Partial<Record<What, KeyWords>>> = {
  config: {
    was: 'what names the remote was',
    healed: 'put back as it was',
    next: () => 'this device does not remember its bytes; run "cairn verify --remote" on another one of the registry',
  },
  head: {
    was: 'the note how far a device has published was',
    healed: 'written again',
    next: (device) => `the log itself counts; ${device} writes it again with "cairn verify --remote", or with what it publishes next`,
  },
  claim: {
    was: 'a claim of version numbers was',
    healed: 'put back as it was',
    next: (device) => `the numbers that the log gives stay; ${device} can put it back: let it run "cairn verify --remote"`,
  },
  move: {
    was: 'a signed move of a protected alias was',
    healed: 'put back as it was',
    next: (device) => `no log that is here carries it; let ${device} run "cairn verify --remote"`,
  },
  pack: {
    was: 'a pack of operations, which spares new devices requests, was',
    healed: 'removed; its operations lie in the log as well',
    next: () => 'its operations lie in the log as well; run "cairn verify --remote --deep" where the remote may be written to',
  },
  collection: {
    was: 'what collection wrote down there was',
    healed: 'removed, as nobody needs it any more',
    next: () => 'it is removed by "cairn verify --remote" once nobody can need it: after 14 days at the latest',
  },
  chunk: {
    was: 'bytes that no version here names were',
    healed: 'sent again from here',
    next: () => 'not here either; "cairn gc --remote" removes them if nothing needs them',
  },
  object: {
    was: 'a list of files that no version here names was',
    healed: 'sent again from here',
    next: () => 'not here either; let the device that logged it run "cairn verify --remote"',
  },
};
