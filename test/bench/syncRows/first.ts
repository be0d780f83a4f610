// The first sync of a large registry, held against inserting the rows it leaves, alone: same schema, same library, no check of anything.
import Database from 'libsql';
import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { median, print, rounded } from '../harness.js';
import { openDevice, sync } from './team.js';
import { writeVersions } from './write.js';

const VERSIONS = Number(process.env['CAIRN_BENCH_VERSIONS'] ?? 100_000);
const COLLECTIONS = 100;
const TURNS = Number(process.env['CAIRN_BENCH_ROUNDS'] ?? 3);
const GOAL = 4;
const PRODUCT_GOAL_S = 30;
const ROWS_AT_ONCE = 5000;

interface Table {
  readonly name: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly unknown[])[];
}

/** Tables of their own, with their rows; those that a virtual table keeps itself by are left to it. */
function tablesOf(db: Database.Database): Table[] {
  const named = db.prepare("SELECT name, sql FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'").all() as { name: string; sql: string }[];
  const virtual = named.filter(({ sql }) => /^CREATE VIRTUAL/i.test(sql)).map(({ name }) => name);
  return named
    .filter(({ name }) => !virtual.some((each) => name.startsWith(`${each}_`)))
    .map(({ name, sql }) => {
      const columns = (db.prepare(`PRAGMA table_info("${name}")`).all() as { name: string }[]).map((column) => column.name);
      const id = virtual.includes(name) && /content=''|contentless/i.test(sql) ? [] : virtual.includes(name) ? ['rowid'] : [];
      const all = [...id, ...columns];
      return { name, columns: all, rows: db.prepare(`SELECT ${all.map((column) => `"${column}"`).join(', ')} FROM "${name}"`).raw().all() as unknown[][] };
    });
}

/** Makes the schema, then inserts the rows by prepared statements, some thousands in each transaction, each durable. Gives the seconds of the inserts. */
function insertAlone(source: string, file: string): { seconds: number; rows: number } {
  const from = new Database(source);
  const schema = (from.prepare("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%' ORDER BY rowid").all() as { name: string; sql: string }[]);
  const virtual = schema.filter(({ sql }) => /^CREATE VIRTUAL/i.test(sql)).map(({ name }) => name);
  const tables = tablesOf(from);
  from.close();
  const db = new Database(file);
  db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA cache_size = -65536; PRAGMA temp_store = MEMORY;');
  for (const { name, sql } of schema) if (!virtual.some((each) => name.startsWith(`${each}_`))) db.exec(sql);
  const start = performance.now();
  let rows = 0;
  for (const table of tables) {
    const insert = db.prepare(`INSERT INTO "${table.name}" (${table.columns.map((column) => `"${column}"`).join(', ')}) VALUES (${table.columns.map(() => '?').join(', ')})`);
    for (let at = 0; at < table.rows.length; at += ROWS_AT_ONCE) {
      db.exec('BEGIN IMMEDIATE');
      for (const row of table.rows.slice(at, at + ROWS_AT_ONCE)) insert.run(row);
      db.exec('COMMIT');
    }
    rows += table.rows.length;
  }
  const seconds = (performance.now() - start) / 1000;
  db.close();
  for (const suffix of ['', '-wal', '-shm']) rmSync(`${file}${suffix}`, { force: true });
  return { seconds, rows };
}

function databaseOf(home: string): string {
  const folder = join(home, 'registries');
  const file = readdirSync(folder, { recursive: true } as never).map(String).filter((name) => name.endsWith('.db')).map((name) => join(folder, name));
  const sizes = file.map((each) => ({ each, versions: (new Database(each).prepare('SELECT count(*) AS n FROM versions').get() as { n: number }).n }));
  return sizes.sort((a, b) => b.versions - a.versions)[0]?.each ?? '';
}

export async function first(url: string, work: string): Promise<void> {
  const author = await openDevice(join(work, 'author'), url);
  await writeVersions(author, { who: 'author', collections: COLLECTIONS, versions: VERSIONS, more: false });
  const filled = performance.now();
  await sync(author);
  process.stderr.write(`sent in ${((performance.now() - filled) / 1000).toFixed(1)} s\n`);
  const ours: number[] = [];
  const ratios: number[] = [];
  let rows = 0;
  let peak = 0;
  for (let turn = 0; turn < TURNS; turn += 1) {
    const home = join(work, `reader-${turn}`);
    const reader = await openDevice(home, url);
    const timer = setInterval(() => (peak = Math.max(peak, process.memoryUsage().rss)), 100);
    const start = performance.now();
    const { received, requests, bytes } = await sync(reader);
    process.stderr.write(`${requests} requests, ${(bytes.received / 1e6).toFixed(1)} MB, ${((performance.now() - start) / 1000).toFixed(1)} s\n`);
    const seconds = (performance.now() - start) / 1000;
    clearInterval(timer);
    // The reader has said that it is there.
    await sync(author);
    if (received === 0 || reader.context.registry.stateHash() !== author.context.registry.stateHash()) throw new Error('the registry did not arrive as it is');
    await reader.close();
    const alone = insertAlone(databaseOf(home), join(work, 'alone.db'));
    rows = alone.rows;
    ours.push(seconds);
    ratios.push(seconds / alone.seconds);
    rmSync(home, { recursive: true });
  }
  const ratio = rounded(median(ratios));
  print({ bench: 'sync', case: `first sync of a registry of ${VERSIONS} versions`, value: rounded(median(ours)), unit: 's', peer: `inserting its ${rows} rows alone`, ratio, goal: GOAL, ok: ratio <= GOAL, note: `ratios ${rounded(Math.min(...ratios))} to ${rounded(Math.max(...ratios))} over ${TURNS} turns` });
  print({ bench: 'sync', case: `first sync of a registry of ${VERSIONS} versions: product goal`, value: rounded(median(ours)), unit: 's', peer: null, ratio: null, goal: PRODUCT_GOAL_S, ok: null, note: `printed and not judged; memory of the process ${(peak / 1e6).toFixed(0)} MB, with the author's engine in it` });
  await author.close();
}
