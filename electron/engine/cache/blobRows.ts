// Rows of cache.db: what is kept, how it is cut, which files were seen. A lone blob parameter goes in an array: libsql takes a
// lone object for named parameters, and aborts the process.
import type { Digest } from '../../../shared/contract/primitives.js';
import { prepareNamed, type Sqlite, type Statement } from './database.js';
import { digestBytes, digestText } from './layout.js';
import { createRecallMemo, type Recall } from './recallMemo.js';
import { slices } from './slices.js';
import type { Chunk, ChunkList, FileIdentity } from './types.js';

export interface BlobRow {
  readonly size: number;
  readonly chunker: string;
  readonly chunkerVersion: number;
  readonly verified: number;
  readonly stamp: string;
  readonly confirmed: boolean;
  readonly linked: boolean;
  readonly damaged: boolean;
}

export interface NewBlob {
  readonly digest: Digest;
  readonly size: number;
  readonly stamp: string;
  readonly at: number;
  readonly list: ChunkList;
}

/** What a file held when it was last read, by a blob's row that vouches for it. */
export interface Recalled {
  readonly digest: Digest;
  /** That the blob must have. */
  readonly stamp: string;
  /** A committed version named the blob. */
  readonly confirmed: boolean;
}

export interface BlobRows {
  get(digest: Digest): BlobRow | undefined;
  /** Those that there are of many. */
  getAll(digests: readonly Digest[]): Map<Digest, BlobRow>;
  /** A blob that is on disk and was just hashed. Mends the row of one that was damaged or shared. */
  put(blob: NewBlob): void;
  /** All rows about a blob. */
  remove(digest: Digest): void;
  markVerified(digest: Digest, at: number, stamp: string): void;
  markLinked(digest: Digest): void;
  markDamaged(digest: Digest): void;
  confirm(digest: Digest): void;
  /** All blobs of a hold. */
  confirmHeld(hold: string): void;
  unconfirmed(): Digest[];
  /** Also those that were set aside. */
  all(): { readonly digest: Digest; readonly size: number }[];
  total(): { readonly blobs: number; readonly bytes: number };
  chunks(digest: Digest): ChunkList | undefined;
  /** The blob of more than one chunk, ours alone and not known to be damaged, that has most of these at these places; undefined when none has any. */
  mostAlike(asked: ReadonlyMap<Digest, number>): Digest | undefined;
  /** Recalls as of now. It need not know of what another connection writes from here on: hold the blobs before. */
  beginRecall(): Recall;
  remember(identity: FileIdentity, digest: Digest): void;
  getDigest(digest: Digest, algorithm: string): string | undefined;
  setDigest(digest: Digest, algorithm: string, value: string): void;
  withDigest(algorithm: string, value: string): Digest[];
}

interface RawBlob {
  size: number;
  chunker: string;
  chunker_version: number;
  verified: number;
  stamp: string;
  confirmed: number;
  linked: number;
  damaged: number;
}

function toRow(raw: RawBlob): BlobRow {
  return {
    size: raw.size,
    chunker: raw.chunker,
    chunkerVersion: raw.chunker_version,
    verified: raw.verified,
    stamp: raw.stamp,
    confirmed: raw.confirmed === 1,
    linked: raw.linked === 1,
    damaged: raw.damaged === 1,
  };
}

type RecallColumn = 'places' | 'seen' | 'digests' | 'stamps' | 'confirmed';

