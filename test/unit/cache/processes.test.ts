// The folder a process works in: taken once for what comes in quick succession, given up after, and safe from others meanwhile.
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { openDatabase, type Sqlite, writing } from '../../../electron/engine/cache/database.js';
import { createProcesses, type Processes } from '../../../electron/engine/cache/processes.js';
import { systemRandom } from '../../support/ports.js';

let folder: string;
let temp: string;
let db: Sqlite;
let processes: Processes;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  folder = mkdtempSync(join(tmpdir(), 'cairn-seats-'));
  temp = join(folder, 'tmp');
  mkdirSync(temp);
  db = openDatabase(join(folder, 'cache.db'));
  processes = createProcesses(db, temp, systemRandom);
});
afterEach(() => {
  processes.close();
  vi.useRealTimers();
  db.close();
  rmSync(folder, { recursive: true, force: true });
});

it('is the same for those who come soon one after the other, and gone when nobody came for a while', () => {
  const first = processes.enter();
  processes.leave();
  vi.advanceTimersByTime(1000);
  expect(processes.enter()).toEqual(first);
  vi.advanceTimersByTime(60_000);
  expect(existsSync(first.folder)).toBe(true);
  processes.leave();
  vi.advanceTimersByTime(60_000);
  expect(readdirSync(temp)).toEqual([]);
  expect(processes.enter()).not.toEqual(first);
  processes.leave();
});

it('is cleared of what an operation left there, but for the lock, when the last one ends', () => {
  const { folder: seat } = processes.enter();
  mkdirSync(join(seat, 'ingest-1'));
  writeFileSync(join(seat, 'ingest-1', '0.part'), 'half');
  writeFileSync(join(seat, 'note'), 'somewhere');
  processes.leave();
  expect(readdirSync(seat).filter((name) => !name.startsWith('alive'))).toEqual([]);
});

it('goes at once with the process, and stays while someone uses it', () => {
  const { folder: seat } = processes.enter();
  processes.close();
  expect(existsSync(seat)).toBe(true);
  processes.leave();
  processes.close();
  expect(readdirSync(temp)).toEqual([]);
});

it('goes as soon as nobody uses it where rows were left behind under its name', () => {
  const first = processes.enter();
  processes.enter();
  processes.leave(true);
  expect(existsSync(first.folder)).toBe(true);
  processes.leave();
  expect(readdirSync(temp)).toEqual([]);
  expect(processes.enter().id).not.toBe(first.id);
  processes.leave();
  expect(readdirSync(temp)).toHaveLength(1);
});

it('is nobody else\'s to clear away, used or not', () => {
  const seat = processes.enter();
  processes.leave();
  const others = createProcesses(db, temp, systemRandom);
  expect(writing(db, () => others.dead())).toEqual([]);
  processes.close();
  mkdirSync(seat.folder);
  expect(writing(db, () => others.dead())).toEqual([seat.id]);
});

it('is made anew where tmp/ was cleared by hand', () => {
  const first = processes.enter();
  rmSync(first.folder, { recursive: true });
  processes.leave();
  const last = processes.enter();
  processes.leave();
  rmSync(last.folder, { recursive: true });
  const second = processes.enter();
  expect([first.id, last.id]).not.toContain(second.id);
  expect(existsSync(second.folder)).toBe(true);
  processes.leave();
});
