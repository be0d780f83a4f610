// npm run -s bench -- ingest: a file becomes a version, commit included, beside a plain copy made durable.
import { execFileSync } from 'node:child_process';
import { closeSync, fsyncSync, lstatSync, mkdirSync, mkdtempSync, openSync, readdirSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { randomFillSync } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createEngine, type Engine } from '../../electron/engine/index.js';
import { hostPorts } from '../../electron/host/ports.js';
import { runPair, print } from './harness.js';

const MEGABYTE = 1_000_000;
/** 1 GB shows the ratio; CAIRN_BENCH_MB=4000 is the size of the product goal. */
const SIZE_MB = Number(process.env['CAIRN_BENCH_MB'] ?? 1000);
const FILES = 1000;
const work = mkdtempSync(join(process.env['CAIRN_BENCH_DIR'] ?? tmpdir(), 'cairn-bench-'));
const workerFile = join(process.env['CAIRN_OUT'] ?? join(process.cwd(), 'out', 'electron'), 'ingestWorker.cjs');

function writeRandom(file: string, megabytes: number): void {
  const block = Buffer.allocUnsafe(MEGABYTE);
  const handle = openSync(file, 'w');
  for (let index = 0; index < megabytes; index += 1) writeSync(handle, randomFillSync(block));
  fsyncSync(handle);
  closeSync(handle);
}

async function log(engine: Engine, path: string, name: string): Promise<number> {
  for await (const event of await engine.client.ingest.log({ source: { paths: [path] }, name })) if (event.event === 'done') return event.bytesRead;
  throw new Error('logging ended without a result');
}

async function big(): Promise<void> {
  const source = join(work, 'source.bin');
  writeRandom(source, SIZE_MB);
  let engine: Engine | undefined;
  const home = (turn: number): string => join(work, `home-${turn}`);
  await runPair({
    bench: 'ingest',
    case: `${SIZE_MB} MB of random bytes`,
    unit: 's',
    peer: 'cp, then sync of the file',
    goal: 1.3,
    pairs: 5,
    ours: {
      async prepare(turn) {
        engine = await createEngine({ dataRoot: home(turn), workerFile, door: 'cli' }, hostPorts(home(turn), 'cli'));
      },
      async run() {
        if (engine) await log(engine, source, 'big');
      },
      async check(turn) {
        const version = await engine?.client.versions.get({ ref: 'big:v0' });
        if (version?.bytes !== SIZE_MB * MEGABYTE) throw new Error('the version is not what was logged');
        await engine?.close();
        rmSync(home(turn), { recursive: true });
      },
    },
    theirs: {
      run: () => void execFileSync('sh', ['-c', 'cp "$1" "$2" && sync "$2"', 'sh', source, join(work, 'copy.bin')]),
      check: () => rmSync(join(work, 'copy.bin')),
    },
  });
  rmSync(source);
}

async function unchanged(): Promise<void> {
  const folder = join(work, 'folder');
  mkdirSync(folder);
  for (let index = 0; index < FILES; index += 1) writeFileSync(join(folder, `${index}.bin`), `file ${index}`);
  const home = join(work, 'home');
  const engine = await createEngine({ dataRoot: home, workerFile, door: 'cli' }, hostPorts(home, 'cli'));
  await new Promise((resolve) => setTimeout(resolve, 2500)); // files must be older than 2 s to be trusted by their stamps
  await log(engine, folder, 'folder');
  let bytesRead = 0;
  await runPair({
    bench: 'ingest',
    case: `the unchanged folder of ${FILES} files again`,
    unit: 'ms',
    peer: 'a bare lstat walk',
    goal: 3,
    pairs: 11,
    ours: {
      async run() {
        bytesRead += await log(engine, folder, 'folder');
      },
    },
    theirs: {
      run() {
        for (const name of readdirSync(folder)) lstatSync(join(folder, name));
      },
    },
  });
  print({ bench: 'ingest', case: 'bytes read for the unchanged folder', value: bytesRead, unit: 'bytes', peer: null, ratio: null, goal: 0, ok: bytesRead === 0 });
  await engine.close();
}

async function main(): Promise<void> {
  try {
    await unchanged();
    await big();
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

void main();
