// The read side of a store, put together from one file a subject.
import { keptByAlias, movesInSequence, newestInSequence, pendingMove, pendingMoves, proposedMoves } from '../aliasMoves.js';
import type { Db } from '../database.js';
import { subjectKey } from '../../domain/fold.js';
import { deviceIds, opCount } from '../opLog.js';
import { attachmentsOf } from '../project/deleted.js';
import { movedNumbers } from '../numbersShown.js';
import { blockAt, claimedTwice, nextNumber, numberOf, numbersLost } from '../project/number.js';
import { protectedAliases } from '../protectedAliases.js';
import { readHeads, shown } from '../registers.js';
import { resolveCollection, resolveReference, resolveText } from '../resolve.js';
import type { Queries } from './types.js';
import { ask, askCount, askProblems } from './ask/ask.js';
import { allBlobs, blobUses, captureBlobs, collectionBlobs, factBlobs, factsOf, versionBlobs, versionsOfBlob } from './blobs.js';
import { numberingRole, unnumbered } from './numbering.js';
import { aliasStates } from './aliases.js';
import { collectionById, counter, tagsOf } from './collections.js';
import { contestedAliases } from './contests.js';
import { historyQueries } from '../history/queries.js';
import { documentOf, documents } from './documents.js';
import { history } from './history.js';
import { judged } from './judged.js';
import { holdersAmong, holdersOf } from './lineage/holders.js';
import { dependantsOf, neighboursOf, reachOf } from './lineage/neighbours.js';
import { lineageBriefs, lineageRows } from './lineage/rows.js';
import { collectionsAnywhere, collectionsByName, collectionsOfEntity, entityByName, projectByName } from './names.js';
import { aliasHeads, fieldHeads, tagHeads } from './registers.js';
import { signaturesOf } from './signatures.js';
import { reportIds, reportWrites } from './reports.js';
import { runDetail, runGit } from './runDetail.js';
import { bytesOnlyIn, deletionOf, deletions, removalOf, removals, thinCandidates } from './retention.js';
import { runById, runsByKey } from './runs.js';
import { runColumns, runGroups, runTable } from './runTable.js';
import { scopePage, scopeRow } from './scopes.js';
import { search } from './search.js';
import { inputsOf, manifestOf, versionDetail } from './versionDetail.js';
import { linkById, versionById, versionsByDigest } from './versions.js';

