// A registry's store: the op log, its fold and its queries over one SQLite database that any number of processes may share.
import type { Actor } from '../../../shared/contract/primitives.js';
import { standardRules } from '../domain/fold.js';
import { dropMove, keepMove } from './aliasMoves.js';
import { createAppender, receiveOps } from './append.js';
import { aliasTargetAsOf, registryAsOf } from './asOf.js';
import { changeSeq, changesSince } from './changes.js';
import type { Db } from './database.js';
import { openDatabase } from './openDatabase.js';
import { createHookRows } from './hookRows.js';
import { createNoticeRows } from './noticeRows.js';
import { getLocal, getMeta, initMeta, setLocal } from './meta.js';
import { allOps, chainHeads, deviceIds, deviceKeyOf, hasOp, isForked, isReissued, manifestRows, opCount, opRows, opsOf, opsSince, readOp, signedHeads, stateVector } from './opLog.js';
import { flush } from './project/flush.js';
import { touchVersion } from './project/touch.js';
import { acknowledgeNumbers } from './numbersShown.js';
import { nextNumber, numberOf } from './project/number.js';
import { protectedAliases } from './protectedAliases.js';
import { createHistoryWriter } from './history/rows.js';
import { createQueries } from './queries/queries.js';
import { readHeads, shownText } from './registers.js';
import { projectAgain, refoldedStateHash, refoldLater, refoldRemoved } from './refold.js';
import { boundsIn } from './removals.js';
import type { Session } from './session.js';
import { stateHash } from './stateHash.js';
import { transact } from './transaction.js';
import { soleWriter, writersIn } from './writers.js';
import type { Queries } from './queries/types.js';
import type { Intent } from './readTypes.js';
import type { RegistryStore, StoreOptions, WriteTx } from './types.js';

/** Answered from what ops left; rows need not be computed first. */
const WITHOUT_ROWS: ReadonlySet<keyof Queries> = new Set<keyof Queries>(['heads', 'aliasHeads', 'pendingMoves', 'pendingMove', 'proposedMoves', 'proposedHere', 'newestInSequence', 'movesInSequence', 'knowsMove', 'tagHeads', 'attachments', 'nextNumber', 'numberOf', 'blockAt', 'manifest', 'factsOf', 'setting']);

/** Queries of which each reads one snapshot, whatever other processes commit meanwhile. Lists read row by row have their own. */
function queriesInSnapshots(queries: Queries, db: Db, writing: () => boolean): Queries {
  const whole = Object.entries(queries).map(([name, query]: [string, (...args: never[]) => unknown]) => [
    name,
    name === 'allBlobs'
      ? query
      : (...args: never[]) => {
          if (writing()) return query(...args);
          db.exec('BEGIN');
          try {
            const found = query(...args);
            db.exec('COMMIT');
            return found;
          } catch (error) {
            db.rollback();
            throw error;
          }
        },
  ]);
  return Object.fromEntries(whole) as Queries;
}

/** Queries that see what the transaction did so far. */
function queriesWithin(queries: Queries, session: Session): Queries {
  const fresh = Object.entries(queries).map(([name, query]: [string, (...args: never[]) => unknown]) => [
    name,
    WITHOUT_ROWS.has(name as keyof Queries)
      ? query
      : (...args: never[]) => {
          if (session.isDirty()) flush(session);
          return query(...args);
        },
  ]);
  return Object.fromEntries(fresh) as Queries;
}

function intentsIn(db: Db): readonly Intent[] {
  return db.all<Intent>('SELECT collection, target FROM outbox ORDER BY collection, target').map(({ collection, target }) => ({ collection, target }));
}

function waitingIn(db: Db, collection: string): readonly string[] {
  return db
    .all<{ target: string }>(
      `SELECT o.target FROM outbox o LEFT JOIN versions v ON v.id = o.target LEFT JOIN links l ON l.id = o.target
       WHERE o.collection = ? ORDER BY coalesce(v.weight, l.weight, 0), o.target`,
      collection,
    )
    .map(({ target }) => target);
}

function putManifest(session: Session, digest: string, json: string, blobs: Parameters<WriteTx['putManifest']>[2]): void {
  const { db } = session;
  // One that was damaged on disk is mended.
  if (db.run('INSERT INTO manifests(digest, json) VALUES(?, ?) ON CONFLICT(digest) DO UPDATE SET json = excluded.json WHERE json IS NOT excluded.json', digest, json) === 0) return;
  // One statement: one a blob would keep the process from answering for seconds at 100,000 files.
  db.run("INSERT OR IGNORE INTO manifest_blobs(manifest, blob, bytes) SELECT ?, value ->> 0, value ->> 1 FROM json_each(?) ORDER BY value ->> 0", digest, JSON.stringify(blobs.map((blob) => [blob.digest, blob.bytes])));
  for (const row of db.all<{ id: string; collection: string }>('SELECT id, collection FROM versions WHERE digest = ?', digest)) {
    session.touch(`versions:${row.collection}`, row.id);
    session.touch(`version:${row.id}`, row.id);
    session.touch('collections', row.collection);
    session.dirty('version', row.id);
  }
}

