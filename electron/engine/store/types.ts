// What the registry store promises to commands, sync and tests. One SQLite database holds one registry.
import type { PastModel } from '../../../shared/contract/registry.js';
import type { Actor } from '../../../shared/contract/primitives.js';
import type { DeviceIdentity, SignedHead } from '../domain/chain.js';
import type { FoldRules } from '../domain/fold.js';
import type { Op, OpDraft } from '../domain/ops.js';
import type { HookRows } from './hookRows.js';
import type { NoticeRows } from './noticeRows.js';
import type { Clock, Logger, Random } from '../ports.js';
import type { HistoryWriter } from './history/types.js';
import type { Queries } from './queries/types.js';
import type { ChainHead, Intent, LogRow, PendingMove, StoredOp } from './readTypes.js';

export interface StoreOptions {
  /** Path of the database, or `:memory:`. */
  readonly file: string;
  /** Registry id for a database that does not exist yet; a random one if absent. An existing database keeps its own. */
  readonly id?: string;
  /** Home for a database that does not exist yet: `computer` (default) or a remote's URL. */
  readonly home?: string;
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
  /** Whose chain is written here. A function is asked inside each transaction: another process may have taken a new identity. */
  readonly device: DeviceIdentity | (() => DeviceIdentity);
  /** Name put into the device's first op. */
  readonly deviceName?: string;
  /** Why nothing may be added to the log from here, as the end of a sentence; undefined while it may. Asked once a transaction. */
  readonly sealed?: () => string | undefined;
  /** How long a write waits for another process; half a minute if absent. */
  readonly busyMs?: number;
  /** Other rules than the standard ones: mutation tests only. */
  readonly rules?: FoldRules;
}

/** One write transaction. Nothing of it is seen by others, or survives, before the function given to `write` returns. */
export interface WriteTx {
  readonly read: Queries;
  /** Millis of this transaction, the `at` of its ops. */
  readonly at: number;
  /**
   * Adds an op to this device's chain, folds it, and returns its hash. `observed` is sorted and deduplicated here.
   * `past` is for ops that stand for others, of a registry the entity came from.
   * @throws CairnError invalid_input when the body is not in the form of its kind
   */
  append(draft: OpDraft, past?: Pick<Op, 'origin'> & Partial<Pick<Op, 'at' | 'actor'>>): string;
  /** Begins this device's chain with its key and name, unless it has one: others see by it that the device is there. */
  introduce(): void;
  /**
   * Issues ops of this device's former identities again under the present one, each naming what it stands for; after that no former
   * identity has left anything here.
   */
  succeed(unsent: readonly StoredOp[]): void;
  /**
   * Gives the version (or link) a number unless it has one: at once in a registry whose home is this computer,
   * else by an intent in the outbox, which sync turns into a claim.
   */
  number(collection: string, target: string): void;
  /** A person knows what a number of the collection that was shown here for another means now; without a number: all of them. */
  acknowledgeNumbers(collection: string, number?: number): void;
  /**
   * Moves an alias, observing every move it replaces: by an op, or, for a protected alias of a registry that lives in a remote,
   * by a move that waits for its place in the sequence.
   */
  moveAlias(move: { readonly collection: string; readonly alias: string; readonly target: string | null; readonly note?: string | undefined }): 'moved' | 'publishing';
  /** Keeps a move that waits, in place of the one that does. */
  keepMove(move: PendingMove): void;
  /** Forgets a move that waits. */
  dropMove(collection: string, alias: string): void;
  /** Removes an intent whose answer has arrived. */
  dropIntent(intent: Intent): void;
  /** Keeps the canonical manifest of versions. Local: not an op. `blobs` are the distinct blobs it names. */
  putManifest(digest: string, canonicalJson: string, blobs: readonly { readonly digest: string; readonly bytes: number }[]): void;
  /** Rows of runs' history that are not sealed yet: local. */
  readonly history: HistoryWriter;
  /** What only the cache knows of these versions changed (whether they are here, or pinned): pages that show them hear of it. */
  told(versions: readonly string[]): void;
  /** Local values that never travel (sync cursors, ...). Null deletes. */
  setLocal(key: string, value: string | null): void;
}

export type ScopeChange = {
  readonly seq: number;
  /** A scope of shared/contract/scopes.ts, or `version:*`. */
  readonly scope: string;
  /** Key of a row, or `*`: anything in the scope may have changed. */
  readonly key: string;
};

