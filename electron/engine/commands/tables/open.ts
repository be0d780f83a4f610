// Opening tables of versions: the index is made once and kept in the data root; the ones used longest ago give way.
import Database from 'libsql';
import { existsSync, readdirSync, rmSync, statSync, utimesSync } from 'node:fs';
import { basename, join } from 'node:path';
import { CairnError } from '../../../../shared/contract/errors.js';
import type { Digest } from '../../../../shared/contract/primitives.js';
import type { TableInfo } from '../../../../shared/contract/tables.js';
import type { ManifestEntry } from '../../domain/manifest.js';
import { buildIndex, INDEX_VERSION, type TableMeta } from '../../tables/build.js';
import { readerOf } from '../../tables/readers.js';
import type { OpenTable } from '../../tables/table.js';
import { requireManifest, requireVersion } from '../contents.js';
import type { EngineContext } from '../context.js';

/** Bytes of all indexes together; more are taken away, oldest use first. */
const MAX_INDEX_BYTES = 2 * 1024 ** 3;
/** Connections kept open. */
const MAX_OPEN = 12;

export interface NamedTable {
  readonly version: string;
  readonly path: string;
}

interface Kept extends OpenTable {
  readonly file: string;
}

const opened = new WeakMap<EngineContext, Map<string, Kept>>();
const building = new Map<string, Promise<void>>();

function openOf(engine: EngineContext): Map<string, Kept> {
  const known = opened.get(engine);
  if (known) return known;
  const fresh = new Map<string, Kept>();
  opened.set(engine, fresh);
  return fresh;
}

/** Closes what is open: before the data root is left. */
export function closeTables(engine: EngineContext): void {
  const known = opened.get(engine);
  for (const table of known?.values() ?? []) table.db.close();
  known?.clear();
}

function makeRoom(folder: string, except: string): void {
  const files = readdirSync(folder)
    .filter((name) => name.endsWith('.db') && name !== except)
    .map((name) => ({ name, stat: statSync(join(folder, name)) }))
    .sort((a, b) => b.stat.mtimeMs - a.stat.mtimeMs);
  let bytes = statSync(join(folder, except)).size;
  for (const { name, stat } of files) {
    bytes += stat.size;
    if (bytes > MAX_INDEX_BYTES) rmSync(join(folder, name), { force: true });
  }
}

/** The files of a version by path, those with bytes. */
export function filesOf(engine: EngineContext, version: string): ReadonlyMap<string, Extract<ManifestEntry, { digest: string }>> {
  const entries = requireManifest(engine, requireVersion(engine, version)).entries;
  return new Map(entries.flatMap((entry) => ('digest' in entry ? [[entry.path, entry] as const] : [])));
}

async function build(engine: EngineContext, file: string, path: string, blob: Digest, files: ReadonlySet<string>): Promise<void> {
  const temporary = `${file}.${Buffer.from(engine.ports.random.bytes(6)).toString('hex')}`;
  await engine.cache.withSource(blob, path, (source) => buildIndex(file, temporary, path, source, files));
  makeRoom(join(engine.dataRoot, 'tables'), basename(file));
}

function connect(file: string): Kept {
  const db = new Database(file);
  const row = db.prepare('SELECT json FROM meta').get() as { json: string };
  return { db, file, meta: JSON.parse(row.json) as TableMeta };
}

/** @throws CairnError not_found, offline, malformed_file */
export async function openTable(engine: EngineContext, { version, path }: NamedTable): Promise<Kept & { readonly blob: Digest }> {
  const files = filesOf(engine, version);
  const entry = files.get(path);
  if (!entry) throw new CairnError('not_found', `Opening the table failed: the version has no file "${path}".`, { version, path });
  const blob = entry.digest as Digest;
  // What a text cell names depends on the other files, so another version may read the same bytes differently: by name.
  const name = `${blob.slice(3)}-${INDEX_VERSION}.db`;
  const file = join(engine.dataRoot, 'tables', name);
  const known = openOf(engine).get(name);
  if (known && existsSync(file)) return { ...known, blob };
  if (!existsSync(file)) {
    const work = building.get(file) ?? build(engine, file, path, blob, new Set(files.keys())).finally(() => building.delete(file));
    building.set(file, work);
    await work;
  }
  // Used now, by a clock that only orders these files.
  const now = engine.ports.clock.now() / 1000;
  utimesSync(file, now, now);
  known?.db.close();
  const table = connect(file);
  const all = openOf(engine);
  all.delete(name);
  all.set(name, table);
  for (const [oldest, { db }] of all) {
    if (all.size <= MAX_OPEN) break;
    db.close();
    all.delete(oldest);
  }
  return { ...table, blob };
}

/** Which files of a version are tables, by name. */
export function tablesOf(engine: EngineContext, version: string): string[] {
  return [...filesOf(engine, version).keys()].filter((path) => readerOf(path) !== undefined);
}

export async function tableInfo(engine: EngineContext, ref: string, path: string | undefined): Promise<TableInfo> {
  const { version } = engine.registry.read.resolveText(ref, engine.where());
  const tables = tablesOf(engine, version);
  const chosen = path ?? tables[0];
  if (chosen === undefined) throw new CairnError('not_found', `${engine.registry.read.version(version)?.ref ?? ref} holds no table: none of its files ends in .table.json, .csv, .tsv, .jsonl or .parquet.`, { ref });
  const { meta, blob } = await openTable(engine, { version, path: chosen });
  return { version, path: chosen, blob, rows: meta.rows, columns: meta.columns.map((column) => ({ ...column })), tables, problems: meta.problems };
}