/** Opens a registry, creating it if the file is new. @throws CairnError newer_version, busy, data_root_unusable */
export function openRegistryStore(options: StoreOptions): RegistryStore {
  const { clock, random, device, rules = standardRules } = options;
  const self = typeof device === 'function' ? device : () => device;
  const db = openDatabase(options.file, options.busyMs);
  initMeta(db, random, options.id, options.home);
  refoldLater(db, rules);
  projectAgain(db, rules);
  refoldRemoved(db, rules);
  const id = getMeta(db, 'id');
  const queries = createQueries(db, id, () => self().id);
  const listeners = new Set<() => void>();
  const dataVersion = (): number => db.get<{ data_version: number }>('PRAGMA data_version')?.data_version ?? 0;
  let seenVersion = dataVersion();

  let writing = false;

  function commit<T>(work: (session: Session) => T): T {
    if (writing) throw new Error('A write was started inside a write');
    writing = true;
    let result: T;
    try {
      result = transact(db, rules, work);
    } finally {
      writing = false;
    }
    for (const listener of [...listeners]) listener();
    return result;
  }

  function write<T>(actor: Actor, work: (tx: WriteTx) => T): T {
    return commit((session) => {
      const at = clock.now();
      const own = self();
      const home = getMeta(db, 'home');
      const appender = createAppender(session, id, own, options.deviceName ?? 'this device', actor, at, clock, options.sealed ?? (() => undefined));
      const result = work({
        read: queriesWithin(queries, session),
        at,
        append: appender.append,
        introduce: appender.introduce,
        succeed: (unsent) => {
          for (const stored of unsent) appender.reissue(stored);
          soleWriter(db, own.id);
        },
        number: (collection, target) => {
          if (numberOf(db, collection, target) !== undefined) return;
          if (home === 'computer') appender.append({ kind: 'number', body: { collection, version: target, number: nextNumber(db, collection) } });
          else {
            db.run('INSERT OR IGNORE INTO outbox(collection, target) VALUES(?, ?)', collection, target);
            session.renumber(collection).waits.add(target);
          }
        },
        acknowledgeNumbers: (collection, number) => acknowledgeNumbers(db, collection, number),
        moveAlias: (move) => {
          const { collection, alias, target, note } = move;
          const observed = [...queries.aliasHeads(collection, alias).map((head) => head.hash), ...queries.proposedHere(collection, alias).map(({ id }) => id)];
          if (home !== 'computer' && protectedAliases(db).has(alias)) {
            keepMove(session, { collection, alias, target, observed, actor, hlc: appender.tick(), at, note: note ?? null });
            return 'publishing';
          }
          dropMove(session, collection, alias);
          const said = note ? { note } : {};
          appender.append(target === null ? { kind: 'alias.remove', body: { collection, alias, ...said }, observed } : { kind: 'alias.move', body: { collection, alias, target, ...said }, observed });
          return 'moved';
        },
        keepMove: (move) => keepMove(session, move),
        dropMove: (collection, alias) => dropMove(session, collection, alias),
        dropIntent: ({ collection, target }) => void db.run('DELETE FROM outbox WHERE collection = ? AND target = ?', collection, target),
        putManifest: (digest, json, blobs) => putManifest(session, digest, json, blobs),
        history: createHistoryWriter(session, at),
        told: (versions) => {
          for (const row of db.all<{ id: string; collection: string }>('SELECT v.id, v.collection FROM json_each(?) AS wanted JOIN versions v ON v.id = wanted.value', JSON.stringify(versions))) touchVersion(session, row.id, row.collection);
        },
        setLocal: (key, value) => setLocal(db, key, value),
      });
      appender.finish();
      return result;
    });
  }

  return {
    id,
    get device() {
      return self();
    },
    get publisher() {
      return writersIn(db)[0] ?? self().id;
    },
    get formers() {
      const own = self().id;
      return writersIn(db).filter((writer) => writer !== own);
    },
    read: queriesInSnapshots(queries, db, () => writing),
    write,
    receive: (ops, heads, forms) => commit((session) => receiveOps(session, id, clock, ops, heads, forms)),
    get home() {
      return getMeta(db, 'home');
    },

    hasOp: (hash) => hasOp(db, hash),
    op: (hash) => readOp(db, hash),
    opsOf: (of, from, to) => opsOf(db, of, from, to),
    chainHeads: () => chainHeads(db),
    stateVector: () => stateVector(db),
    signedHeads: (of) => signedHeads(db, id, of),
    deviceKey: (of) => deviceKeyOf(db, of),
    lastAccepted: (of) => boundsIn(db).get(of),
    isForked: (device) => isForked(db, device),
    isReissued: (hash) => isReissued(db, hash),
    devices: () => {
      const bounds = boundsIn(db);
      return deviceIds(db).map((each) => {
        const heads = readHeads(db, `device:${each}`);
        return { device: each, key: deviceKeyOf(db, each) ?? '', name: shownText(heads, 'name'), forked: isForked(db, each), lastAccepted: bounds.get(each) ?? null };
      });
    },
    opCount: () => opCount(db),
    allOps: () => allOps(db),
    opRows: () => opRows(db),
    manifestRows: () => manifestRows(db),
    opsSince: (count) => opsSince(db, count),
    stateHash: () => stateHash(db),
    asOf: (at, collection) => registryAsOf(db, rules, at, collection),
    aliasTargetAsOf: (at, collection, alias) => aliasTargetAsOf(db, rules, at, collection, alias),
    refoldedStateHash: () => refoldedStateHash(db, rules),

    intents: () => intentsIn(db),
    waitingIn: (collection) => waitingIn(db, collection),
    local: (key) => getLocal(db, key),
    hooks: createHookRows(db),
    notices: createNoticeRows(db, commit),

    get epoch() {
      return getMeta(db, 'epoch');
    },
    changeSeq: () => changeSeq(db),
    changesSince: (epoch, seq) => changesSince(db, random, epoch, seq),
    pollExternal: () => {
      const version = dataVersion();
      const changed = version !== seenVersion;
      seenVersion = version;
      return changed;
    },
    onCommit: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    close: () => db.close(),
  };
}
