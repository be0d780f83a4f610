// Every model format Cairn can look into. One line each; the conformance suite loops over this list.
import { CairnError } from '../../../shared/contract/errors.js';
import { archive } from './archive.js';
import { gguf } from './gguf.js';
import { hdf5File } from './hdf5File.js';
import { hfConfig } from './hfConfig.js';
import { kerasZip } from './kerasZip.js';
import { lightgbm } from './lightgbm.js';
import { modelCard } from './modelCard.js';
import { onnx } from './onnx.js';
import { pickleFile } from './pickleFile.js';
import { pytorchLegacy } from './pytorchLegacy.js';
import { pytorchZip } from './pytorchZip.js';
import { safetensors } from './safetensors.js';
import { savedModel } from './savedModel.js';
import { tensorflowCheckpoint } from './tensorflowCheckpoint.js';
import { tflite } from './tflite.js';
import { xgboost } from './xgboost.js';
import { finding, safetyOf } from './safety.js';
import type { Format, FormatFacts, FormatSource, InspectedFile, SafetyFinding } from './types.js';

export const FORMATS: readonly Format[] = checked([
  safetensors,
  gguf,
  onnx,
  pytorchZip,
  pytorchLegacy,
  pickleFile,
  kerasZip,
  hdf5File,
  savedModel,
  tensorflowCheckpoint,
  tflite,
  xgboost,
  lightgbm,
  hfConfig,
  modelCard,
  archive,
]);

/** Bytes of the start of a file that `detect` is given. */
export const HEAD_BYTES = 4096;

function checked(formats: readonly Format[]): readonly Format[] {
  const ids = new Set(formats.map((format) => format.id));
  if (ids.size !== formats.length) throw new Error('Two formats have one id');
  return formats;
}

/** The format that is surest of these bytes, or undefined. */
export function detectFormat(head: Uint8Array, name: string): Format | undefined {
  let best: { format: Format; confidence: number } | undefined;
  for (const format of FORMATS) {
    const confidence = format.detect(head, name);
    if (confidence !== null && confidence > (best?.confidence ?? 0)) best = { format, confidence };
  }
  return best?.format;
}

const NO_FACTS: FormatFacts = {
  framework: null,
  parameters: null,
  tensors: [],
  metadata: {},
  safety: { level: 'unknown', findings: [] },
  borders: null,
};

/** Formats in which nothing can be that runs; a file that only bears their name is named. */
const HARMLESS = new Set(['safetensors', 'gguf', 'onnx', 'tflite', 'xgboost', 'lightgbm']);

/** Formats whose files run code when they are loaded, or can. */
const RUNNING = new Set(['pytorch', 'pytorch-legacy', 'pickle', 'keras', 'savedmodel']);
/** So sure is a format that knows a file by its bytes, and not by its name alone. */
const BY_BYTES = 0.6;

/** What cannot be read here may well be read by what loads it: programs differ in what they let pass. What was found before stands. */
function brokenFacts(format: Format, head: Uint8Array, name: string, problem: string, soFar: readonly SafetyFinding[]): FormatFacts {
  const runs = RUNNING.has(format.id) && (format.detect(head, name) ?? 0) >= BY_BYTES;
  const broken = runs ? [finding('suspicious', 'It breaks the rules of its format, so what it would do when it is loaded cannot be told.', problem)] : [];
  return { ...NO_FACTS, safety: safetyOf([...soFar, ...broken], 'unknown') };
}

/** A file whose extension belongs to other formats than its bytes do. */
function liarOf(format: Format, name: string): SafetyFinding | undefined {
  // Of `model.pkl.xz` the packing was seen through.
  const unpacked = format.id === 'archive' ? name : name.replace(/(?<=\.\w+)\.(gz|bz2|xz|zst|lz4|lzma)$/i, '');
  const extension = /\.([^./\\]+)$/.exec(unpacked.toLowerCase())?.[1] ?? '';
  if (extension === '' || format.extensions.includes(extension)) return undefined;
  const claimed = FORMATS.filter((other) => other.extensions.includes(extension));
  if (claimed.length === 0) return undefined;
  const pretends = claimed.every((other) => HARMLESS.has(other.id)) && !HARMLESS.has(format.id);
  return finding(pretends ? 'suspicious' : 'clean', `It is named .${extension}, and by its bytes it is ${format.id}.`, 'its first bytes');
}

/** Facts of a file, or undefined when no format knows it. A malformed file gives its `problem`, never an error. */
export async function inspectFile(source: FormatSource): Promise<InspectedFile | undefined> {
  const head = await source.read(0, Math.min(HEAD_BYTES, source.size));
  const format = detectFormat(head, source.name);
  if (!format) return undefined;
  let facts = NO_FACTS;
  let problem: string | null = null;
  const soFar: SafetyFinding[] = [];
  try {
    facts = await format.inspect(source, soFar);
    const liar = liarOf(format, source.name);
    if (liar) facts = { ...facts, safety: safetyOf([...facts.safety.findings, liar], facts.safety.level) };
  } catch (error) {
    if (!(error instanceof CairnError) || error.code !== 'malformed_file') throw error;
    problem = error.message;
    facts = brokenFacts(format, head, source.name, problem, soFar);
  }
  const dtypes = new Map<string, number>();
  for (const tensor of facts.tensors) dtypes.set(tensor.dtype, (dtypes.get(tensor.dtype) ?? 0) + tensor.bytes);
  return {
    ...facts,
    format: format.id,
    parser: format.parser,
    parserVersion: format.parserVersion,
    tensorBytes: facts.tensors.reduce((sum, tensor) => sum + tensor.bytes, 0),
    dtypes: Object.fromEntries(dtypes),
    problem,
  };
}
