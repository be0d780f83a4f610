// Multi-value registers: from the writes of a subject and what was seen of them to the values that stand.
import type { JsonObject, JsonValue } from '../../../shared/contract/primitives.js';

/** One op's write to a subject. `rank` then `id` decide among concurrent writes. */
export interface Write {
  /** Identity of the op: its hash, or that of the op it re-issues. */
  readonly id: string;
  readonly rank: string;
  readonly fields: JsonObject;
}

export interface Head {
  readonly id: string;
  readonly rank: string;
  readonly value: JsonValue;
}

/** id of a write -> the fields of it that another write replaced. */
export type Seen = ReadonlyMap<string, ReadonlySet<string>>;

/** The one order of concurrent ops: (rank, identity). */
export function isLater(a: { readonly rank: string; readonly id: string }, b: { readonly rank: string; readonly id: string }): boolean {
  return a.rank === b.rank ? a.id > b.id : a.rank > b.rank;
}

const fieldsOf = (write: Write): string => JSON.stringify(Object.entries(write.fields).sort(([a], [b]) => (a < b ? -1 : 1)));

/** Two copies of one op as one write: the place and values of the earlier, and all fields of both. */
export function mergeCopies(a: Write, b: Write): Write {
  const [first, second] = (a.rank === b.rank ? fieldsOf(a) <= fieldsOf(b) : a.rank < b.rank) ? [a, b] : [b, a];
  return { ...first, fields: { ...second.fields, ...first.fields } };
}

/** field -> the writes of it that no other replaced, the one to show first. */
export function headsOf(writes: readonly Write[], seen: Seen): ReadonlyMap<string, readonly Head[]> {
  const heads = new Map<string, Head[]>();
  for (const write of writes) {
    const gone = seen.get(write.id);
    for (const [field, value] of Object.entries(write.fields)) {
      if (gone?.has(field)) continue;
      const list = heads.get(field);
      const head = { id: write.id, rank: write.rank, value };
      if (list) list.push(head);
      else heads.set(field, [head]);
    }
  }
  for (const list of heads.values()) if (list.length > 1) list.sort((a, b) => (isLater(a, b) ? -1 : 1));
  return heads;
}

/** True when nothing of the write stands any more: it can be dropped, since what replaced it is remembered. */
export function isSpent(write: Write, seen: ReadonlySet<string> | undefined): boolean {
  return seen !== undefined && Object.keys(write.fields).every((field) => seen.has(field));
}

/** The hashes that a delete saw, from the value it wrote. */
export function seenByDelete(head: Head): readonly string[] {
  const { value } = head;
  const seen = value !== null && typeof value === 'object' && !Array.isArray(value) ? value['seen'] : undefined;
  return Array.isArray(seen) ? seen.filter((hash): hash is string => typeof hash === 'string') : [];
}

/** True when a delete stands: one that saw every op that hangs on its subject. */
export function isDeleted(deletes: readonly Head[], attachments: readonly string[], identity: (hash: string) => string): boolean {
  return deletes.some((head) => {
    const seen = new Set(seenByDelete(head).map(identity));
    return attachments.every((id) => seen.has(id));
  });
}
