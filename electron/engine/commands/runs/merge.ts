// Makes one part of a writer's parts once the run has ended. Row group by row group: memory does not grow with the run.
import { fileWriter, ParquetWriter, schemaFromColumnData, type ColumnSource } from 'hyparquet-writer';
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Digest } from '../../../../shared/contract/primitives.js';
import { joinStats, type KeyStats } from '../../history/keyStats.js';
import { numbersIn, readColumns, valuesIn, type PartInfo } from '../../history/partReader.js';
import { metaOf, nameColumns, numberColumn, ownColumns, ROW_GROUP, type ColumnKind, type PartColumn } from '../../history/partWriter.js';
import type { HistoryPart } from '../../store/history/types.js';
import type { EngineContext } from '../context.js';
import { withPart } from './parts.js';

/** A merged part beyond this stays in pieces: it would have to be sent anew as a whole. Rows times metrics. */
const MAX_CELLS = 100_000_000;

interface Read {
  readonly part: HistoryPart;
  readonly info: PartInfo;
}

/** The parts in order, or undefined where one is not here or a row between them is missing: it may still come. */
async function readable(engine: EngineContext, parts: readonly HistoryPart[]): Promise<Read[] | undefined> {
  const read: Read[] = [];
  for (const part of parts) {
    const info = await withPart(engine.cache, part, (found) => Promise.resolve(found));
    const before = read[read.length - 1];
    if (!info || (before && before.part.hi !== part.lo)) return undefined;
    read.push({ part, info });
  }
  return read;
}

function columnsOf(infos: readonly PartInfo[]): PartColumn[] {
  const kinds = new Map<string, Set<ColumnKind>>();
  for (const { columns } of infos) for (const [, key, kind] of columns) kinds.set(key, (kinds.get(key) ?? new Set()).add(kind));
  return nameColumns(kinds);
}

function statsOf(infos: readonly PartInfo[]): Map<string, KeyStats> {
  const all = new Map<string, KeyStats>();
  for (const { keys } of infos) for (const [key, stats] of keys) all.set(key, all.has(key) ? joinStats(all.get(key) as KeyStats, stats, false) : stats);
  return all;
}

/** Rows [start, end) of a part under the columns of the merged one. */
async function groupOf(engine: EngineContext, { part, info }: Read, columns: readonly PartColumn[], start: number, end: number): Promise<ColumnSource[]> {
  const found = await withPart(engine.cache, part, async (_, bytes) => {
    const own = new Map(info.columns.map(([column, key, kind]) => [`${kind} ${key}`, column]));
    const read = await readColumns(bytes, info, ['_row', '_step', '_time', ...own.values()], { start, end });
    const length = end - start;
    const cells = (name: string | undefined): unknown[] => (name === undefined ? [] : valuesIn(read.get(name), length));
    return [
      ...ownColumns(cells('_row').map(Number), cells('_step').map((step) => (step === undefined ? null : Number(step))), cells('_time').map(Number)),
      ...columns.map(([name, key, kind]): ColumnSource => {
        const source = own.get(`${kind} ${key}`);
        if (kind !== 'number') {
          const texts = cells(source);
          return { name, data: Array.from({ length }, (_unused, index) => (texts[index] as string | undefined) ?? null), type: 'STRING', nullable: true };
        }
        const absent = new Set<number>();
        const numbers = numbersIn(source === undefined ? [] : read.get(source), length, (index) => absent.add(index));
        return numberColumn(name, Array.from(numbers, (value, index) => (absent.has(index) ? null : value)), true);
      }),
    ];
  });
  if (!found) throw new Error(`The part ${part.blob} went away while it was read`);
  return found;
}

async function writeMerged(engine: EngineContext, run: string, writer: string, reads: readonly Read[], file: string): Promise<void> {
  const infos = reads.map((read) => read.info);
  const columns = columnsOf(infos);
  const first = reads[0]?.part.lo ?? 0;
  const last = reads[reads.length - 1]?.part.hi ?? 0;
  const blank: ColumnSource[] = [...ownColumns([], [], []), ...columns.map(([name, , kind]): ColumnSource => (kind === 'number' ? numberColumn(name, [], true) : { name, data: [], type: 'STRING', nullable: true }))];
  const parquet = new ParquetWriter({ writer: fileWriter(file), schema: schemaFromColumnData({ columnData: blank }), kvMetadata: metaOf({ run, writer, from: first, to: last }, columns, statsOf(infos)), createdBy: 'cairn' });
  for (const read of reads) {
    for (let start = 0; start < read.info.rows; ) {
      // Row groups of a part are read whole, so the merged ones are the same.
      const group = groupAt(read.info, start);
      await parquet.write({ columnData: await groupOf(engine, read, columns, start, group), rowGroupSize: ROW_GROUP });
      start = group;
      await new Promise((resolve) => setImmediate(resolve));
    }
  }
  await parquet.finish();
}

function groupAt(info: PartInfo, start: number): number {
  let end = 0;
  for (const group of info.metadata.row_groups) {
    end += Number(group.num_rows);
    if (end > start) return end;
  }
  return info.rows;
}

async function mergeWriter(engine: EngineContext, run: string, writer: string, parts: readonly HistoryPart[]): Promise<void> {
  const { cache, registry, ports } = engine;
  const reads = await readable(engine, parts);
  if (!reads || reads.length < 2) return;
  const rows = reads.reduce((sum, read) => sum + read.info.rows, 0);
  if (rows * columnsOf(reads.map((read) => read.info)).length > MAX_CELLS) return;
  const folder = join(engine.dataRoot, 'tmp');
  mkdirSync(folder, { recursive: true });
  const file = join(folder, `merge-${Buffer.from(ports.random.bytes(8)).toString('hex')}.parquet`);
  const hold = cache.hold();
  try {
    await writeMerged(engine, run, writer, reads, file);
    const { entries } = await cache.scan([file]);
    const { files } = await cache.ingest(entries, { hold });
    const blob = files[0]?.digest as Digest;
    const from = parts[0]?.lo ?? 0;
    const to = parts[parts.length - 1]?.hi ?? 0;
    registry.write(engine.actor(), (tx) => void tx.append({ kind: 'history.part', body: { run, writer, from, to, blob } }));
    hold.release();
  } catch (error) {
    await hold.cancel();
    throw error;
  } finally {
    rmSync(file, { force: true });
  }
}

/** Merges the parts of every writer of a run that has ended, where all are here. Those inside the new one count no more. */
export async function mergeParts(engine: EngineContext, run: string): Promise<void> {
  const byWriter = new Map<string, HistoryPart[]>();
  for (const part of engine.registry.read.historyParts(run)) byWriter.set(part.writer, [...(byWriter.get(part.writer) ?? []), part]);
  for (const [writer, parts] of byWriter) if (parts.length > 1) await mergeWriter(engine, run, writer, parts);
}
