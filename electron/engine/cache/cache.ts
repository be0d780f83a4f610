// Puts the cache of one data root together.
import { join, resolve } from 'node:path';
import type { Digest } from '../../../shared/contract/primitives.js';
import { arriveInTurn } from './arriveInTurn.js';
import { createBlobRows } from './blobRows.js';
import { checkout } from './checkout.js';
import { noteTemp } from './checkoutTemp.js';
import { createCloner } from './clone.js';
import { openDatabase, writing } from './database.js';
import { prepareDataRoot } from './dataRoot.js';
import { readFreeSpace } from './freeSpace.js';
import { namedError } from './fsErrors.js';
import { createHolds, type WorkingHold } from './holds.js';
import { arriveWhole, begun, hasArrived, keepArrived } from './arrivedWhole.js';
import { beginArrival, dropIncoming, listIncoming } from './incoming.js';
import { ingest } from './ingest.js';
import { layoutOf } from './layout.js';
import type { Parts } from './parts.js';
import { createPresence } from './presence.js';
import { createProcesses } from './processes.js';
import { putBytes } from './putBytes.js';
import { putMany } from './putMany.js';
import { readBlob, withBlobSource } from './readBlob.js';
import { readChunk } from './readChunk.js';
import { createForesight, recallAll } from './recall.js';
import { receive } from './receive.js';
import { removeBlobs } from './remove.js';
import { scan } from './scan.js';
import { sweep } from './sweep.js';
import { createSyncRows } from './syncRows.js';
import { compareTensors, tensorHistogram } from './tensors.js';
import type { Cache, CacheOptions, Hold, ReceiveOptions, Received, SourceEntry } from './types.js';
import { verify } from './verify.js';
import { createTurns } from './turns.js';
import { createWorkers } from './workers.js';

async function canClone(parts: Parts, sourceFile: string): Promise<boolean> {
  const seat = parts.processes.enter();
  try {
    return await parts.cloner.canClone(sourceFile, join(seat.folder, 'probe'));
  } catch (error) {
    throw namedError(error, 'source', 'Looking at', sourceFile);
  } finally {
    parts.processes.leave();
  }
}

/** Errors: `data_root_unusable`, `newer_version`, `busy`. Close it, or its threads and database stay open. */
export async function openCache(options: CacheOptions): Promise<Cache> {
  const layout = layoutOf(resolve(options.dataRoot));
  await prepareDataRoot(layout);
  const db = openDatabase(layout.database, options.busyMs);
  const rows = createBlobRows(db);
  const presence = createPresence(layout, rows);
  const processes = createProcesses(db, layout.temp, options.random);
  const holds = createHolds(db, layout, rows, processes, options.random, options.logger, presence.isHere, () => createForesight(parts));
  const workers = createWorkers(options.workerFile, options.logger);
  const parts: Parts = { layout, db, rows, presence, processes, holds, workers, arrivals: createTurns(), cloner: createCloner(), clock: options.clock, logger: options.logger };
  const live = new Map<string, WorkingHold>();
  const going = new Set<Promise<unknown>>();

  /** `close` waits for it. */
  async function during<T>(work: Promise<T>): Promise<T> {
    going.add(work);
    try {
      return await work;
    } finally {
      going.delete(work);
    }
  }

  /** Looks up files as a scan finds them. */
  function foreseeUnder(hold: WorkingHold): (entries: readonly SourceEntry[]) => void {
    hold.addAll();
    return hold.foresight.begin();
  }

  function working(hold: Hold): WorkingHold {
    const found = live.get(hold.id);
    if (!found) throw new Error('The hold is of another cache, or has ended');
    return found;
  }

  async function receiveStream(source: AsyncIterable<Uint8Array>, hold: Hold, receiveOptions: ReceiveOptions): Promise<Received> {
    const received = await receive(parts, working(hold), source, receiveOptions, Buffer.from(options.random.bytes(8)).toString('hex'));
    writing(db, () => rows.setDigest(received.digest, 'md5', received.md5));
    return received;
  }

  let closed: Promise<void> | undefined;
  async function close(): Promise<void> {
    workers.cancelAll();
    await Promise.allSettled([...going]);
    await workers.close();
    for (const hold of live.values()) hold.abandon();
    processes.close();
    db.close();
  }

  return {
    dataRoot: layout.root,
    sync: createSyncRows(db),
    scan: (paths, { hold, ...scanOptions } = {}) => scan(options.clock, paths, { ...scanOptions, ...(hold ? { onFiles: foreseeUnder(working(hold)) } : {}) }),
    known: (entries) => recallAll(parts, entries),
    hold() {
      const made = holds.create(() => live.delete(made.id));
      live.set(made.id, made);
      return made;
    },
    ingest: (entries, ingestOptions) => during(ingest(parts, working(ingestOptions.hold), entries, ingestOptions)),
    receive: (source, hold, receiveOptions) => during(receiveStream(source, hold, receiveOptions)),
    putBytes: (bytes, hold) => during(putBytes(parts, working(hold), bytes)),
    putMany: (bodies, hold) => during(putMany(parts, working(hold), bodies)),
    arrive: (blob, size, list, hold, signal) => arriveInTurn(parts, blob, () => during(beginArrival(parts, blob, size, list, working(hold))), signal),
    arriveWhole: (blob, bytes) => during(arriveWhole(parts, blob, bytes)),
    begun: (blobs) => begun(parts, blobs),
    hasArrived: (blob, hold) => during(hasArrived(parts, blob, hold)),
    keepArrived: (blobs, hold) => during(keepArrived(parts, working(hold), blobs)),
    incoming: () => listIncoming(parts),
    dropIncoming: (blob) => dropIncoming(parts, blob),
    readChunk: (blob, from, chunk, room) => during(readChunk(parts, blob, from, chunk, room)),
    blobs: rows.all,
    remove: (blobs, mayGo) => during(removeBlobs(parts, blobs, mayGo)),
    confirm: (blobs) => writing(db, () => blobs.forEach(rows.confirm)),
    has: (blobs) => {
      const found = rows.getAll(blobs);
      return blobs.map((blob) => presence.isHereBy(found.get(blob), blob));
    },
    read: (blob) => readBlob(parts, blob),
    withSource: (blob, name, use) => withBlobSource(parts, blob, name, use),
    blobPath: (blob: Digest) => layout.blob(blob),
    chunks: rows.chunks,
    compareTensors: (pairs, tensorOptions = {}) => during(compareTensors(parts, options.workerFile, pairs, tensorOptions)),
    tensorHistogram: (before, after, bins, tensorOptions = {}) => during(tensorHistogram(parts, options.workerFile, before, after, bins, tensorOptions)),
    stat: rows.total,
    getDigest: rows.getDigest,
    withDigest: rows.withDigest,
    setDigest: (blob, algorithm, value) => writing(db, () => rows.setDigest(blob, algorithm, value)),
    checkout: (files, targetDir, checkoutOptions = {}) => during(checkout(parts, files, targetDir, checkoutOptions)),
    noteTemp: (path) => noteTemp(parts, path),
    verify: (blobs, verifyOptions = {}) => during(verify(parts, blobs, verifyOptions)),
    canClone: (sourceFile) => canClone(parts, sourceFile),
    sharesBytes: () => canClone(parts, parts.layout.database),
    freeSpace: () => readFreeSpace(layout.root),
    sweep: async (sweepOptions = {}) => sweep(parts, sweepOptions),
    close: () => (closed ??= close()),
  };
}