/** `reset`: the log no longer reaches back that far; everything must be read anew under the epoch given. */
export type ChangeResult =
  | { readonly reset: true; readonly epoch: string; readonly seq: number }
  | { readonly reset: false; readonly epoch: string; readonly seq: number; readonly changes: readonly ScopeChange[] };

/** The canonical text of an op, and its hash. */
export interface OpForm {
  readonly text: string;
  readonly hash: string;
}

export interface ReceiveResult {
  /** Ops that were new. */
  readonly added: number;
  /** Devices with two ops at one place of their chain, found so far. */
  readonly forked: readonly string[];
}

export interface RegistryStore {
  readonly id: string;
  readonly home: string;
  /** The device's present identity. */
  readonly device: DeviceIdentity;
  /** Identity under which what was published from here was published. */
  readonly publisher: string;
  /** Identities that this device had before, and under which it wrote what may not have been published. */
  readonly formers: readonly string[];
  readonly read: Queries;
  /**
   * One BEGIN IMMEDIATE transaction. Chain, clock and numbers are read inside it; the head it leaves is signed and stored in it.
   * When it has returned the commit is on disk. A throw rolls everything back. Not reentrant.
   * @throws CairnError busy after 30 s of waiting for another process
   */
  write<T>(actor: Actor, work: (tx: WriteTx) => T): T;
  /**
   * Folds ops that were verified by the caller. Any order, duplicates and forks welcome; unknown kinds are kept unread.
   * @param forms of each op, where the caller read it from its canonical text and hashed that
   */
  receive(ops: readonly Op[], heads: readonly SignedHead[], forms?: readonly OpForm[]): ReceiveResult;

  hasOp(hash: string): boolean;
  op(hash: string): StoredOp | undefined;
  /** Ops of a device with from <= seq < to, by seq (forks: by hash). */
  opsOf(device: string, from: number, to: number): readonly StoredOp[];
  /** Highest op of every device; several for a device whose chain forked at the top. */
  chainHeads(): readonly ChainHead[];
  /** device -> number of consecutive seqs held from 0 on. */
  stateVector(): Record<string, number>;
  signedHeads(device?: string): readonly SignedHead[];
  /** Public key (64 hex) of a device, from its first op. */
  deviceKey(device: string): string | undefined;
  /** Of a device that was taken out of the registry: the last seq of its chain that counts. */
  lastAccepted(device: string): number | undefined;
  /** Two machines write under the device's key. */
  isForked(device: string): boolean;
  /** Another op stands for this one. */
  isReissued(hash: string): boolean;
  devices(): readonly { readonly device: string; readonly key: string; readonly name: string; readonly forked: boolean; readonly lastAccepted: number | null }[];
  opCount(): number;
  /** The whole log, by device and seq. */
  allOps(): Iterable<StoredOp>;
  /** The same, row by row as it is on disk: also what was damaged there. */
  opRows(): Iterable<LogRow>;
  /** Every manifest that is here, as it is on disk. */
  manifestRows(): Iterable<{ readonly digest: string; readonly json: string }>;
  /** What came after the log held so many ops (`opCount`), whoever wrote it. */
  opsSince(count: number): Iterable<StoredOp>;
  /** Collections and models as they stood at a past moment (ops with `at` up to it, and all they observe); or one of them. */
  asOf(at: number, collection?: string): readonly PastModel[];
  /** Version or link that an alias pointed at then. */
  aliasTargetAsOf(at: number, collection: string, alias: string): string | undefined;
  /** BLAKE3 (64 hex) of the folded state: equal on every device that holds the same ops. */
  stateHash(): string;
  /** The same, from folding the whole log anew in memory: differs only if the database was damaged or edited. */
  refoldedStateHash(): string;

  /** Versions and links that wait for a number. */
  intents(): readonly Intent[];
  /** Ids of those of a collection, in the order in which they were made. */
  waitingIn(collection: string): readonly string[];
  local(key: string): string | undefined;
  /** Hooks of this device. Their rows are written outside the op log. */
  readonly hooks: HookRows;
  readonly notices: NoticeRows;

  readonly epoch: string;
  /** Newest change number. */
  changeSeq(): number;
  changesSince(epoch: string, seq: number): ChangeResult;
  /** True when another connection (this process or another) committed since the last call. Costs one pragma. */
  pollExternal(): boolean;
  /** Called after every commit of this store object. Returns its own stop. */
  onCommit(listener: () => void): () => void;
  close(): void;
}
