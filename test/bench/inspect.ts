// npm run -s bench -- inspect: the facts of large models of every format, which come from their headers alone. The files are valid and sparse.
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { withFileSource } from '../../electron/engine/formats/fileSource.js';
import { FORMATS, inspectFile } from '../../electron/engine/formats/registry.js';
import type { InspectedFile } from '../../electron/engine/formats/types.js';
import { ggufWriter, writeSparseGguf } from '../fixtures/gguf.js';
import { writeSparseSafetensors } from '../fixtures/safetensors.js';
import { writeSparseH5, writeSparseKeras, writeSparseTorch, writeSparseTorchLegacy, writeSparseZip } from '../fixtures/sparseModels.js';
import { writeSparseCheckpoint, writeSparseOnnx, writeSparseSavedModel, writeSparseTflite } from '../fixtures/sparseProtobuf.js';
import { indexJson, modelCard, writeLightgbm, writeSparseJoblib, writeSparseTar, writeSparseUbj } from '../fixtures/sparseTables.js';
import { median, print, runBench } from './harness.js';

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

/** What has to be found in it, besides that nothing is wrong with it. */
type Found = (facts: InspectedFile) => boolean;

interface Kind {
  readonly name: string;
  /** As `FORMATS` calls it. */
  readonly format: string;
  readonly file: string;
  /** Bytes that it and its weights have at least; null for what has no weights and is read whole. */
  readonly least: number | null;
  readonly write: (path: string) => number | void;
  readonly found: Found;
}

const GB_2 = 2_000_000_000;
/** Rows of 1,024 floats that each of the tensors has. */
const rowsFor = (bytes: number): number => Math.ceil(bytes / TENSORS / 4096);

/** Every tensor with its elements, and places to cut at. */
const tensors = (least: number): Found => ({ tensors: list, parameters, borders }) => list.length === TENSORS && parameters !== null && parameters * 2 >= least / 4 && (borders?.length ?? 0) >= TENSORS;
const parts = (count: number): Found => ({ layerCount }) => layerCount === count;
const members: Found = ({ metadata }) => metadata['archive.members'] === String(TENSORS);

const KINDS: readonly Kind[] = [
  { name: 'safetensors', format: 'safetensors', file: 'model.safetensors', least: BYTES, write: writeSafetensors, found: tensors(BYTES) },
  { name: 'gguf', format: 'gguf', file: 'model.gguf', least: BYTES, write: writeGguf, found: tensors(BYTES) },
  { name: 'onnx', format: 'onnx', file: 'model.onnx', least: GB_2, write: (path) => writeSparseOnnx(path, TENSORS, rowsFor(GB_2)), found: tensors(GB_2) },
  { name: 'torch', format: 'pytorch', file: 'model.pt', least: GB_2, write: (path) => writeSparseTorch(path, TENSORS, rowsFor(GB_2)), found: tensors(GB_2) },
  { name: 'legacy torch', format: 'pytorch-legacy', file: 'legacy.pt', least: GB_2, write: (path) => writeSparseTorchLegacy(path, TENSORS, rowsFor(GB_2)), found: tensors(GB_2) },
  { name: 'joblib', format: 'pickle', file: 'model.joblib', least: GB_2, write: (path) => writeSparseJoblib(path, TENSORS, rowsFor(GB_2)), found: tensors(GB_2) },
  { name: 'keras', format: 'keras', file: 'model.keras', least: GB_2, write: (path) => writeSparseKeras(path, TENSORS, rowsFor(GB_2)), found: tensors(GB_2) },
  { name: 'h5', format: 'hdf5', file: 'model.h5', least: BYTES, write: (path) => writeSparseH5(path, TENSORS, rowsFor(BYTES)), found: tensors(BYTES) },
  { name: 'SavedModel', format: 'savedmodel', file: 'saved_model.pb', least: GB_2, write: (path) => writeSparseSavedModel(path, TENSORS, rowsFor(GB_2) * 4096), found: parts(TENSORS) },
  { name: 'TensorFlow checkpoint', format: 'tf-checkpoint', file: 'variables.index', least: GB_2, write: (path) => void writeSparseCheckpoint(path.replace(/\.index$/, ''), TENSORS, rowsFor(GB_2)), found: ({ tensors: list, parameters }) => list.length === TENSORS && (parameters ?? 0) * 4 >= GB_2 },
  { name: 'tflite', format: 'tflite', file: 'model.tflite', least: GB_2, write: (path) => writeSparseTflite(path, TENSORS, rowsFor(GB_2)), found: tensors(GB_2) },
  { name: 'xgboost', format: 'xgboost', file: 'model.ubj', least: GB_2, write: (path) => writeSparseUbj(path, TENSORS, rowsFor(GB_2) * 1024), found: parts(TENSORS) },
  { name: 'lightgbm', format: 'lightgbm', file: 'model.txt', least: 200_000_000, write: (path) => writeLightgbm(path, TENSORS, 120_000), found: parts(TENSORS) },
  { name: 'npz', format: 'archive', file: 'arrays.npz', least: GB_2, write: (path) => writeSparseZip(path, TENSORS, rowsFor(GB_2) * 4096), found: members },
  { name: 'tar', format: 'archive', file: 'model.tar', least: GB_2, write: (path) => writeSparseTar(path, TENSORS, rowsFor(GB_2) * 4096), found: members },
  { name: 'index of shards', format: 'hf-config', file: 'model.safetensors.index.json', least: null, write: (path) => writeFileSync(path, indexJson(30_000)), found: ({ metadata }) => metadata['index.files'] === '30' },
  { name: 'model card', format: 'model-card', file: 'README.md', least: null, write: (path) => writeFileSync(path, modelCard(100_000)), found: ({ metadata }) => Object.keys(metadata).length > 0 },
  { name: 'xgboost text', format: 'xgboost', file: 'boosted.json', least: null, write: (path) => writeFileSync(path, readFileSync(join(process.cwd(), 'test/fixtures/files/boosted.json'))), found: parts(3) },
];

