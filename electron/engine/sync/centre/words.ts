// The one word that says how syncing stands, and how it is written.
import type { RegistrySync, SyncWord } from '../../../../shared/contract/sync.js';
import type { SyncReport } from '../types.js';

export interface Standing {
  readonly paused: boolean;
  readonly remotes: number;
  readonly moving: number;
  readonly waiting: number;
  readonly attention: number;
  readonly offline: boolean;
  /** Every registry was exchanged with its remote at least once. */
  readonly exchanged: boolean;
  /** An upload was put aside by a person. */
  readonly aside: boolean;
}

/** What a person most needs to know first: nothing to sync with, paused, needs you, offline, going on, still to do, all done. */
export function wordFor({ paused, remotes, moving, waiting, attention, offline, exchanged, aside }: Standing): SyncWord {
  if (remotes === 0) return attention > 0 ? 'attention' : 'local';
  if (paused) return 'paused';
  if (attention > 0) return 'attention';
  if (offline) return 'offline';
  if (aside) return 'paused';
  if (moving > 0) return 'syncing';
  return waiting > 0 || !exchanged ? 'waiting' : 'synced';
}

export function countFor(word: SyncWord, { moving, waiting, attention }: Standing): number {
  if (word === 'syncing') return moving;
  if (word === 'offline' || word === 'paused' || word === 'waiting') return waiting;
  return word === 'attention' ? attention : 0;
}

export function textFor(word: SyncWord, count: number): string {
  switch (word) {
    case 'synced':
      return 'Synced';
    case 'syncing':
      return `Syncing ${count}`;
    case 'waiting':
      return count > 0 ? `${count} waiting` : 'Not synced yet';
    case 'paused':
      return count > 0 ? `Paused, ${count} waiting` : 'Paused';
    case 'offline':
      return `Offline, ${count} waiting`;
    case 'attention':
      return `Needs you: ${count}`;
    case 'local':
      return 'This device only';
  }
}

/** The word of one registry by itself. `late`: what others published and has not come yet. */
export function wordOf({ ops, claims, error, synced }: Pick<RegistrySync, 'ops' | 'claims' | 'error' | 'synced'>, going: boolean, paused: boolean, attention: number, late: number, aside: boolean): SyncWord {
  return wordFor({ paused, remotes: 1, moving: going ? Math.max(1, ops + claims) : 0, waiting: ops + claims + late, attention, offline: error?.code === 'offline', exchanged: synced !== null, aside });
}

/** What a sync did, for the log; undefined when that was nothing. */
export function wordsFor({ sent, received, numbered, reissued, findings }: SyncReport): string | undefined {
  const parts = [sent > 0 ? `${sent} sent` : '', received > 0 ? `${received} received` : '', numbered > 0 ? `${numbered} numbered` : '', reissued > 0 ? `${reissued} issued again under the new identity of this device` : '', findings.length > 0 ? `${findings.length} kept out or missing` : ''].filter(Boolean);
  return parts.length > 0 ? `${parts.join(', ')} (operations)` : undefined;
}
