// Data for the benches of the runs workspace: runs with long histories, and runs with many columns.
import { ParquetWriter, fileWriter, schemaFromColumnData, type ColumnSource } from 'hyparquet-writer';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Digest } from '../../shared/contract/primitives.js';
import type { Engine } from '../../electron/engine/index.js';
import { metaOf, numberColumn, ownColumns, ROW_GROUP } from '../../electron/engine/history/partWriter.js';
import { runId } from '../../electron/engine/domain/ids.js';
import { withEngine } from './homes.js';

export const METRIC = 'loss';
const START = 1_700_000_000_000;

/** A curve that falls and shakes, with one spike up and one down, at places of its own. */
export function curve(run: number, points: number): Float64Array {
  const y = new Float64Array(points);
  let state = (run + 1) * 2_654_435_761;
  for (let n = 0; n < points; n += 1) {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    y[n] = 2 / (1 + (9 * n) / points) + 0.02 * run + (state / 2 ** 32 - 0.5) / 10;
  }
  const [up, down] = [Math.floor(points * (0.15 + 0.007 * run)), Math.floor(points * (0.9 - 0.007 * run))];
  y[up] = 6 + run / 50;
  y[down] = -3 - run / 50;
  return y;
}

/** The history as sealing and merging leave it: one Parquet part of all rows, and the op that says so. */
async function giveHistory(engine: Engine, folder: string, run: string, y: Float64Array): Promise<void> {
  const { cache, registry } = engine.context;
  const points = y.length;
  const writer = registry.device.id.slice(0, 16);
  const file = join(folder, `${run}.parquet`);
  const at = (from: number, to: number): ColumnSource[] => {
    const rows = Array.from({ length: to - from }, (_, n) => from + n);
    return [...ownColumns(rows, rows, rows.map((row) => START + row * 100)), numberColumn(METRIC, [...y.subarray(from, to)], false)];
  };
  let [min, max] = [Infinity, -Infinity];
  for (const value of y) [min, max] = [Math.min(min, value), Math.max(max, value)];
  const last = y[points - 1] as number;
  const time = START + (points - 1) * 100;
  const stats = new Map([[METRIC, { n: points, first: [0, y[0] as number] as [number, number], last: [points - 1, last, time] as [number, number, number], number: [points - 1, last, time] as [number, number, number], min, max }]]);
  const parquet = new ParquetWriter({ writer: fileWriter(file), schema: schemaFromColumnData({ columnData: at(0, 1) }), kvMetadata: metaOf({ run, writer, from: 0, to: points }, [[METRIC, METRIC, 'number']], stats), createdBy: 'cairn' });
  for (let from = 0; from < points; from += ROW_GROUP) await parquet.write({ columnData: at(from, Math.min(points, from + ROW_GROUP)), rowGroupSize: ROW_GROUP });
  await parquet.finish();
  const hold = cache.hold();
  const { files } = await cache.ingest((await cache.scan([file])).entries, { hold });
  rmSync(file);
  registry.write(engine.context.actor(), (tx) => void tx.append({ kind: 'history.part', body: { run, writer, from: 0, to: points, blob: files[0]?.digest as Digest } }));
  hold.release();
}

/** Runs that each hold one metric of so many points. Gives their ids, in order. */
export function fillCurves(home: string, folder: string, runs: number, points: number): Promise<string[]> {
  return withEngine(home, async (engine) => {
    const ids: string[] = [];
    for (let run = 0; run < runs; run += 1) {
      const key = `run-${String(run).padStart(3, '0')}`;
      const { id } = await engine.client.runs.start({ key, name: key });
      await giveHistory(engine, folder, id, curve(run, points));
      await engine.client.runs.finish({ run: key });
      ids.push(id);
    }
    return ids;
  });
}

/** Runs with config and summary columns, half and half: the ops that starting, updating and finishing write, many to a transaction. */
export function fillColumns(home: string, runs: number, columns: number): Promise<void> {
  return withEngine(home, async (engine) => {
    const half = columns / 2;
    await engine.client.runs.start({ key: 'first', name: 'first' });
    const { registry } = engine.context;
    const where = engine.context.where();
    const project = registry.read.projectByName(registry.read.entityByName(where.entity)?.id ?? '', where.project)?.id ?? '';
    for (let from = 1; from < runs; from += 50) {
      registry.write(engine.context.actor(), (tx) => {
        for (let n = from; n < Math.min(runs, from + 50); n += 1) {
          const key = `run-${String(n).padStart(4, '0')}`;
          const run = runId(project, key);
          const config = Object.fromEntries(Array.from({ length: half }, (_, place) => [`setting_${place}`, place % 5 === 0 ? `choice-${(n * 7 + place) % 9}` : (n * 31 + place) / 1000]));
          const set = Object.fromEntries(Array.from({ length: half }, (_, place) => [`summary.metric_${place}`, Math.sin(n + place)]));
          tx.append({ kind: 'run.start', body: { run, project, key, name: key, jobType: 'train', config } });
          tx.append({ kind: 'run.update', body: { run, set }, observed: [] });
          tx.append({ kind: 'run.finish', body: { run, state: 'finished' }, observed: tx.read.heads({ kind: 'run', id: run }, 'state').map((head) => head.hash) });
        }
      });
    }
  });
}
