// What looking at a remote and mending it needs, and what it tells.
import type { Carrier } from '../bytes/carrier.js';
import type { Lanes } from '../bytes/lanes.js';
import type { Remote } from '../../remotes/types.js';
import type { Bytes, SyncParty } from '../types.js';

export interface RemoteLack {
  /** Digest of a blob, or of a manifest; the key of everything else. */
  readonly id: string;
  /** `list`: what says how the chunks of a blob make it. `chunk`, `object`: a chunk or a manifest's object that no version names any more. */
  readonly what: 'manifest' | 'blob' | 'list' | 'segment' | 'device' | 'config' | 'head' | 'claim' | 'move' | 'pack' | 'collection' | 'chunk' | 'object';
  readonly problem: 'missing' | 'damaged';
  /** It is there again, whole. */
  readonly healed: boolean;
  /** The device that wrote it, where it is not of a version and that is known. */
  readonly device?: string;
}

export interface HealContext {
  readonly party: SyncParty & { readonly bytes: Bytes };
  /** Overwrites what was found damaged. */
  readonly remote: Healing;
  readonly remoteId: string;
  readonly lanes: Lanes;
  readonly carrier: Carrier;
  readonly signal: AbortSignal | undefined;
}

export interface Healing extends Remote {
  /** From now on creating one of these keys puts the body over what lies there. */
  overwrite(keys: readonly string[]): void;
}
