// npm run -s bench -- inspect: the facts of large models, which come from their headers alone. The files are valid and sparse.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { withFileSource } from '../../electron/engine/formats/fileSource.js';
import { inspectFile } from '../../electron/engine/formats/registry.js';
import type { InspectedFile } from '../../electron/engine/formats/types.js';
import { ggufWriter, writeSparseGguf } from '../fixtures/gguf.js';
import { writeSparseSafetensors } from '../fixtures/safetensors.js';
import { writeSparseH5, writeSparseKeras, writeSparseTorch, writeSparseTorchLegacy } from '../fixtures/sparseModels.js';
import { median, print } from './harness.js';

const BYTES = 5_000_000_000;
/** As many tensors as a model of this size has, and the vocabulary that a GGUF file carries. */
const TENSORS = 300;
const WORDS = 128_000;
const TURNS = 5;
/** Product goal: so many bytes read, and so many seconds, for the facts of a file. */
const GOAL_BYTES = 5_000_000;
const GOAL_SECONDS = 1;

const work = mkdtempSync(join(process.env['CAIRN_BENCH_DIR'] ?? tmpdir(), 'cairn-bench-'));

function writeSafetensors(path: string): number {
  const rows = Math.ceil(BYTES / TENSORS / 4096 / 2);
  const tensor = { dtype: 'BF16', shape: [rows, 4096], bytes: rows * 4096 * 2 };
  return writeSparseSafetensors(path, Object.fromEntries(Array.from({ length: TENSORS }, (_, index) => [`model.layers.${index}.self_attn.q_proj.weight`, tensor])), { format: 'pt' });
}

function writeGguf(path: string): number {
  const writer = ggufWriter();
  const words = writer.words(Array.from({ length: WORDS }, (_, index) => `word ${index}`));
  const scores = writer.list(6, BigInt(WORDS), Buffer.alloc(WORDS * 4));
  const rows = Array.from({ length: TENSORS }, () => Math.ceil(BYTES / TENSORS / 4096));
  return writeSparseGguf(path, rows, [['general.architecture', writer.string('llama')], ['tokenizer.ggml.tokens', words], ['tokenizer.ggml.scores', scores]]);
}

/** One look, with its bytes counted as they are read from the file. */
async function look(path: string): Promise<{ seconds: number; bytesRead: number; facts: InspectedFile | undefined }> {
  let bytesRead = 0;
  const start = process.hrtime.bigint();
  const facts = await withFileSource(path, path, (source) =>
    inspectFile({
      ...source,
      async read(offset, length) {
        const bytes = await source.read(offset, length);
        bytesRead += bytes.length;
        return bytes;
      },
    }),
  );
  return { seconds: Number(process.hrtime.bigint() - start) / 1e9, bytesRead, facts };
}

interface Kind {
  readonly name: string;
  readonly file: string;
  readonly least: number;
  readonly write: (path: string) => number;
}

/** Rows of 1,024 floats that each of the tensors has. */
const rowsFor = (bytes: number): number => Math.ceil(bytes / TENSORS / 4096);
const GB_2 = 2_000_000_000;

const KINDS: readonly Kind[] = [
  { name: 'safetensors', file: 'model.safetensors', least: BYTES, write: writeSafetensors },
  { name: 'gguf', file: 'model.gguf', least: BYTES, write: writeGguf },
  { name: 'torch', file: 'model.pt', least: GB_2, write: (path) => writeSparseTorch(path, TENSORS, rowsFor(GB_2)) },
  { name: 'legacy torch', file: 'legacy.pt', least: GB_2, write: (path) => writeSparseTorchLegacy(path, TENSORS, rowsFor(GB_2)) },
  { name: 'h5', file: 'model.h5', least: BYTES, write: (path) => writeSparseH5(path, TENSORS, rowsFor(BYTES)) },
  { name: 'keras', file: 'model.keras', least: GB_2, write: (path) => writeSparseKeras(path, TENSORS, rowsFor(GB_2)) },
];

async function measure({ name: kind, file, least, write }: Kind): Promise<void> {
  const path = join(work, file);
  const size = write(path);
  if (size < least) throw new Error(`The ${kind} file has ${size} bytes`);
  const seconds: number[] = [];
  let bytesRead = 0;
  for (let turn = 0; turn < TURNS; turn += 1) {
    const result = await look(path);
    const { facts } = result;
    if (facts?.problem !== null || facts.tensors.length !== TENSORS || facts.parameters === null || facts.parameters * 2 < least / 4 || (facts.borders?.length ?? 0) < TENSORS || facts.safety.level !== 'clean') throw new Error(`The facts of the ${kind} file are not what was written: ${facts?.problem ?? JSON.stringify(facts?.safety)}`);
    seconds.push(result.seconds);
    bytesRead = result.bytesRead;
  }
  const case_ = `facts of a ${kind} file of ${(size / 1e9).toFixed(1)} GB`;
  print({ bench: 'inspect', case: `${case_}: time`, value: Number(median(seconds).toPrecision(3)), unit: 's', peer: null, ratio: null, goal: GOAL_SECONDS, ok: null, note: `${Math.min(...seconds).toPrecision(3)} to ${Math.max(...seconds).toPrecision(3)} s over ${TURNS} turns; a product goal, printed and not judged` });
  rmSync(path);
  print({ bench: 'inspect', case: `${case_}: bytes read`, value: bytesRead, unit: 'bytes', peer: null, ratio: null, goal: GOAL_BYTES, ok: bytesRead < GOAL_BYTES && bytesRead < size / 100, note: `${((100 * bytesRead) / size).toPrecision(2)} % of the file` });
}

async function main(): Promise<void> {
  try {
    for (const kind of KINDS) await measure(kind);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

void main();
