// A process of its own, short of memory, that gives an importer folders with a broken file or two: args are importer, number of
// mutations, first seed, folder to work in, folder of whole logs. Says which case it is at before it tries it; its last line is JSON.
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { viewFolder } from '../../../electron/engine/importers/folder.js';
import { IMPORTERS } from '../../../electron/engine/importers/registry.js';
import type { FolderView, Importer } from '../../../electron/engine/importers/types.js';
import { mutated } from '../formats/mutations.js';

/** A larger file is cut at this many places, each a multiple of 64. */
const MOST_CUTS = 400;
/** Far more than logs this small can hold. */
const MOST_ROWS = 1_000_000;

interface Seen {
  readonly runs: number;
  readonly points: number;
  readonly problems: number;
}

async function read(importer: Importer, view: FolderView): Promise<Seen> {
  let problems = 0;
  let rows = 0;
  let points = 0;
  const tell = (path: string, message: string): void => {
    if (path === '' || message === '') throw new Error(`a problem without a name or a reason: ${path}: ${message}`);
    problems += 1;
  };
  const { runs, models } = await importer.find(view, tell);
  for (const run of runs) {
    if (run.key === '' || run.name === '') throw new Error('a run without a key or a name');
    for await (const { step, time, values } of run.rows(tell)) {
      rows += 1;
      if (rows > MOST_ROWS) throw new Error('more rows than the files can hold');
      for (const number of [step, time, ...Object.values(values)]) if (typeof number === 'number' && !Number.isFinite(number)) throw new Error(`a value that JSON has no word for: ${number}`);
      points += Object.keys(values).length;
    }
    JSON.stringify([run.config, run.summary, run.environment, run.artifacts]);
  }
  JSON.stringify(models);
  return { runs: runs.length, points, problems };
}

async function main(): Promise<void> {
  const [id, count, seed, work = '', whole = ''] = process.argv.slice(2);
  const importer = IMPORTERS.find((one) => one.id === id);
  if (!importer) throw new Error(`There is no importer ${id}`);
  cpSync(whole, work, { recursive: true });
  const tally = { cases: 0, mutated: 0, told: 0, slowest: { label: '', ms: 0 }, peakMb: 0 };
  const { root, files } = await viewFolder(work, (path, message) => {
    throw new Error(`${path}: ${message}`);
  });
  /** With files that are now of another size: what else lies there is as it was, and is not looked for again. */
  const attempt = async (label: string, changed: readonly { readonly path: string; readonly size: number }[] = []): Promise<Seen> => {
    process.stdout.write(`${label}\n`);
    tally.cases += 1;
    const started = performance.now();
    try {
      const seen = await read(importer, { root, files: files.map((file) => ({ ...file, ...changed.find(({ path }) => path === file.path) })), taken: new Set() });
      if (seen.problems > 0) tally.told += 1;
      return seen;
    } catch (error) {
      throw new Error(`${label}: ${String(error)}`, { cause: error });
    } finally {
      const ms = performance.now() - started;
      if (ms > tally.slowest.ms) tally.slowest = { label, ms };
    }
  };
  const first = await attempt('as it is');
  if (first.runs === 0 || first.problems > 0) throw new Error(`the whole folder gave ${JSON.stringify(first)}`);
  const samples = files.filter(({ path }) => !/\.(ckpt|safetensors|gz)$/.test(path)).map(({ path, absolute }) => ({ path, absolute, bytes: readFileSync(absolute) }));
  for (const { path, absolute, bytes } of samples) {
    const step = Math.max(64, Math.ceil(bytes.length / MOST_CUTS / 64) * 64);
    for (let length = 0; length < bytes.length; length += step) {
      writeFileSync(absolute, bytes.subarray(0, length));
      const cut = await attempt(`${path} cut off at byte ${length}`, [{ path, size: length }]);
      if (cut.points > first.points) throw new Error(`${path} cut off at byte ${length} gave more values than the whole`);
    }
    writeFileSync(absolute, bytes);
  }
  // Two files at once, where there are two: what is told of one must not keep the other from being told of.
  for (let index = 0; index < Number(count); ) {
    const broken = samples.slice(0, Math.min(2, Number(count) - index)).map((_, place) => {
      const case_ = Number(seed) + index + place;
      const sample = samples[(index + place) % samples.length] as (typeof samples)[number];
      return { ...sample, whole: sample.bytes, bytes: mutated(sample.bytes, case_), label: `${sample.path} with mutation ${case_}` };
    });
    for (const { absolute, bytes } of broken) writeFileSync(absolute, bytes);
    await attempt(broken.map(({ label }) => label).join(', '), broken.map(({ path, bytes }) => ({ path, size: bytes.length })));
    for (const { absolute, whole: bytes } of broken) writeFileSync(absolute, bytes);
    index += broken.length;
    tally.mutated += broken.length;
  }
  if (process.platform === 'linux') tally.peakMb = Math.round(Number(/VmHWM:\s+(\d+)/.exec(readFileSync(join('/proc', 'self', 'status'), 'utf8'))?.[1]) / 1024);
  process.stdout.write(`${JSON.stringify(tally)}\n`);
}

void main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  process.exitCode = 1;
});
