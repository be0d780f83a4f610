// What the sync centre is made with, and what it offers to commands.
import type { Actor } from '../../../../shared/contract/primitives.js';
import type { Mirrored } from '../../../../shared/contract/remotes.js';
import type { SyncDone, SyncStatus } from '../../../../shared/contract/sync.js';
import type { Cache } from '../../cache/types.js';
import type { Ports } from '../../ports.js';
import type { Remote } from '../../remotes/types.js';
import type { RegistryStore } from '../../store/types.js';
import type { Missing } from '../bytes/types.js';
import type { ClockWatch } from './clockWatch.js';
import type { Networks } from './waking.js';
import type { RemotesFile, StoredRemote } from './remotesFile.js';

/** What a person chose for this device. */
export interface SyncChoices {
  readonly paused: boolean;
  readonly up: number | null;
  readonly down: number | null;
}

export interface CentreOptions {
  readonly cache: Cache;
  readonly ports: Ports;
  readonly remotes: RemotesFile;
  readonly clockWatch: ClockWatch;
  registries(): readonly RegistryStore[];
  actor(): Actor;
  choices(): SyncChoices;
  choose(choices: SyncChoices): void;
  /** Takes a new identity for the device, unless it has another than that one already. */
  renew(former: string): void;
  /** The addresses of this computer; the system's own where absent. */
  networks?(): Networks;
}

export interface FetchRequest {
  readonly registry: string;
  readonly versions: readonly string[];
  /** Only these blobs of them. */
  readonly only?: ReadonlySet<string> | undefined;
  /** Somebody waits for it. */
  readonly urgent: boolean;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: (progress: { readonly done: number; readonly total: number; readonly rate: number | null }) => void;
}

export interface LoneRequest {
  readonly registry: string;
  readonly blobs: readonly string[];
  readonly signal?: AbortSignal | undefined;
}

/** A remote that is open for work. */
export interface OpenSession {
  readonly remote: Remote;
  readonly remoteId: string;
  readonly stored: StoredRemote;
}

export interface SyncCentre {
  status(): SyncStatus;
  /** Called when the status may have changed. Returns its own stop. */
  onChange(listener: () => void): () => void;
  /** @throws what the sync of the only registry asked for threw */
  now(options: { readonly registry?: string | undefined; readonly refill: boolean; /** A person says so: what was put aside goes too. */ readonly asked?: boolean; readonly signal?: AbortSignal | undefined }): Promise<SyncDone>;
  /**
   * Waits until a move of a protected alias has its place in the sequence. False: the remote did not answer in time, or is known to be
   * out of reach, and the move waits on. @throws CairnError alias_moved when somebody else was first; the move is forgotten then
   */
  settle(move: { readonly registry: string; readonly collection: string; readonly alias: string }, signal?: AbortSignal): Promise<boolean>;
  pause(): void;
  resume(): void;
  limit(limits: { readonly up?: number | null | undefined; readonly down?: number | null | undefined }): void;
  cancel(id: string): void;
  /** @throws CairnError offline when the registry has no remote, or it cannot be reached; what was missing in the remote is returned */
  fetch(request: FetchRequest): Promise<Missing[]>;
  /** Fetches blobs that operations name by themselves. What is not in the remote is passed over. @throws CairnError not_found, offline */
  fetchLone(request: LoneRequest): Promise<void>;
  /** Opens the remote of a registry for other work (verify, collect), with the same limits. @throws CairnError not_found, offline ... */
  open(registry: string, signal?: AbortSignal): Promise<OpenSession>;
  /** One pass of a mirror of a registry's remote. @throws CairnError not_found, forbidden, offline ... */
  mirror(registry: string, mirror: string, signal?: AbortSignal): Promise<Mirrored>;
  /** The same remote, whatever its config says: for who looks at that, too. */
  reach(registry: string, signal?: AbortSignal): Promise<Remote>;
  /** Syncs by itself from now on. Only for the process that has the lease. */
  start(): void;
  stop(): Promise<void>;
}
