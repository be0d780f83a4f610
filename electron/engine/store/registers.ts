// Registers on disk: adding writes, remembering what was replaced, and reading what stands.
import type { JsonObject, JsonValue } from '../../../shared/contract/primitives.js';
import { headsOf, isSpent, mergeCopies, type Head, type Write } from '../domain/registers.js';
import type { Db } from './database.js';

interface WriteRow {
  readonly id: string;
  readonly rank: string;
  readonly fields: string;
}

function seenFields(db: Db, subject: string, id: string): Set<string> | undefined {
  const row = db.get<{ fields: string }>('SELECT fields FROM seen WHERE subject = ? AND id = ?', subject, id);
  return row && new Set(JSON.parse(row.fields) as string[]);
}

function parseWrite(row: WriteRow): Write {
  return { id: row.id, rank: row.rank, fields: JSON.parse(row.fields) as JsonObject };
}

/** Adds a write. Two copies of one op (a re-issue) are one write, with the place and values of the earlier and all fields of both. */
export function addWrite(db: Db, subject: string, write: Write): void {
  const gone = seenFields(db, subject, write.id);
  if (!isSpent(write, gone) && db.run('INSERT OR IGNORE INTO writes(subject, id, rank, hash, fields) VALUES(?1, ?2, ?3, ?2, ?4)', subject, write.id, write.rank, JSON.stringify(write.fields)) > 0) return;
  const before = db.get<WriteRow>('SELECT id, rank, fields FROM writes WHERE subject = ? AND id = ?', subject, write.id);
  const merged = before ? mergeCopies(parseWrite(before), write) : write;
  if (isSpent(merged, gone)) {
    if (before) db.run('DELETE FROM writes WHERE subject = ? AND id = ?', subject, write.id);
    return;
  }
  db.run('INSERT OR REPLACE INTO writes(subject, id, rank, hash, fields) VALUES(?1, ?2, ?3, ?2, ?4)', subject, merged.id, merged.rank, JSON.stringify(merged.fields));
}

/** Remembers that fields of a write were replaced, whether or not it has arrived. */
export function addSeen(db: Db, subject: string, id: string, fields: readonly string[]): void {
  const all = seenFields(db, subject, id) ?? new Set<string>();
  const known = all.size;
  for (const field of fields) all.add(field);
  if (all.size === known) return;
  db.run('INSERT OR REPLACE INTO seen(subject, id, fields) VALUES(?, ?, ?)', subject, id, JSON.stringify([...all].sort()));
  const row = db.get<WriteRow>('SELECT id, rank, fields FROM writes WHERE subject = ? AND id = ?', subject, id);
  if (row && isSpent(parseWrite(row), all)) db.run('DELETE FROM writes WHERE subject = ? AND id = ?', subject, id);
}

/** field -> heads of a subject, the one to show first. */
export function readHeads(db: Db, subject: string): ReadonlyMap<string, readonly Head[]> {
  const writes = db.all<WriteRow>('SELECT id, rank, fields FROM writes WHERE subject = ?', subject).map(parseWrite);
  if (writes.length === 0) return new Map();
  const seen = new Map<string, ReadonlySet<string>>();
  for (const write of writes) {
    const fields = seenFields(db, subject, write.id);
    if (fields) seen.set(write.id, fields);
  }
  return headsOf(writes, seen);
}

/** The shown value of a field. */
export function shown(heads: ReadonlyMap<string, readonly Head[]>, field: string): JsonValue | undefined {
  return heads.get(field)?.[0]?.value;
}

export function shownText(heads: ReadonlyMap<string, readonly Head[]>, field: string): string {
  const value = shown(heads, field);
  return typeof value === 'string' ? value : '';
}

/** Shown values of all fields `<prefix>.<key>`, by key. */
export function shownUnder(heads: ReadonlyMap<string, readonly Head[]>, prefix: string): JsonObject {
  const entries: [string, JsonValue][] = [];
  for (const [field, list] of heads) {
    const head = list[0];
    if (head && field.startsWith(`${prefix}.`)) entries.push([field.slice(prefix.length + 1), head.value]);
  }
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
}
