// What this data root remembers about a remote. Losing it costs time, never data.
import type { Actor } from '../../../shared/contract/primitives.js';
import type { RegistryStore, WriteTx } from '../store/types.js';
import type { RemoteConfig } from './config.js';
import { NAMED_SEGMENTS, type NewSegment } from './headObject.js';
import { readSegmentKey } from './keys.js';
import type { Unpacked } from './packOwn.js';

/** The last op of a published stretch of this device's chain. */
export interface Tip {
  readonly seq: number;
  readonly hash: string;
}

export type MarkValues = Readonly<Partial<Record<`seen/${string}` | `tag/${string}` | `names/${string}` | `sent/${string}` | `late/${string}` | `claim/${string}` | `stood/${string}` | 'config' | 'device' | 'tips' | 'head' | 'putting' | 'put' | 'recent' | 'wanted' | 'ask' | 'unpacked', string | undefined>>>;

export interface Marks {
  /** Hash of the remote's config. */
  readonly remoteId: string;
  /** What the config says, once it was read. */
  config(): RemoteConfig | undefined;
  isSeen(segmentKey: string): boolean;
  /** Tag of a device's head at the time when everything it promised had been read. */
  headTag(device: string): string | undefined;
  /** Tag of a head whose body was seen to name this remote. */
  namingTag(device: string): string | undefined;
  /** Since when not all is there that a device's head of this tag names. */
  lateSince(device: string, tag: string): number | undefined;
  /** The remote's time of a device's head, as it was listed last. */
  sentAt(device: string): number | undefined;
  /** Ends of the stretches of this device's chain that are known to lie in the remote; several after a fork. */
  tips(): readonly Tip[];
  /** Hash of the head that was put last. */
  publishedHead(): string | undefined;
  /** Whether this device's key was put there. */
  hasPutDevice(): boolean;
  /** Whether this head was put from here, or may have been before an end that came in between. */
  hasPutHead(hash: string): boolean;
  /** Tag that the store gave this device's head when it was put; undefined where it does not say. */
  putTag(): string | undefined;
  /** The newest segments of this device's log that were put from here, or found there. */
  recent(): readonly NewSegment[];
  /** Manifests that a received op names and that have not come yet. */
  wanted(): readonly string[];
  /** True when operations came since it was last looked whether a number went to another. */
  askNumbers(): boolean;
  /** First number of a collection not covered by the claims read so far. */
  nextClaim(collection: string): number;
  /** The bytes of a claim that was read, or won, here. */
  stood(key: string): string | undefined;
  /** Segments of this device in the remote that are in no pack. */
  unpacked(): readonly Unpacked[];
  /** What is undefined is forgotten. What rests on other marks is computed in the same transaction: another process of this data root saves too. */
  save(values: MarkValues | (() => MarkValues)): void;
  /** The same within a transaction. */
  put(tx: WriteTx, values: MarkValues): void;
}

/** Nothing of this device's log lies in the remote. */
export const UNPUBLISHED: MarkValues = { device: '', tips: '[]', recent: '[]', unpacked: '[]', head: '' };

export function openMarks(store: RegistryStore, actor: Actor, remoteId: string): Marks {
  const name = (key: string): string => `sync/${remoteId}/${key}`;
  const put: Marks['put'] = (tx, values) => {
    for (const [key, value] of Object.entries(values)) tx.setLocal(name(key), value ?? null);
  };
  return {
    remoteId,
    config() {
      const said = store.local(name('config'));
      return said === undefined ? undefined : (JSON.parse(said) as RemoteConfig);
    },
    namingTag: (device) => store.local(name(`names/${device}`)),
    lateSince(device, tag) {
      const [of, since] = JSON.parse(store.local(name(`late/${device}`)) ?? '[]') as [string?, number?];
      return of === tag ? since : undefined;
    },
    sentAt(device) {
      const at = store.local(name(`sent/${device}`));
      return at === undefined ? undefined : Number(at);
    },
    putTag: () => store.local(name('put')) || undefined,
    recent: () => JSON.parse(store.local(name('recent')) ?? '[]') as NewSegment[],
    isSeen: (key) => store.local(name(`seen/${key}`)) !== undefined,
    headTag: (device) => store.local(name(`tag/${device}`)),
    tips: () => JSON.parse(store.local(name('tips')) ?? '[]') as Tip[],
    publishedHead: () => store.local(name('head')),
    hasPutDevice: () => store.local(name('device')) === '1',
    hasPutHead: (hash) => [store.local(name('head')), store.local(name('putting'))].includes(hash),
    wanted: () => JSON.parse(store.local(name('wanted')) ?? '[]') as string[],
    askNumbers: () => store.local(name('ask')) === '1',
    unpacked: () => JSON.parse(store.local(name('unpacked')) ?? '[]') as Unpacked[],
    stood: (key) => store.local(name(`stood/${key}`)),
    nextClaim: (collection) => Number(store.local(name(`claim/${collection}`)) ?? '0'),
    save: (values) => store.write(actor, (tx) => put(tx, typeof values === 'function' ? values() : values)),
    put,
  };
}

/** The newest segments of this device's log with one more, as they are saved. */
export function recentWith(marks: Marks, segmentKey: string): string {
  const added = readSegmentKey(segmentKey);
  const newest: readonly NewSegment[] = added ? [...marks.recent(), [added.first, added.hash]] : marks.recent();
  return JSON.stringify(newest.slice(-NAMED_SEGMENTS));
}

/** More manifests are wanted, as they are saved. */
export function wantedWith(marks: Marks, missing: readonly string[]): MarkValues {
  return missing.length === 0 ? {} : { wanted: JSON.stringify([...new Set([...marks.wanted(), ...missing])]) };
}

/** Local value that names the remote (by the hash of its config) with which this registry was synced last. */
const LAST_REMOTE = 'sync/remote';

export function lastRemote(store: RegistryStore): string | undefined {
  return store.local(LAST_REMOTE);
}

export function rememberRemote(store: RegistryStore, actor: Actor, remoteId: string): void {
  if (lastRemote(store) !== remoteId) store.write(actor, (tx) => tx.setLocal(LAST_REMOTE, remoteId));
}
