// Rows as the registry store reads them, before what only the cache knows is added.
import type { CollectionRow, HistoryRow, ProjectRow, RunRow, VersionDetail, VersionRow } from '../../../shared/contract/entities.js';
import type { RunDetail, RunMark } from '../../../shared/contract/runs.js';
import type { FoundVersion } from '../../../shared/contract/query.js';
import type { Actor, JsonValue } from '../../../shared/contract/primitives.js';
import type { MoveRecord } from '../domain/moveRecord.js';
import type { Op } from '../domain/ops.js';
import type { Query } from '../domain/query/types.js';
import type { Candidate } from '../domain/retention/rule.js';

/** An op with its identity. */
export interface StoredOp {
  readonly hash: string;
  readonly op: Op;
}

/** A row of the log as it is on disk; nothing of it was checked. */
export interface LogRow {
  readonly hash: string;
  readonly device: string;
  readonly seq: number;
  readonly kind: string;
  readonly at: number;
  /** Canonical. */
  readonly text: string;
}

export interface ChainHead {
  readonly device: string;
  readonly seq: number;
  readonly hash: string;
}

/** A version row without what only the cache knows. */
export type VersionItem = Omit<VersionRow, 'availability'>;

/** Where derived facts of one file of a version lie. `facts` is a blob's digest. */
export interface FactsPointer {
  readonly path: string;
  readonly blob: string;
  readonly parser: string;
  readonly parserVersion: number;
  readonly facts: string;
}

/** A version that a query found, without what only the cache knows. */
export type FoundItem = Omit<FoundVersion, 'availability'>;

/** A version page without what only the cache knows; facts are pointers to blobs. */
export type VersionDetailItem = Omit<VersionDetail, 'availability' | 'facts'> & { readonly facts: readonly FactsPointer[] };

/** A collection row whose latest version lacks its availability and has its version id instead. */
export type CollectionItem = Omit<CollectionRow, 'latest' | 'availability' | 'pinned'> & {
  readonly latest: (Omit<NonNullable<CollectionRow['latest']>, 'availability'> & { readonly version: string }) | null;
};

/** A row of a scope before availability is filled in. */
export type ScopeRecord =
  | { readonly kind: 'projects'; readonly key: string; readonly order: number; readonly row: ProjectRow }
  | { readonly kind: 'collections'; readonly key: string; readonly order: number; readonly row: CollectionItem }
  | { readonly kind: 'versions'; readonly key: string; readonly order: number; readonly row: VersionItem }
  | { readonly kind: 'version'; readonly key: string; readonly order: number; readonly row: VersionDetailItem }
  | { readonly kind: 'run'; readonly key: string; readonly order: number; readonly row: RunDetail }
  | { readonly kind: 'history'; readonly key: string; readonly order: number; readonly row: RunMark }
  | { readonly kind: 'runs'; readonly key: string; readonly order: number; readonly row: RunRow }
  | { readonly kind: 'recent'; readonly key: string; readonly order: number; readonly row: HistoryRow };

export interface ScopeResult {
  readonly epoch: string;
  readonly seq: number;
  readonly items: readonly ScopeRecord[];
  /** Opaque keyset cursor; null at the end. */
  readonly next: string | null;
  readonly total: number;
}

/** A blob that a version names. Rows are distinct within a version. */
export interface VersionBlob {
  readonly version: string;
  readonly blob: string;
  readonly bytes: number;
}

/** What a query found: a page, newest first, and how many match in all. */
export type Asked = (
  | { readonly of: 'versions'; readonly rows: readonly FoundItem[] }
  | { readonly of: 'models' | 'collections'; readonly rows: readonly CollectionItem[] }
  | { readonly of: 'runs'; readonly rows: readonly RunRow[] }
) & { readonly next: string | null; readonly total: number };

/** A query, where its bare names are looked up, and which page of it is wanted. */
export interface AskInput {
  readonly query: Query;
  readonly context: ResolveContext;
  /** A collection or registered model of which versions are listed. */
  readonly within?: string | undefined;
  readonly cursor: string | null;
  readonly limit: number;
}

