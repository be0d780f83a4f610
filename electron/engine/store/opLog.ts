// The op log on disk: the registry itself. Ops are added and read, never changed or removed.
import { fingerprint, type SignedHead } from '../domain/chain.js';
import { placeOf } from '../domain/history.js';
import { carriedBy, moveHash, toldBy } from '../domain/moveRecord.js';
import type { Op } from '../domain/ops.js';
import type { OpState } from './apply.js';
import type { Db } from './database.js';
import { weightOf } from './session.js';
import type { ChainHead, LogRow, StoredOp } from './readTypes.js';

interface OpRow {
  readonly hash: string;
  readonly op: string;
}

const parse = (row: OpRow): StoredOp => ({ hash: row.hash, op: JSON.parse(row.op) as Op });

export function hasOp(db: Db, hash: string): boolean {
  return db.get('SELECT 1 FROM ops WHERE hash = ?', hash) !== undefined;
}

/** The op of this hash, or one that was issued again for it. */
export function readOp(db: Db, hash: string): StoredOp | undefined {
  const row = db.get<OpRow>('SELECT hash, op FROM ops WHERE hash = ?', hash) ?? db.get<OpRow>('SELECT o.hash, o.op FROM reissues r JOIN ops o ON o.hash = r.hash WHERE r.id = ? LIMIT 1', hash);
  return row && parse(row);
}

/** A one-shot run starts and ends with what it logs; its lines say nothing that the log line does not. */
function endsOneShot(db: Db, op: Op): boolean {
  const run = op.kind === 'run.finish' ? op.body['run'] : undefined;
  return typeof run === 'string' && db.get<{ fields: string }>("SELECT fields FROM writes WHERE subject = ? AND json_extract(fields, '$.oneShot') = 1 LIMIT 1", `run:${run}`) !== undefined;
}

/** A move that several devices carry is one line of history: that of the first carrier to come. */
function carriedBefore(db: Db, op: Op, hash: string): boolean {
  const record = carriedBy(op);
  return record !== undefined && db.get('SELECT 1 FROM carriers WHERE id = ? AND hash <> ?', moveHash(record), hash) !== undefined;
}

/** An op and those issued again for it are one line of history: that of the first to come. */
function saidBefore(db: Db, op: Op, hash: string): boolean {
  return db.get('SELECT 1 FROM ops WHERE hash <> ?2 AND state <> 3 AND hash IN (SELECT ?1 UNION ALL SELECT hash FROM reissues WHERE id = ?1) LIMIT 1', op.replaces ?? hash, hash) !== undefined;
}

/** Adds an op that is not there yet. What does not count is in no list. */
export function insertOp(db: Db, op: Op, hash: string, canonical: string, state: OpState): void {
  const { subject, parent, quiet } = placeOf(toldBy(op));
  db.run(
    'INSERT INTO ops(hash, device, seq, kind, at, state, subject, parent, weight, quiet, op) VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
    hash, op.device, op.seq, op.kind, op.at, state, subject, parent, weightOf(op.hlc), quiet || state === 3 || endsOneShot(db, op) || carriedBefore(db, op, hash) || saidBefore(db, op, hash) ? 1 : 0, canonical,
  );
}

/** After a fold anew: an op may count now, or no longer. */
export function setState(db: Db, n: number, op: Op, state: OpState): void {
  db.run('UPDATE ops SET state = ?1, quiet = CASE WHEN ?1 = 3 THEN 1 WHEN state = 3 THEN ?2 ELSE quiet END WHERE n = ?3', state, placeOf(toldBy(op)).quiet ? 1 : 0, n);
}

/** Marks the device as forked when another op stands at the same place of its chain. */
export function noteFork(db: Db, op: Op, hash: string): boolean {
  if (!db.get('SELECT 1 FROM ops WHERE device = ? AND seq = ? AND hash <> ? LIMIT 1', op.device, op.seq, hash)) return false;
  return db.run('INSERT OR IGNORE INTO forks(device) VALUES(?)', op.device) > 0;
}

export function opsOf(db: Db, device: string, from: number, to: number): readonly StoredOp[] {
  return db.all<OpRow>('SELECT hash, op FROM ops WHERE device = ? AND seq >= ? AND seq < ? ORDER BY seq, hash', device, from, to).map(parse);
}

/** Rows of the log as they are on disk, unread, by device and seq: what is damaged is given too. */
export function* opRows(db: Db): Iterable<LogRow> {
  yield* db.iterate<LogRow>('SELECT hash, device, seq, kind, at, op AS text FROM ops ORDER BY device, seq, hash');
}

/** Canonical manifests as they are on disk, unread. */
export function* manifestRows(db: Db): Iterable<{ readonly digest: string; readonly json: string }> {
  yield* db.iterate<{ digest: string; json: string }>('SELECT digest, json FROM manifests ORDER BY digest');
}

