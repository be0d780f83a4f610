// Rows about hooks: which there are, what each still has to be told, and how telling it went. Local to this device.
import type { Op } from '../domain/ops.js';
import { toldBy, carriedBy, moveHash } from '../domain/moveRecord.js';
import type { Db } from './database.js';

export interface HookRow {
  readonly id: string;
  readonly alias: string;
  /** Id of the collection or model it is about; null for any. */
  readonly collection: string | null;
  readonly command: readonly string[] | null;
  readonly url: string | null;
  /** Seconds. */
  readonly timeout: number;
  readonly retries: number;
  readonly created: number;
}

/** `waiting` for its turn or a retry, `running`, `done`, `failed` for good, `skipped` because the move did not take effect. */
export type HookRunState = 'waiting' | 'running' | 'done' | 'failed' | 'skipped';

export interface HookRunRow {
  readonly hook: string;
  /** Identity of the move. */
  readonly event: string;
  readonly n: number;
  readonly payload: string;
  readonly state: HookRunState;
  readonly attempts: number;
  readonly due: number;
  readonly at: number;
  readonly status: number | null;
  readonly output: string;
}

/** A move of an alias as it arrived here. */
export interface ArrivedMove {
  readonly n: number;
  /** The same however many ops carry it, or were issued again for it. */
  readonly id: string;
  readonly op: Op;
}

export interface HookRows {
  list(): HookRow[];
  add(hook: HookRow): void;
  remove(id: string): boolean;
  /** Number of the newest op that arrived. */
  newest(): number;
  /** Moves that arrived after an op, in order; at most 500. */
  movesAfter(n: number): ArrivedMove[];
  /** Notes that a hook has to be told of a move, once for ever. */
  enqueue(run: Pick<HookRunRow, 'hook' | 'event' | 'n' | 'payload' | 'due' | 'at'> & { readonly state: 'waiting' | 'skipped' }): void;
  /** What is to be told now; also what was being told when a process ended. */
  due(now: number): HookRunRow[];
  nextDue(): number | undefined;
  update(run: Pick<HookRunRow, 'hook' | 'event' | 'state' | 'attempts' | 'due' | 'status' | 'output'>): void;
  runs(hook: string | undefined, limit: number): HookRunRow[];
}

type Stored = Omit<HookRow, 'command'> & { readonly command: string | null };

/** But for what was issued again, and had come before. */
const MOVES_AFTER = `SELECT o.n, coalesce(r.id, o.hash) AS id, o.op FROM ops o LEFT JOIN reissues r ON r.hash = o.hash
  WHERE o.n > ? AND o.kind IN ('alias.move', 'alias.remove', 'alias.sequence', 'alias.place') AND o.state = 1
  AND NOT EXISTS (SELECT 1 FROM ops b WHERE b.hash = r.id AND b.n < o.n) ORDER BY o.n LIMIT 500`;

export function createHookRows(db: Db): HookRows {
  return {
    list: () => db.all<Stored>('SELECT id, alias, collection, command, url, timeout, retries, created FROM hooks ORDER BY created, id').map((row) => ({ ...row, command: row.command === null ? null : (JSON.parse(row.command) as string[]) })),
    add: ({ id, alias, collection, command, url, timeout, retries, created }) => void db.run('INSERT INTO hooks(id, alias, collection, command, url, timeout, retries, created) VALUES(?, ?, ?, ?, ?, ?, ?, ?)', id, alias, collection, command && JSON.stringify(command), url, timeout, retries, created),
    remove: (id) => db.run('DELETE FROM hooks WHERE id = ?', id) > 0,
    newest: () => db.get<{ n: number | null }>('SELECT max(n) AS n FROM ops')?.n ?? 0,
    movesAfter: (n) =>
      db.all<{ n: number; id: string; op: string }>(MOVES_AFTER, n).map((row) => {
        const op = JSON.parse(row.op) as Op;
        const record = carriedBy(op);
        return { n: row.n, id: record ? moveHash(record) : row.id, op: toldBy(op) };
      }),
    enqueue: ({ hook, event, n, payload, state, due, at }) => void db.run("INSERT OR IGNORE INTO hook_runs(hook, event, n, payload, state, attempts, due, at, status, output) VALUES(?, ?, ?, ?, ?, 0, ?, ?, NULL, '')", hook, event, n, payload, state, due, at),
    due: (now) => db.all<HookRunRow>("SELECT hook, event, n, payload, state, attempts, due, at, status, output FROM hook_runs WHERE state IN ('waiting', 'running') AND due <= ? ORDER BY n, hook LIMIT 100", now),
    nextDue: () => db.get<{ due: number | null }>("SELECT min(due) AS due FROM hook_runs WHERE state IN ('waiting', 'running')")?.due ?? undefined,
    update: ({ hook, event, state, attempts, due, status, output }) => void db.run('UPDATE hook_runs SET state = ?, attempts = ?, due = ?, status = ?, output = ? WHERE hook = ? AND event = ?', state, attempts, due, status, output, hook, event),
    runs: (hook, limit) => db.all<HookRunRow>('SELECT hook, event, n, payload, state, attempts, due, at, status, output FROM hook_runs WHERE ?1 IS NULL OR hook = ?1 ORDER BY n DESC, hook LIMIT ?2', hook ?? null, limit),
  };
}
