// npm run -s bench -- runs: the engine's part. Two tables of 100,000 predictions joined on an id beside an independent script; and a
// million points of a run, sampled with their extremes.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LogInput } from '../../shared/contract/ingest.js';
import { createEngine, type Engine } from '../../electron/engine/index.js';
import type { Ports } from '../../electron/engine/ports.js';
import { noSecrets, silentLogger, systemClock, systemRandom } from '../support/ports.js';
import { print, runBench } from './harness.js';

const EXAMPLES = 100_000;
const POINTS = 1_000_000;
const TURNS = 3;
/** Product goals, in seconds: printed, never a gate. */
const GOAL_COMPARE = 2;

const work = mkdtempSync(join(process.env['CAIRN_BENCH_DIR'] ?? tmpdir(), 'cairn-bench-'));
const ports: Ports = { clock: systemClock, random: systemRandom, secrets: noSecrets, logger: silentLogger, grants: { paths: () => undefined } };
const seconds = async <T>(job: () => Promise<T>): Promise<{ value: T; seconds: number }> => {
  const start = process.hrtime.bigint();
  const value = await job();
  return { value, seconds: Number(process.hrtime.bigint() - start) / 1e9 };
};

async function log(engine: Engine, input: Partial<LogInput> & { name: string }, path: string): Promise<string> {
  for await (const event of await engine.client.ingest.log({ source: { paths: [path] }, type: 'evaluation', captureCode: false, ...input })) if (event.event === 'done') return event.version.id;
  throw new Error('Nothing was logged');
}

interface Example {
  readonly id: string;
  readonly truth: number;
  readonly left: number | undefined;
  readonly right: number | undefined;
}

/** Predictions of two models, by a generator of its own; a few ids are missing on one side. */
function examples(): Example[] {
  let state = 12_345;
  const pick = (below: number): number => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
  return Array.from({ length: EXAMPLES }, (_, n) => {
    const truth = pick(10);
    const guess = (): number | undefined => (pick(200) === 0 ? undefined : pick(10) === 0 ? pick(10) : truth);
    return { id: `example-${n}`, truth, left: guess(), right: guess() };
  });
}

/** The same counts by plain loops over the examples: what the answer is held against. */
function counted(all: readonly Example[]): Record<string, number> {
  const counts: Record<string, number> = { rightRight: 0, rightWrong: 0, wrongRight: 0, wrongWrong: 0, onlyLeft: 0, onlyRight: 0 };
  for (const { truth, left, right } of all) {
    const name = left === undefined ? (right === undefined ? undefined : 'onlyRight') : right === undefined ? 'onlyLeft' : `${left === truth ? 'right' : 'wrong'}${right === truth ? 'Right' : 'Wrong'}`;
    if (name !== undefined) counts[name] = (counts[name] ?? 0) + 1;
  }
  return counts;
}

async function compare(engine: Engine): Promise<void> {
  const all = examples();
  const expected = counted(all);
  for (let turn = 0; turn < TURNS; turn += 1) {
    const table = async (side: 'left' | 'right'): Promise<{ version: string; path: string }> => {
      const path = join(work, `${side}-${turn}.csv`);
      const rows = all.flatMap((example) => (example[side] === undefined ? [] : [`${example.id},${example.truth},${example[side] as number},slice-${example.truth % 3}`]));
      writeFileSync(path, ['id,truth,prediction,slice', ...rows, `turn-${turn},0,0,none`].join('\n'));
      return { version: await log(engine, { name: `predictions-${side}-${turn}` }, path), path: `${side}-${turn}.csv` };
    };
    const pair = { left: await table('left'), right: await table('right'), id: 'id', truth: 'truth', prediction: 'prediction' };
    const { value, seconds: first } = await seconds(() => engine.client.tables.compare(pair));
    const found: Record<string, number> = { ...value.outcomes, onlyLeft: value.onlyLeft, onlyRight: value.onlyRight };
    for (const [name, count] of Object.entries(expected)) {
      // The row that tells the turns apart is right on both sides.
      const wanted = name === 'rightRight' ? count + 1 : count;
      if (found[name] !== wanted) throw new Error(`${name}: ${found[name]} found, and the script counts ${wanted}`);
    }
    const { seconds: slices } = await seconds(() => engine.client.tables.slices({ ...pair, by: 'slice' }));
    const { seconds: page } = await seconds(() => engine.client.tables.examples({ ...pair, of: 'rightWrong' }));
    if (turn === 0) continue;
    print({ bench: 'runs', case: 'two tables of 100,000 rows: read, joined, counted as the script counts', value: first, unit: 's', peer: null, ratio: null, goal: GOAL_COMPARE, ok: null, note: JSON.stringify(found) });
    print({ bench: 'runs', case: 'sliced by a column', value: slices, unit: 's', peer: null, ratio: null, goal: null, ok: null });
    print({ bench: 'runs', case: 'the first 100 flips', value: page, unit: 's', peer: null, ratio: null, goal: null, ok: null });
  }
}

const yOf = (n: number): number => (n === 654_321 ? 9 : n === 77_777 ? -9 : Math.sin(n / 5000) + (n % 97) / 1000);

async function history(engine: Engine): Promise<void> {
  const { client } = engine;
  const { id } = await client.runs.start({ key: 'million' });
  const logging = await seconds(async () => {
    for (let from = 0; from < POINTS; from += 10_000) await client.runs.log({ run: 'million', rows: Array.from({ length: 10_000 }, (_, n) => ({ step: from + n, values: { y: yOf(from + n), z: from + n } })) });
  });
  print({ bench: 'runs', case: 'logged, in batches of 10,000, sealed on the way', value: Math.round(POINTS / logging.seconds), unit: 'rows/s', peer: null, ratio: null, goal: null, ok: null });
  const finish = await seconds(() => client.runs.finish({ run: 'million' }));
  print({ bench: 'runs', case: 'finished: merged into one Parquet file', value: finish.seconds, unit: 's', peer: null, ratio: null, goal: null, ok: null });
  for (const [name, range] of [['1,000,000 points, first time', {}], ['1,000,000 points, again', {}], ['zoomed to 50,000', { from: 500_000, to: 549_999 }]] as const) {
    const { value, seconds: took } = await seconds(() => client.runs.history({ runs: [id], keys: ['y'], ...range }));
    const [series] = value.series;
    if (!('from' in range) && !(series?.y.includes(9) && series.y.includes(-9))) throw new Error('An extreme was lost');
    print({ bench: 'runs', case: name, value: took, unit: 's', peer: null, ratio: null, goal: null, ok: null, note: series?.note ?? '' });
  }
}

async function main(): Promise<void> {
  const engine = await createEngine({ dataRoot: join(work, 'home'), workerFile: join(process.env['CAIRN_OUT'] ?? '', 'ingestWorker.cjs'), door: 'cli' }, ports);
  try {
    await compare(engine);
    await history(engine);
  } finally {
    await engine.close();
    rmSync(work, { recursive: true, force: true });
  }
}

runBench(main);
