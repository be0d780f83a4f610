// Every question that the registry store answers.
import type { HistoryRow, RunRow } from '../../../../shared/contract/entities.js';
import type { SearchHit } from '../../../../shared/contract/browse.js';
import type { QueryProblem } from '../../../../shared/contract/query.js';
import type { AliasState } from '../../../../shared/contract/registry.js';
import type { ContestedAlias } from '../../../../shared/contract/contests.js';
import type { JsonValue } from '../../../../shared/contract/primitives.js';
import type { Subject } from '../../domain/ops.js';
import type { Judged } from '../../domain/policy/types.js';
import type { Query } from '../../domain/query/types.js';
import type { Written } from '../../domain/report.js';
import type { Reference } from '../../domain/references.js';
import type { NumberingRole } from './numbering.js';
import type { BlobUse } from './blobs.js';
import type { Edge, Node } from '../../domain/lineage/types.js';
import type { AliasHolder } from './lineage/holders.js';
import type { ReachedVersion } from './lineage/neighbours.js';
import type { LineageBrief, LineageRow } from './lineage/rows.js';
import type { HistoryQueries } from '../history/types.js';
import type { AskInput, Asked, CollectionItem, Deletion, FactsPointer, HistoryQuery, Intent, LinkItem, MovedNumber, NamedCollection, OwnedCollection, PendingMove, PlacedMove, ProposedMove, RemovalItem, ResolveContext, ResolvedVersion, ScopeRecord, ScopeResult, StoredDocument, ThinCandidate, VersionBlob, VersionDetailItem, VersionItem } from '../readTypes.js';

