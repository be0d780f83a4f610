// What is recalled from memory is what the rows say, whoever wrote them last.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type BlobRows, createBlobRows } from '../../../electron/engine/cache/blobRows.js';
import { openDatabase, type Sqlite, writing } from '../../../electron/engine/cache/database.js';
import type { FileIdentity } from '../../../electron/engine/cache/types.js';
import type { Digest } from '../../../shared/contract/primitives.js';

const FILES = 4;
const DIGESTS = ['1', '2', '3'].map((digit): Digest => `b3:${digit.repeat(64)}`);
/** Each file in two states. */
const STATES: readonly FileIdentity[] = Array.from({ length: FILES * 2 }, (_, at) => ({ file: `1:${at >> 1}`, stamp: `${at & 1}:5:5`, seenAt: 0 }));

let folder: string;
let opened: Sqlite[];

function open(): Sqlite {
  const db = openDatabase(join(folder, 'cache.db'));
  opened.push(db);
  return db;
}

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cairn-memo-'));
  opened = [];
});
afterEach(() => {
  for (const db of opened) db.close();
  rmSync(folder, { recursive: true, force: true });
});

type Write = (rows: BlobRows, db: Sqlite, digest: Digest, state: FileIdentity) => void;
const WRITES: readonly Write[] = [
  (rows, _, digest) => rows.put({ digest, size: 1, stamp: '1:1:1', at: 1, list: { chunker: 'whole', version: 1, chunks: [] } }),
  (rows, _, digest, state) => rows.remember(state, digest),
  (rows, _, digest, state) => rows.remember(state, digest),
  (rows, _, digest) => rows.remove(digest),
  (rows, _, digest) => rows.markVerified(digest, 2, '2:2:2'),
  (rows, _, digest) => rows.markLinked(digest),
  (rows, _, digest) => rows.markDamaged(digest),
  (rows, _, digest) => rows.confirm(digest),
  (rows, db, digest) => {
    db.prepare("INSERT OR IGNORE INTO hold (hold, blob, process, until) VALUES ('h', ?, 'p', 0)").run([Buffer.from(digest.slice(3), 'hex')]);
    rows.confirmHeld('h');
  },
];

it('equals what a connection without a memory finds, after any writes of this and of another connection', () => {
  const step = fc.record({ write: fc.nat(WRITES.length - 1), other: fc.boolean(), digest: fc.constantFrom(...DIGESTS), state: fc.constantFrom(...STATES), asked: fc.subarray([...STATES]) });
  const [mine, others] = [open(), open()];
  const [rows, otherRows] = [createBlobRows(mine), createBlobRows(others)];
  fc.assert(
    fc.property(fc.array(step, { maxLength: 12 }), (steps) => {
      for (const { write, other, digest, state, asked } of steps) {
        writing(other ? others : mine, () => WRITES[write]?.(other ? otherRows : rows, other ? others : mine, digest, state));
        // Nothing is remembered by rows that were just made.
        expect(rows.beginRecall()(asked)).toEqual(createBlobRows(mine).beginRecall()(asked));
        expect(rows.beginRecall()(asked)).toEqual(createBlobRows(mine).beginRecall()(asked));
      }
    }),
  );
});