export function* allOps(db: Db): Iterable<StoredOp> {
  for (const row of db.iterate<OpRow>('SELECT hash, op FROM ops ORDER BY device, seq, hash')) yield parse(row);
}

/** What came after the log held so many ops (`opCount`), in the order in which it came. */
export function* opsSince(db: Db, count: number): Iterable<StoredOp> {
  for (const row of db.iterate<OpRow>('SELECT hash, op FROM ops WHERE n > ? ORDER BY n', count)) yield parse(row);
}

/** Newest op of a device's chain, as the device itself goes on from it. */
export function tipOf(db: Db, device: string): { readonly seq: number; readonly hash: string } | undefined {
  return db.get<{ seq: number; hash: string }>('SELECT seq, hash FROM ops WHERE device = ? ORDER BY seq DESC, hash LIMIT 1', device);
}

/** Devices with ops here, by a skip through the index. */
export function deviceIds(db: Db): readonly string[] {
  const devices: string[] = [];
  for (let row = db.get<{ device: string }>('SELECT device FROM ops ORDER BY device LIMIT 1'); row; row = db.get<{ device: string }>('SELECT device FROM ops WHERE device > ? ORDER BY device LIMIT 1', row.device)) devices.push(row.device);
  return devices;
}

/** Whether two machines were seen to write under the device's key. */
export function isForked(db: Db, device: string): boolean {
  return db.get('SELECT 1 FROM forks WHERE device = ?', device) !== undefined;
}

/** Public key of a device, from the op its own chain begins with. What other ops say about it cannot bear on its signatures. */
export function deviceKeyOf(db: Db, device: string): string | undefined {
  return opsOf(db, device, 0, 1)
    .map(({ op }) => (op.kind === 'device' && typeof op.body['key'] === 'string' ? op.body['key'] : ''))
    .find((key) => fingerprint(key) === device);
}

/** Whether the op was issued again under another identity. */
export function isReissued(db: Db, hash: string): boolean {
  return db.get('SELECT 1 FROM reissues WHERE id = ? LIMIT 1', hash) !== undefined;
}

export function chainHeads(db: Db): readonly ChainHead[] {
  return deviceIds(db).flatMap((device) =>
    db.all<ChainHead>('SELECT device, seq, hash FROM ops WHERE device = ?1 AND seq = (SELECT max(seq) FROM ops WHERE device = ?1) ORDER BY hash', device),
  );
}

/** device -> consecutive seqs held from 0 on: the first place that has no op. */
export function stateVector(db: Db): Record<string, number> {
  const vector: Record<string, number> = {};
  for (const device of deviceIds(db)) {
    const { top, places } = db.get<{ top: number; places: number }>('SELECT max(seq) AS top, count(DISTINCT seq) AS places FROM ops WHERE device = ?', device) ?? { top: -1, places: 0 };
    const whole = places === top + 1;
    const gap = whole ? undefined : db.get<{ seq: number }>('SELECT min(o.seq) AS seq FROM ops o WHERE o.device = ?1 AND NOT EXISTS (SELECT 1 FROM ops n WHERE n.device = ?1 AND n.seq = o.seq + 1)', device);
    const startsAtZero = whole || db.get('SELECT 1 FROM ops WHERE device = ? AND seq = 0', device) !== undefined;
    vector[device] = whole ? places : startsAtZero ? (gap?.seq ?? -1) + 1 : 0;
  }
  return vector;
}

/** Ops are numbered as they come and none is ever removed, so that the last number is their count. */
export function opCount(db: Db): number {
  return db.get<{ n: number | null }>('SELECT max(n) AS n FROM ops')?.n ?? 0;
}

export function signedHeads(db: Db, registry: string, device: string | undefined): readonly SignedHead[] {
  const rows = db.all<Omit<SignedHead, 'registry'>>('SELECT device, seq, hash, signature FROM signed_heads WHERE ?1 IS NULL OR device = ?1 ORDER BY device, seq, hash', device ?? null);
  return rows.map((row) => ({ registry, device: row.device, seq: row.seq, hash: row.hash, signature: row.signature }));
}

/** Keeps the head this device signed; the one before it lies below it in the same chain and is covered. */
export function replaceOwnHead(db: Db, head: SignedHead, before: string | undefined): void {
  if (before !== undefined) db.run('DELETE FROM signed_heads WHERE device = ? AND hash = ?', head.device, before);
  insertHead(db, head);
}

export function insertHead(db: Db, head: SignedHead): void {
  db.run('INSERT OR IGNORE INTO signed_heads(device, hash, seq, signature) VALUES(?, ?, ?, ?)', head.device, head.hash, head.seq, head.signature);
}
