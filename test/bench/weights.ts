// npm run -s bench -- weights: two safetensors of 1 GB, 5 of 100 tensors changed: exactly those are found, with figures equal to a
// plain computation; the time against reading both files once.
import { closeSync, mkdirSync, mkdtempSync, openSync, readSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { WeightsEvent } from '../../shared/contract/compare.js';
import { createEngine, type Engine } from '../../electron/engine/index.js';
import { hostPorts } from '../../electron/host/ports.js';
import { print, runPair } from './harness.js';

const TENSORS = 100;
/** Elements of a tensor: 100 of them make 1 GB. */
const ELEMENTS = Math.round(Number(process.env['CAIRN_BENCH_BYTES'] ?? 1e9) / TENSORS / 4);
const CHANGED: ReadonlySet<number> = new Set([3, 17, 42, 77, 99]);
const READ = 4 << 20;
const work = mkdtempSync(join(tmpdir(), 'cairn-bench-weights-'));
type Done = Extract<WeightsEvent, { event: 'done' }>;

const nameOf = (tensor: number): string => `layers.${Math.floor(tensor / 4)}.block.${tensor % 4}.weight`;

function values(tensor: number, after: boolean): Float32Array {
  const made = new Float32Array(ELEMENTS);
  let state = (tensor * 2_654_435_761) | 1;
  for (let index = 0; index < ELEMENTS; index += 1) {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    made[index] = (state >>> 0) / 2 ** 31 - 1;
  }
  if (after && CHANGED.has(tensor)) for (let index = tensor % 7; index < ELEMENTS; index += 7) made[index] = (made[index] as number) * 1.02 + 0.001;
  return made;
}

function write(file: string, after: boolean): void {
  const size = ELEMENTS * 4;
  const header = Object.fromEntries(Array.from({ length: TENSORS }, (_, tensor) => [nameOf(tensor), { dtype: 'F32', shape: [ELEMENTS], data_offsets: [tensor * size, (tensor + 1) * size] }]));
  const text = Buffer.from(JSON.stringify(header));
  const head = Buffer.alloc(8);
  head.writeBigUInt64LE(BigInt(text.length));
  const handle = openSync(file, 'w');
  writeSync(handle, head);
  writeSync(handle, text);
  for (let tensor = 0; tensor < TENSORS; tensor += 1) writeSync(handle, Buffer.from(values(tensor, after).buffer));
  closeSync(handle);
}

function readWhole(file: string): number {
  const handle = openSync(file, 'r');
  const into = Buffer.alloc(READ);
  let sum = 0;
  for (let at = 0; ; ) {
    const count = readSync(handle, into, 0, READ, at);
    if (count === 0) break;
    at += count;
    sum += count;
  }
  closeSync(handle);
  return sum;
}

/** The words of the contract, the plain way, over what was written. */
function plain(tensor: number): { relative: number; cosine: number; maxAbs: number; changedValues: number } {
  const [a, b] = [values(tensor, false), values(tensor, true)];
  let [difference, squaresA, squaresB, product, maxAbs, changedValues] = [0, 0, 0, 0, 0, 0];
  a.forEach((x, index) => {
    const y = b[index] as number;
    difference += (y - x) ** 2;
    squaresA += x ** 2;
    squaresB += y ** 2;
    product += x * y;
    maxAbs = Math.max(maxAbs, Math.abs(y - x));
    if (x !== y) changedValues += 1;
  });
  return { relative: Math.sqrt(difference) / Math.sqrt(squaresA), cosine: product / Math.sqrt(squaresA * squaresB), maxAbs, changedValues };
}

const close = (a: number | null, b: number): boolean => a !== null && Math.abs(a - b) <= 1e-9 * Math.max(1, Math.abs(b));

function check(done: Done): void {
  const changed = done.tensors.filter((tensor) => tensor.state !== 'same').map((tensor) => tensor.name).sort();
  const want = [...CHANGED].map(nameOf).sort();
  if (JSON.stringify(changed) !== JSON.stringify(want)) throw new Error(`Changed tensors: found ${changed.join(', ')}, written ${want.join(', ')}`);
  for (const tensor of CHANGED) {
    const found = done.tensors.find((each) => each.name === nameOf(tensor));
    const figures = plain(tensor);
    if (!found || !close(found.relative, figures.relative) || !close(found.cosine, figures.cosine) || found.maxAbs !== figures.maxAbs || found.changedValues !== figures.changedValues) throw new Error(`Figures of ${nameOf(tensor)} differ: ${JSON.stringify(found)} and ${JSON.stringify(figures)}`);
  }
}

async function log(engine: Engine, file: string): Promise<void> {
  for await (const event of await engine.client.ingest.log({ source: { paths: [file] }, name: 'net' })) if (event.event === 'done') return;
}

async function compare(engine: Engine): Promise<Done> {
  for await (const event of await engine.client.compare.weights({ before: { ref: 'net:v0' }, after: { ref: 'net:v1' } })) if (event.event === 'done') return event;
  throw new Error('Comparing ended without an answer');
}

async function main(): Promise<void> {
  const home = join(work, 'home');
  const files = ['before', 'after'].map((folder) => {
    mkdirSync(join(work, folder));
    return join(work, folder, 'model.safetensors');
  });
  const engine = await createEngine({ dataRoot: home, workerFile: join(process.env['CAIRN_OUT'] ?? '', 'ingestWorker.cjs'), door: 'cli' }, hostPorts(home, 'cli'));
  try {
    for (const [index, file] of files.entries()) {
      write(file, index === 1);
      await log(engine, file);
    }
    const blobs = (await engine.client.compare.files({ items: [{ ref: 'net:v0' }, { ref: 'net:v1' }] })).rows.flatMap((row) => row.cells.flatMap((cell) => (cell?.digest ? [engine.context.cache.blobPath(cell.digest)] : [])));
    let done: Done | undefined;
    await runPair({
      bench: 'weights',
      case: `2 safetensors of ${(ELEMENTS * 4 * TENSORS) / 1e9} GB, ${CHANGED.size} of ${TENSORS} tensors changed`,
      unit: 's',
      peer: 'reading both files once',
      goal: 3,
      pairs: 5,
      ours: { run: async () => void (done = await compare(engine)), check: () => done && check(done) },
      theirs: {
        run: () => {
          const read = blobs.reduce((sum, blob) => sum + readWhole(blob), 0);
          if (read < 2 * ELEMENTS * 4 * TENSORS) throw new Error('The files were not read whole');
        },
      },
    });
    print({ bench: 'weights', case: 'bytes read of tensors; the rest is known to be equal by its chunks', value: done?.summary.read ?? 0, unit: 'bytes', peer: null, ratio: null, goal: null, ok: null });
  } finally {
    await engine.close();
    rmSync(work, { recursive: true, force: true });
  }
}

main().catch((error: unknown) => {
  process.stderr.write(`${String(error)}\n`);
  process.exitCode = 1;
});