/** A saved view or a policy: a value that each write overwrites whole; null once it was removed. */
export interface StoredDocument {
  readonly id: string;
  readonly value: JsonValue;
  /** The ops that a write to it replaces. */
  readonly heads: readonly string[];
}

/** A live version as retention sees it. */
export interface ThinCandidate extends Candidate {
  readonly ref: string;
  readonly label: string;
  readonly bytes: number;
  /** When its time to live ends; null without one. */
  readonly expires: number | null;
}

export interface Deletion {
  readonly version: string;
  readonly at: number;
  readonly actor: Actor;
  readonly note: string | null;
}

/** Deletions of one run of a rule. */
export interface RemovalItem {
  readonly batch: string;
  readonly at: number;
  readonly actor: Actor;
  readonly note: string | null;
  readonly versions: readonly string[];
}

/** Where a bare name is looked up. */
export interface ResolveContext {
  /** Name of the current entity. */
  readonly entity: string;
  /** Name of the current project. */
  readonly project: string;
  /** Whether a name without an entity, which this one does not have, means the only one in the registry that has it. */
  readonly elsewhere?: boolean;
}

export interface ResolvedVersion {
  readonly version: string;
  readonly collection: string;
  readonly digest: string;
  /** Set when the reference went through a registered model. */
  readonly link: string | null;
  /** Alias the reference went through, `latest` included; null for a number or a digest. */
  readonly alias: string | null;
  /** The alias has heads of several targets; its holder was taken. */
  readonly contested: boolean;
  /** A move that waits on this device answered. */
  readonly unpublished?: boolean;
}

/** A number that this device showed for others than hold it now. */
export interface MovedNumber {
  readonly collection: string;
  readonly name: string;
  readonly number: number;
  /** `name:v9`, exact where it has no number: what it was shown for. */
  readonly was: readonly string[];
  /** `name@b3:...`: what holds it. */
  readonly now: string;
}

export interface HistoryQuery {
  /** Id of a collection, version, run, link, project or entity. */
  readonly subject?: string;
  readonly alias?: string;
  /** Part of a name or e-mail. */
  readonly actor?: string;
  /** A kind, or the family before its dot. */
  readonly kind?: string;
  readonly before?: number;
  readonly after?: number;
  readonly cursor?: string | null;
  readonly limit?: number;
  /** Also ops that lists leave out because another line says the same (numbers, facts, one-shot runs). */
  readonly all?: boolean;
}

/** A collection as found by a name. */
export interface NamedCollection {
  readonly id: string;
  readonly name: string;
  readonly type: string;
  readonly form: 'artifact' | 'registered';
  /** Name of the project it is in. */
  readonly project: string;
  /** False when it had the name, or was in the project, and has another now. */
  readonly current: boolean;
}

export interface OwnedCollection extends NamedCollection {
  /** Name of the entity whose project it is in. */
  readonly entity: string;
}

/** A version in a registered model. */
export interface LinkItem {
  readonly id: string;
  readonly model: string;
  readonly version: string;
  /** False once it was unlinked. */
  readonly live: boolean;
  /** Its place among the links of its model: later ones are greater. */
  readonly weight: number;
  readonly label: string;
  readonly ref: string;
}

/** A move of a protected alias that waits on this device for its place in the sequence. */
export interface PendingMove {
  readonly collection: string;
  readonly alias: string;
  /** Null takes the alias off. */
  readonly target: string | null;
  readonly observed: readonly string[];
  readonly actor: Actor;
  readonly hlc: string;
  readonly at: number;
  readonly note: string | null;
}

/** A move of a protected alias that asks the device which gives numbers for its place. */
export interface ProposedMove {
  /** Its identity: the hash of the record. */
  readonly id: string;
  readonly record: MoveRecord;
}

/** What a move says of itself, wherever it stands. */
export type PlacedMove = Pick<PendingMove, 'target' | 'actor' | 'hlc' | 'at'>;

/** A claim intent: a version (or link) that waits for its number. */
export interface Intent {
  readonly collection: string;
  readonly target: string;
}