/** Read side. Every answer comes from one snapshot of the database unless it is used inside `write`. Ids are 64 hex. */
export interface Queries extends HistoryQueries {
  entityByName(name: string): { readonly id: string; readonly name: string } | undefined;
  /** By current or former name. */
  projectByName(entity: string, name: string): { readonly id: string; readonly name: string } | undefined;
  /** Collections of a project that have or had the name; several after a merge. */
  collectionsByName(project: string, name: string): readonly NamedCollection[];
  /** Collections of an entity, in whatever project, that have or had the name. */
  collectionsOfEntity(entity: string, name: string): readonly NamedCollection[];
  /** Collections of every entity that have or had the name. */
  collectionsAnywhere(name: string): readonly OwnedCollection[];
  /** Ids of the project and entity a collection is in. */
  projectOf(collection: string): { readonly project: string; readonly entity: string } | undefined;
  collection(id: string): CollectionItem | undefined;
  version(id: string): VersionItem | undefined;
  /** Cheaper than `version` where only its being there matters. */
  hasVersion(id: string): boolean;
  versionDetail(id: string): VersionDetailItem | undefined;
  /** Versions of any collection with this manifest digest (`b3:...`). */
  versionsByDigest(digest: string): readonly VersionItem[];
  run(id: string): RunRow | undefined;
  /** Runs with this key, newest first. */
  runsByKey(key: string): readonly RunRow[];
  /** Hashes of the live log edges (or link ops) that no live one observes, the latest first: what the next one observes. */
  latestEdges(collection: string): readonly string[];
  /** Hashes of the ops that a write to this register replaces now. Subject kinds as in ops.ts. */
  heads(subject: Subject, field: string): readonly { readonly hash: string; readonly value: JsonValue }[];
  aliasHeads(collection: string, alias: string): readonly { readonly hash: string; readonly target: string | null }[];
  /** The target an alias delivers; while it is contested those of all its sides. */
  keptByAlias(collection: string, alias: string): readonly string[];
  /** The aliases set in a collection or model, by name, with who put them there. */
  aliasStates(collection: string): AliasState[];
  /** Every contested alias of the registry, with its sides, the holder first. */
  contestedAliases(): ContestedAlias[];
  protectedAliases(): ReadonlySet<string>;
  /** A link, also one that was taken back. */
  link(id: string): LinkItem | undefined;
  /** Names of the runs that read a version. */
  usesOf(version: string): readonly string[];
  /** Ids of the runs that read a version. */
  usersOf(version: string): readonly string[];
  tagsOf(subject: Subject): readonly string[];
  /** Moves of protected aliases that wait on this device. */
  pendingMoves(): readonly PendingMove[];
  pendingMove(collection: string, alias: string): PendingMove | undefined;
  /** Moves that ask for a place and about which nothing is decided yet, in the order in which they came. */
  proposedMoves(): readonly ProposedMove[];
  /** Those of them that are of one alias and were made on this device. */
  proposedHere(collection: string, alias: string): readonly ProposedMove[];
  /** The newest known place in the sequence of a protected alias, and the move that holds it. */
  newestInSequence(collection: string, alias: string): { readonly k: number; readonly id: string } | undefined;
  /** Moves that are known to hold a place of a protected alias, the last first. */
  movesInSequence(collection: string, alias: string): readonly PlacedMove[];
  /** True when some op carries the move of this hash. */
  knowsMove(hash: string): boolean;
  tagHeads(subject: Subject, tag: string): readonly string[];
  /** What a delete of the subject has to observe: its log edges, links, uses and alias moves. */
  attachments(subject: Subject): readonly string[];
  /** Number that a version of the collection would get next: max + 1 over all ever used. */
  nextNumber(collection: string): number;
  numberOf(collection: string, target: string): number | undefined;
  /** Versions and links of which every number went to another, with the device that had asked for it. */
  numbersLost(): readonly { readonly collection: string; readonly target: string; readonly device: string }[];
  /** A number of which two claims were seen in that remote: its storage does not decide. */
  claimedTwice(remote: string): { readonly collection: string; readonly number: number } | undefined;
  /** How many numbers the claim that stands at this one in that remote covers; undefined where that cannot be said without reading it. */
  blockAt(collection: string, number: number, remote: string): number | undefined;
  /** Which device gives numbers where the storage decides nothing. */
  numberingRole(): NumberingRole | undefined;
  /** Versions and links without a number, in the order in which they were made. */
  unnumbered(): readonly Intent[];
  /** Numbers that were shown here for others than hold them now, until they are acknowledged. */
  movedNumbers(): readonly MovedNumber[];
  /** Turns a parsed reference into a version. @throws CairnError not_found, ambiguous, invalid_reference, number_moved */
  resolve(reference: Reference, context: ResolveContext): ResolvedVersion;
  /** The collection or registered model a reference names. @throws CairnError not_found, ambiguous */
  resolveCollection(reference: Reference, context: ResolveContext): string;
  /** A reference as typed, or a version id. */
  resolveText(text: string, context: ResolveContext): ResolvedVersion;
  /** Canonical JSON of a manifest. */
  manifest(digest: string): string | undefined;
  /** Blobs of versions in one query: what availability is computed from. Versions whose manifest is unknown have no rows. */
  versionBlobs(versions: readonly string[]): readonly VersionBlob[];
  /** Blobs of the live versions of a collection or model, newest first; null for a version that names none, or whose manifest is unknown. */
  collectionBlobs(collection: string, from: number, most: number): readonly { readonly version: string; readonly blob: string | null }[];
  /** How often the versions of each collection name a blob, live ones and deleted ones apart. */
  blobUses(): readonly BlobUse[];
  /** Versions that name the blob. */
  versionsOfBlob(blob: string): readonly string[];
  /** Every blob named by any manifest or facts op: the widest roots. */
  allBlobs(): Iterable<string>;
  /** Bundles of model signatures of a version, newest first; of one that was attached twice the first, with the key that anybody said. */
  signaturesOf(version: string): readonly { readonly op: string; readonly bundle: string; readonly publicKey: string | null }[];
  /** Blobs of the newest model signatures and facts, each once, the newest first. */
  factBlobs(most: number): readonly string[];
  /** What was found when the code of the newest runs was captured, each once, the newest first. */
  captureBlobs(most: number): readonly string[];
  /** Newest facts of a blob by each parser. */
  factsOf(blob: string): readonly Omit<FactsPointer, 'path'>[];
  setting(scope: string, key: string): JsonValue | undefined;
  /** Hashes of the ops that a write to a setting replaces. */
  settingHeads(scope: string, key: string): readonly string[];
  /** Ids of all reports, also of deleted ones. */
  reportIds(): readonly string[];
  /** Every operation of a report, in the order of (hlc, hash). */
  reportWrites(report: string): readonly Written[];
  history(query: HistoryQuery): { readonly rows: readonly HistoryRow[]; readonly next: string | null };
  /** What matches a query. @throws CairnError invalid_input with `details.problems` */
  ask(input: AskInput): Asked;
  /** How many match. @throws CairnError invalid_input with `details.problems` */
  askCount(query: Query, context: ResolveContext, within?: string): number;
  /** What is wrong with a query here: what the parser found, and references that name nothing. */
  askProblems(query: Query, context: ResolveContext): readonly QueryProblem[];
  /** Saved views or policies that are not removed, by id. */
  documents(kind: 'view' | 'policy'): readonly StoredDocument[];
  document(kind: 'view' | 'policy', id: string): StoredDocument | undefined;
  /** Live versions of an artifact with why each stays whatever a rule says, oldest first. */
  thinCandidates(collection: string): readonly ThinCandidate[];
  /** Bytes of blobs that these versions name and no other does. */
  bytesOnlyIn(versions: readonly string[]): number;
  /** The newest deletion of a version that is deleted. */
  deletionOf(version: string): Deletion | undefined;
  /** Deleted versions, newest deletion first. */
  deletions(collection: string | undefined, limit: number): readonly Deletion[];
  /** What one run of a rule removed. */
  removal(batch: string): RemovalItem | undefined;
  removals(limit: number): readonly RemovalItem[];
  /** What a policy looks at in the target of an alias; undefined before it has arrived. */
  judged(collection: string, target: string): Judged | undefined;
  search(text: string, limit: number): { readonly hits: readonly SearchHit[]; readonly total: number };
  scopePage(scope: string, cursor: string | null, limit: number, query: string): ScopeResult;
  /** One row of a scope, or undefined when it is not (any more) in it. */
  scopeRow(scope: string, key: string): ScopeRecord | undefined;
  /** Several questions about lineage, answered from one state of the registry. */
  lineage<T>(work: (read: LineageQueries) => T): T;
  counts(): { readonly models: number; readonly artifacts: number; readonly runs: number; readonly versions: number; readonly projects: number; readonly ops: number; readonly devices: number };
}

/** What lineage asks of the store. Deleted things keep their edges; what has not arrived has a row that says so. */
export interface LineageQueries {
  /** The edges that end at (`up`) or begin at (`down`) these nodes, each once. */
  neighbours(nodes: readonly Node[], to: 'up' | 'down'): readonly Edge[];
  /** Everything within reach, start included, in no order. */
  reach(start: Node, steps: 'up' | 'down' | 'around'): readonly Node[];
  dependants(start: Node): { readonly runs: number; readonly models: number; readonly versions: readonly ReachedVersion[] };
  /** Rows in the order given. */
  rows(nodes: readonly Node[]): LineageRow[];
  /** Type, name and state alone, in the order given. */
  briefs(nodes: readonly Node[]): LineageBrief[];
  /** Aliases set by people on these versions; of any name where none is given. */
  holdersAmong(versions: readonly string[], aliases: readonly string[]): AliasHolder[];
  /** The aliases of a collection or model. */
  holdersOf(collection: string): AliasHolder[];
  /** References of what the run that first logged a version used. */
  inputs(version: string): readonly string[];
}