export function createBlobRows(db: Sqlite): BlobRows {
  const prepare = (sql: string): Statement => prepareNamed(db, sql);
  const select = prepare('SELECT size, chunker, chunker_version, verified, stamp, confirmed, linked, damaged FROM blob WHERE digest = ?');
  const selectAll = prepare(
    `SELECT 'b3:' || asked.value AS digest, size, chunker, chunker_version, verified, stamp, confirmed, linked, damaged
     FROM json_each(?) AS asked CROSS JOIN blob ON blob.digest = unhex(asked.value)`,
  );
  const upsert = prepare(
    `INSERT INTO blob (digest, size, chunker, chunker_version, added, verified, stamp, confirmed) VALUES (?, ?, ?, ?, ?, ?, ?, 0)
     ON CONFLICT (digest) DO UPDATE SET verified = excluded.verified, stamp = excluded.stamp, damaged = 0,
       linked = CASE WHEN stamp = excluded.stamp THEN linked ELSE 0 END`,
  );
  const insertChunk = prepare('INSERT OR IGNORE INTO chunk (blob, place, length, digest) VALUES (?, ?, ?, ?)');
  const selectChunks = prepare('SELECT length, digest FROM chunk WHERE blob = ? ORDER BY place');
  const alike = prepare(
    `SELECT lower(hex(c.blob)) AS blob FROM json_each(?) AS asked CROSS JOIN chunk c ON c.digest = unhex(asked.value ->> 'chunk') AND c.place = asked.value ->> 'place'
     JOIN blob b ON b.digest = c.blob WHERE b.damaged = 0 AND b.linked = 0 GROUP BY c.blob ORDER BY count(*) DESC, b.added DESC LIMIT 1`,
  );
  const removals = ['blob WHERE digest', 'chunk WHERE blob', 'blob_digest WHERE blob', 'seen WHERE blob'].map((where) => prepare(`DELETE FROM ${where} = ?`));
  const verified = prepare('UPDATE blob SET verified = ?, stamp = ? WHERE digest = ?');
  const linked = prepare('UPDATE blob SET linked = 1 WHERE digest = ?');
  const damaged = prepare('UPDATE blob SET damaged = 1 WHERE digest = ?');
  const confirmed = prepare('UPDATE blob SET confirmed = 1 WHERE digest = ? AND confirmed = 0');
  const unconfirmed = prepare('SELECT digest FROM blob WHERE confirmed = 0');
  const everything = prepare('SELECT digest, size FROM blob ORDER BY digest');
  const total = prepare('SELECT count(*) AS blobs, coalesce(sum(size), 0) AS bytes FROM blob WHERE damaged = 0');
  const confirmedHeld = prepare('UPDATE blob SET confirmed = 1 WHERE confirmed = 0 AND digest IN (SELECT blob FROM hold WHERE hold = ?)');
  const recall = prepare(
    `SELECT group_concat(asked.key) AS places, group_concat(seen.stamp) AS seen, lower(group_concat(hex(blob.digest))) AS digests, group_concat(blob.stamp) AS stamps, group_concat(blob.confirmed) AS confirmed
     FROM json_each(?) AS asked CROSS JOIN seen ON seen.file = asked.value CROSS JOIN blob ON blob.digest = seen.blob
     WHERE blob.damaged = 0 AND blob.linked = 0`,
  );
  const remember = prepare('INSERT INTO seen (file, stamp, blob) VALUES (?, ?, ?) ON CONFLICT (file) DO UPDATE SET stamp = excluded.stamp, blob = excluded.blob');
  const getOther = prepare('SELECT value FROM blob_digest WHERE blob = ? AND algorithm = ?');
  const byOther = prepare('SELECT blob FROM blob_digest WHERE algorithm = ? AND value = ? ORDER BY blob');
  const setOther = prepare('INSERT INTO blob_digest (blob, algorithm, value) VALUES (?, ?, ?) ON CONFLICT (blob, algorithm) DO UPDATE SET value = excluded.value');

  const get = (digest: Digest): BlobRow | undefined => {
    const raw = select.get([digestBytes(digest)]) as RawBlob | undefined;
    return raw && toRow(raw);
  };

  function listOf(digest: Digest, row: BlobRow): ChunkList {
    const stored = selectChunks.all([digestBytes(digest)]) as { length: number; digest: ArrayBuffer }[];
    const chunks: Chunk[] = stored.map((chunk) => ({ digest: digestText(chunk.digest), length: chunk.length }));
    if (chunks.length === 0) chunks.push({ digest, length: row.size });
    return { chunker: row.chunker, version: row.chunkerVersion, chunks };
  }

  const memo = createRecallMemo(db);

  /** What it writes may change what was recalled. */
  function changing<A extends readonly unknown[], R>(work: (...args: A) => R): (...args: A) => R {
    return (...args) => {
      memo.clear();
      return work(...args);
    };
  }

  function recallRows(identities: readonly FileIdentity[]): Map<FileIdentity, Recalled> {
    const found = new Map<FileIdentity, Recalled>();
    for (const slice of slices(identities)) {
      // A text for each column, all in one order: rows one by one, and JSON made of them, cost more than finding them.
      const texts = recall.get(JSON.stringify(slice.map(({ file }) => file))) as Record<RecallColumn, string | null>;
      const column = (name: RecallColumn): string[] => texts[name]?.split(',') ?? [];
      const [seen, digests, stamps, confirmations] = [column('seen'), column('digests'), column('stamps'), column('confirmed')];
      column('places').forEach((place, at) => {
        const identity = slice[Number(place)] as FileIdentity;
        if (seen[at] === identity.stamp) found.set(identity, { digest: `b3:${digests[at]}`, stamp: stamps[at] as string, confirmed: confirmations[at] === '1' });
      });
    }
    return found;
  }

  return {
    get,
    getAll(digests) {
      const raws = slices(digests).flatMap((slice) => selectAll.all(JSON.stringify(slice.map((digest) => digest.slice(3)))) as (RawBlob & { digest: Digest })[]);
      return new Map(raws.map((raw) => [raw.digest, toRow(raw)]));
    },
    put: changing(({ digest, size, stamp, at, list }: NewBlob) => {
      const newlyCut = list.chunks.length > 1 && get(digest) === undefined;
      const key = digestBytes(digest);
      upsert.run(key, size, list.chunker, list.version, at, at, stamp);
      if (!newlyCut) return;
      let place = 0;
      for (const chunk of list.chunks) {
        insertChunk.run(key, place, chunk.length, digestBytes(chunk.digest));
        place += chunk.length;
      }
    }),
    remove: changing((digest: Digest) => {
      for (const removal of removals) removal.run([digestBytes(digest)]);
    }),
    markVerified: changing((digest: Digest, at: number, stamp: string) => void verified.run(at, stamp, digestBytes(digest))),
    markLinked: changing((digest: Digest) => void linked.run([digestBytes(digest)])),
    markDamaged: changing((digest: Digest) => void damaged.run([digestBytes(digest)])),
    confirm: changing((digest: Digest) => void confirmed.run([digestBytes(digest)])),
    confirmHeld(hold) {
      if (confirmedHeld.run(hold).changes > 0) memo.clear();
    },
    unconfirmed: () => (unconfirmed.all() as { digest: ArrayBuffer }[]).map((row) => digestText(row.digest)),
    all: () => (everything.all() as { digest: ArrayBuffer; size: number }[]).map((row) => ({ digest: digestText(row.digest), size: row.size })),
    total() {
      const { blobs, bytes } = total.get() as { blobs: number; bytes: number };
      return { blobs, bytes };
    },
    chunks(digest) {
      const row = get(digest);
      return row && listOf(digest, row);
    },
    mostAlike(asked) {
      const row = alike.get(JSON.stringify([...asked].map(([digest, place]) => ({ chunk: digest.slice(3), place })))) as { blob: string } | undefined;
      return row && `b3:${row.blob}`;
    },
    beginRecall: () => memo.begin(recallRows),
    remember: changing((identity: FileIdentity, digest: Digest) => void remember.run(identity.file, identity.stamp, digestBytes(digest))),
    getDigest(digest, algorithm) {
      return (getOther.get(digestBytes(digest), algorithm) as { value: string } | undefined)?.value;
    },
    withDigest: (algorithm, value) => (byOther.all(algorithm, value) as { blob: ArrayBuffer }[]).map((row) => digestText(row.blob)),
    setDigest: (digest, algorithm, value) => void setOther.run(digestBytes(digest), algorithm, value),
  };
}