/** @param device the id of this device as it is now */
export function createQueries(db: Db, registry: string, device: () => string): Queries {
  const histories = historyQueries(db);
  return {
    entityByName: (name) => entityByName(db, name),
    projectByName: (entity, name) => projectByName(db, entity, name),
    collectionsByName: (project, name) => collectionsByName(db, project, name),
    collectionsOfEntity: (entity, name) => collectionsOfEntity(db, entity, name),
    collectionsAnywhere: (name) => collectionsAnywhere(db, name),
    projectOf: (collection) => db.get<{ project: string; entity: string }>("SELECT c.project, coalesce(p.entity, '') AS entity FROM collections c LEFT JOIN projects p ON p.id = c.project WHERE c.id = ?", collection),
    collection: (id) => collectionById(db, id),
    version: (id) => versionById(db, id),
    hasVersion: (id) => db.get('SELECT 1 FROM versions WHERE id = ?', id) !== undefined,
    versionDetail: (id) => versionDetail(db, registry, id),
    versionsByDigest: (digest) => versionsByDigest(db, digest),
    run: (id) => runById(db, id)?.row,
    runsByKey: (key) => runsByKey(db, key),
    ...histories,
    runDetail: (id) => runDetail(db, histories, id),
    runGit: (id) => runGit(db, id),
    runProject: (id) => db.get<{ project: string }>('SELECT project FROM runs WHERE id = ?', id)?.project,
    runColumns: (project, selection) => runColumns(db, project, selection),
    runTable: (project, selection, columns, sort, offset, limit) => runTable(db, project, selection, columns, sort, offset, limit),
    runGroups: (project, selection, by, columns) => runGroups(db, project, selection, by, columns),
    latestEdges: (collection) => db.all<{ id: string }>('SELECT id FROM edges WHERE collection = ? AND live = 1 AND passed = 0 ORDER BY rank DESC, hash DESC', collection).map((edge) => edge.id),
    heads: (subject, field) => fieldHeads(db, subject, field),
    aliasHeads: (collection, alias) => aliasHeads(db, collection, alias),
    keptByAlias: (collection, alias) => keptByAlias(db, collection, alias),
    aliasStates: (collection) => aliasStates(db, device(), collection),
    contestedAliases: () => contestedAliases(db),
    protectedAliases: () => protectedAliases(db),
    link: (id) => linkById(db, id),
    usesOf: (version) => db.all<{ name: string }>('SELECT DISTINCT coalesce(r.name, substr(u.run, 1, 8)) AS name FROM uses u LEFT JOIN runs r ON r.id = u.run WHERE u.version = ? ORDER BY name LIMIT 1000', version).map((row) => row.name),
    usersOf: (version) => db.all<{ run: string }>('SELECT run FROM uses WHERE version = ? GROUP BY run ORDER BY min(rank), run LIMIT 1000', version).map((row) => row.run),
    tagsOf: (subject) => tagsOf(db, subjectKey(subject)),
    pendingMoves: () => pendingMoves(db),
    pendingMove: (collection, alias) => pendingMove(db, collection, alias),
    proposedMoves: () => proposedMoves(db),
    proposedHere: (collection, alias) => proposedMoves(db).filter(({ record }) => record.device === device() && record.collection === collection && record.alias === alias),
    newestInSequence: (collection, alias) => newestInSequence(db, collection, alias),
    movesInSequence: (collection, alias) => movesInSequence(db, collection, alias),
    knowsMove: (hash) => db.get('SELECT 1 FROM carriers WHERE id = ?', hash) !== undefined,
    tagHeads: (subject, tag) => tagHeads(db, subject, tag),
    attachments: (subject) => attachmentsOf(db, subject),
    nextNumber: (collection) => nextNumber(db, collection),
    numberOf: (collection, target) => numberOf(db, collection, target),
    numbersLost: () => numbersLost(db),
    claimedTwice: (remote) => claimedTwice(db, remote),
    blockAt: (collection, number, remote) => blockAt(db, collection, number, remote),
    movedNumbers: () => movedNumbers(db),
    resolve: (reference, context) => resolveReference(db, reference, context),
    resolveCollection: (reference, context) => resolveCollection(db, reference, context),
    resolveText: (text, context) => resolveText(db, text, context),
    manifest: (digest) => manifestOf(db, digest),
    versionBlobs: (versions) => versionBlobs(db, versions),
    collectionBlobs: (collection, from, most) => collectionBlobs(db, collection, from, most),
    blobUses: () => blobUses(db),
    numberingRole: () => numberingRole(db),
    unnumbered: () => unnumbered(db),
    versionsOfBlob: (blob) => versionsOfBlob(db, blob),
    allBlobs: () => allBlobs(db),
    signaturesOf: (version) => signaturesOf(db, version),
    factBlobs: (most) => factBlobs(db, most),
    captureBlobs: (most) => captureBlobs(db, most),
    factsOf: (blob) => factsOf(db, blob),
    setting: (scope, key) => shown(readHeads(db, `setting:${scope}`), key),
    settingHeads: (scope, key) => (readHeads(db, `setting:${scope}`).get(key) ?? []).map((head) => head.id),
    reportIds: () => reportIds(db),
    reportWrites: (report) => reportWrites(db, report),
    history: (query) => history(db, query),
    ask: (input) => ask(db, input),
    askCount: (query, context, within) => askCount(db, query, context, within),
    askProblems: (query, context) => askProblems(db, query, context),
    documents: (kind) => documents(db, kind),
    document: (kind, id) => documentOf(db, kind, id),
    thinCandidates: (collection) => thinCandidates(db, collection),
    bytesOnlyIn: (versions) => bytesOnlyIn(db, versions),
    deletionOf: (version) => deletionOf(db, version),
    deletions: (collection, limit) => deletions(db, collection, limit),
    removal: (batch) => removalOf(db, batch),
    removals: (limit) => removals(db, limit),
    judged: (collection, target) => judged(db, collection, target, (run) => histories.liveSummary(run)),
    search: (text, limit) => search(db, text, limit),
    scopePage: (scope, cursor, limit, query) => scopePage(db, registry, scope, cursor, limit, query),
    scopeRow: (scope, key) => scopeRow(db, registry, scope, key),
    lineage: (work) =>
      work({
        neighbours: (nodes, to) => neighboursOf(db, nodes, to),
        reach: (start, steps) => reachOf(db, start, steps),
        dependants: (start) => dependantsOf(db, start),
        rows: (nodes) => lineageRows(db, nodes),
        briefs: (nodes) => lineageBriefs(db, nodes),
        holdersAmong: (versions, aliases) => holdersAmong(db, versions, aliases),
        holdersOf: (collection) => holdersOf(db, collection),
        inputs: (version) => inputsOf(db, db.get<{ run: string | null }>('SELECT e.run FROM versions v JOIN edges e ON e.id = v.first_edge WHERE v.id = ?', version)?.run ?? null).map((input) => input.ref),
      }),
    counts: () => ({
      models: counter(db, 'type:model') + counter(db, 'form:registered'),
      artifacts: counter(db, 'form:artifact'),
      runs: counter(db, 'runs'),
      versions: counter(db, 'versions'),
      projects: counter(db, 'projects'),
      ops: opCount(db),
      devices: deviceIds(db).length,
    }),
  };
}
