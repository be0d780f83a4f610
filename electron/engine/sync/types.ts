// What a sync needs and what it tells.
import type { CairnError } from '../../../shared/contract/errors.js';
import type { Actor } from '../../../shared/contract/primitives.js';
import type { Clock, Random } from '../ports.js';
import type { PendingMove } from '../store/readTypes.js';
import type { RegistryStore } from '../store/types.js';
import type { Lanes } from './bytes/lanes.js';
import type { ByteStore, Watch } from './bytes/types.js';

/** A transfer that somebody watches, and may end. */
export interface Watched extends Watch {
  /** Aborted with the sync, and when this transfer alone is ended. */
  readonly signal?: AbortSignal;
  end(): void;
}

/** The blobs of this device, where they travel too. */
export interface Bytes {
  readonly store: ByteStore;
  /** Begins to watch an upload of so many bytes, for these versions (ids) and what belongs to them. */
  readonly watch?: (bytes: number, versions: readonly string[]) => Watched;
}

/** What becomes of moves of protected aliases that others came before. */
export interface LateMoves {
  /** `challenge`: it was made offline. `refuse`: somebody waits for the answer. `wait`: the next sync decides. */
  how(move: PendingMove): 'challenge' | 'refuse' | 'wait';
  /** It was refused and forgotten. */
  refused(move: PendingMove, error: CairnError): void;
}

export interface PackRules {
  /** So many ops, segments, or manifests that they name, in no pack make one. */
  readonly ops: number;
  readonly segments: number;
  readonly manifests: number;
  /** For fewer segments that are missing here, asking for each is no more work than looking for packs. */
  readonly worth: number;
}

/** One side of an exchange. */
export interface SyncParty {
  readonly store: RegistryStore;
  /** In whose name numbers are claimed. */
  readonly actor: Actor;
  readonly clock: Clock;
  readonly random: Random;
  /** Absent: operations and manifests alone travel. */
  readonly bytes?: Bytes;
  /** Requests that run at once; its own where absent. */
  readonly lanes?: Lanes;
  /** False: a remote that was this registry's home and holds nothing now is not filled again: that is an error. True where absent. */
  readonly refill?: boolean;
  /** True: reads alone. What was made here stays where it is. */
  readonly aside?: boolean;
  /** When what was published is packed, and when packs are read; the usual numbers where absent. */
  readonly packs?: PackRules;
  /** True: a device that has made nothing says who it is all the same, so that others can list it. */
  readonly introduce?: boolean;
  /** Takes a new identity for this device, where another machine writes under the one it has. Absent: it goes on under that. */
  readonly renew?: () => void;
  /** Absent: moves that others came before become challenges. */
  readonly late?: LateMoves;
}

/** Something of the remote that was not let in, or could not be had yet. Asked for again with the next sync. */
export interface SyncFinding {
  readonly key: string;
  /** `bad_digest`, `malformed`, `bad_signature`, `wrong_prev`, `gap`, `manifest_missing`, `newer_version`, ... */
  readonly reason: string;
  readonly message: string;
}

export interface SyncReport {
  /** Ops published. */
  readonly sent: number;
  /** Ops that were new here. */
  readonly received: number;
  /** Versions and links that got their number. */
  readonly numbered: number;
  /** Manifests that arrived. */
  readonly manifests: number;
  /** Intents that still wait for a number, and moves of protected aliases for their place. */
  readonly pending: number;
  readonly findings: readonly SyncFinding[];
  /** Ops of a former identity of this device that were issued again under the present one. */
  readonly reissued: number;
}