/** 2.0 GB, 34 kB. */
const sized = (bytes: number): string => (bytes >= 1e8 ? `${(bytes / 1e9).toFixed(1)} GB` : `${Math.ceil(bytes / 1000)} kB`);

async function measure({ name: kind, format, file, least, write, found }: Kind): Promise<void> {
  const path = join(work, file);
  write(path);
  const size = readdirSync(work).reduce((sum, name) => sum + statSync(join(work, name)).size, 0);
  if (size < (least ?? 0)) throw new Error(`The ${kind} file has ${size} bytes`);
  const seconds: number[] = [];
  let bytesRead = 0;
  for (let turn = 0; turn < TURNS; turn += 1) {
    const result = await look(path);
    const { facts } = result;
    const safe = facts?.safety.level === 'clean' || (format === 'archive' && facts?.safety.level === 'unknown');
    if (facts?.format !== format || facts.problem !== null || !safe || !found(facts)) throw new Error(`The facts of the ${kind} file are not what was written: ${facts?.problem ?? JSON.stringify({ ...facts, tensors: facts?.tensors.length, layers: facts?.layers?.length, borders: facts?.borders?.length })}`);
    seconds.push(result.seconds);
    bytesRead = result.bytesRead;
  }
  const case_ = `facts of a ${kind} file of ${sized(size)}`;
  print({ bench: 'inspect', case: `${case_}: time`, value: Number(median(seconds).toPrecision(3)), unit: 's', peer: null, ratio: null, goal: GOAL_SECONDS, ok: null, note: `${Math.min(...seconds).toPrecision(3)} to ${Math.max(...seconds).toPrecision(3)} s over ${TURNS} turns; a product goal, printed and not judged` });
  for (const name of readdirSync(work)) rmSync(join(work, name));
  const share = `${((100 * bytesRead) / size).toPrecision(2)} % of the file`;
  if (least === null) print({ bench: 'inspect', case: `${case_}: bytes read`, value: bytesRead, unit: 'bytes', peer: null, ratio: null, goal: null, ok: null, note: 'it holds no weights and is read whole' });
  else print({ bench: 'inspect', case: `${case_}: bytes read`, value: bytesRead, unit: 'bytes', peer: null, ratio: null, goal: GOAL_BYTES, ok: bytesRead < GOAL_BYTES && bytesRead < size / 100, note: share });
}

runBench(async () => {
  try {
    const missing = FORMATS.filter(({ id }) => !KINDS.some(({ format }) => format === id));
    if (missing.length > 0) throw new Error(`No large file of ${missing.map(({ id }) => id).join(', ')} is measured`);
    for (const kind of KINDS) await measure(kind);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
});
