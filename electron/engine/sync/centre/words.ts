// The one word that says how syncing stands, and how it is written.
import type { RegistrySync, SyncWord } from '../../../../shared/contract/sync.js';

export interface Standing {
  readonly paused: boolean;
  readonly remotes: number;
  readonly moving: number;
  readonly waiting: number;
  readonly attention: number;
  readonly offline: boolean;
}

/** What a person most needs to know first: nothing to sync with, paused, needs you, offline, going on, all done. */
export function wordFor({ paused, remotes, moving, attention, offline }: Standing): SyncWord {
  if (remotes === 0) return 'local';
  if (paused) return 'paused';
  if (attention > 0) return 'attention';
  if (offline) return 'offline';
  return moving > 0 ? 'syncing' : 'synced';
}

export function countFor(word: SyncWord, { moving, waiting, attention }: Standing): number {
  if (word === 'syncing') return moving;
  if (word === 'offline' || word === 'paused') return waiting;
  return word === 'attention' ? attention : 0;
}

export function textFor(word: SyncWord, count: number): string {
  switch (word) {
    case 'synced':
      return 'Synced';
    case 'syncing':
      return `Syncing ${count}`;
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

/** The word of one registry by itself. */
export function wordOf(registry: Pick<RegistrySync, 'ops' | 'claims' | 'error'>, going: boolean, paused: boolean, attention: number): SyncWord {
  return wordFor({ paused, remotes: 1, moving: going ? Math.max(1, registry.ops + registry.claims) : 0, waiting: registry.ops + registry.claims, attention, offline: registry.error?.code === 'offline' });
}
