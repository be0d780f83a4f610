// What torch.save wrote before version 1.6: pickles one after the other, then the bytes of each storage. Read by opcodes, never loaded.
import { createCursor } from './cursor.js';
import { createMetadata } from './metadata.js';
import { readPickle } from './pickle/machine.js';
import { brokenFinding, reportPickle } from './pickle/report.js';
import type { PickleRun } from './pickle/types.js';
import { itemsOf, valueAt } from './pickle/values.js';
import { createRefusal, show, type Refuse } from './refusal.js';
import { safetyOf } from './safety.js';
import { collectTensors, countParameters, isOptimizer, type TorchTensor } from './torch/collect.js';
import { describeValues, outlineOf } from './torch/describe.js';
import type { Cursor } from './cursor.js';
import type { Format, FormatFacts, FormatSource, SafetyFinding, TensorFact } from './types.js';

const EXTENSIONS = ['pt', 'pth', 'ckpt', 'bin'];
/** A pickle of the number by which torch knows its files. */
const MAGIC = [0x80, 0x02, 0x8a, 0x0a, 0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19, 0x2e];
const MAX_READ = 64 * 1024 * 1024;
const BORDER_FROM = 64 * 1024;
/** Magic number, version, system, objects, keys of storages. */
const PICKLES = ['the magic number', 'the version', 'the system', 'the objects', 'the keys of the storages'] as const;

async function readAll(cursor: Cursor, refuse: Refuse): Promise<{ runs: PickleRun[]; findings: SafetyFinding[] }> {
  const runs: PickleRun[] = [];
  const findings: SafetyFinding[] = [];
  for (const what of PICKLES) {
    const run = await readPickle(cursor, refuse);
    findings.push(...reportPickle(run, { path: what }));
    runs.push(run);
    if (!run.broken && run.exceeded === null) continue;
    const { level } = safetyOf(findings);
    const broken = brokenFinding(run, what);
    if (run.broken && (level === 'clean' || level === 'unknown')) throw run.broken;
    if (broken) findings.push(broken);
    break;
  }
  return { runs, findings };
}

/** Where each storage begins: its length in elements, then its bytes, in the order of the keys. */
async function placeStorages(cursor: Cursor, keys: readonly string[], tensors: readonly TorchTensor[], refuse: Refuse): Promise<Map<string, { start: number; bytes: number }>> {
  const known = new Map(tensors.map(({ storage }) => [storage.key, storage]));
  const places = new Map<string, { start: number; bytes: number }>();
  for (const key of keys) {
    const storage = known.get(key);
    await cursor.load(8, `the length of storage ${show(key)}`);
    const elements = cursor.view(8).getBigUint64(0, true);
    if (!storage) throw refuse(`storage ${show(key)} belongs to no tensor, so that its width is not known`);
    if (elements !== BigInt(storage.elements)) throw refuse(`storage ${show(key)} has ${elements} elements, and its tensors say ${storage.elements}`);
    const bytes = storage.elements * storage.itemBytes;
    if (bytes > cursor.left()) throw refuse(`storage ${show(key)} takes ${bytes} bytes, and ${cursor.left()} follow`);
    places.set(key, { start: cursor.position(), bytes });
    cursor.skip(bytes);
  }
  return places;
}

async function inspect(source: FormatSource, soFar: SafetyFinding[] = []): Promise<FormatFacts> {
  const refuse = createRefusal('the PyTorch file', source);
  const cursor = createCursor(source, refuse, MAX_READ);
  const { runs, findings } = await readAll(cursor, refuse);
  soFar.push(...findings);
  const [, version, system, objects, names] = runs;
  const metadata = createMetadata();
  metadata.derive('torch.kind', 'saved objects, one after the other');
  if (typeof version?.value === 'number') metadata.derive('torch.protocol_version', String(version.value));
  const little = valueAt(system?.value, 'little_endian');
  if (typeof little === 'boolean') metadata.derive('torch.byte_order', little ? 'little' : 'big');
  const base = { framework: 'PyTorch', safety: safetyOf(findings) };
  if (!names || names.broken || names.exceeded !== null) return { ...base, parameters: null, tensors: [], metadata: metadata.toRecord(), borders: null };
  const keys = itemsOf(names.value).map(String);
  const collected = collectTensors(objects?.value, refuse);
  describeValues(objects?.value, metadata);
  const places = await placeStorages(cursor, keys, collected.tensors, refuse);
  const tensors = collected.tensors.map(({ name, dtype, shape, bytes, storage, byteOffset }): TensorFact => {
    const storagePlace = places.get(storage.key);
    if (!storagePlace) throw refuse(`tensor ${show(name)} lies in storage ${show(storage.key)}, which the file does not hold`);
    return { name, dtype, shape, bytes, offset: storagePlace.start + byteOffset };
  });
  tensors.sort((a, b) => a.offset - b.offset || a.bytes - b.bytes);
  const borders = [...new Set([...places.values()].filter(({ bytes }) => bytes >= BORDER_FROM).flatMap(({ start, bytes }) => [start, start + bytes]))];
  return {
    ...base,
    parameters: isOptimizer(objects?.value) ? null : countParameters(collected.tensors),
    tensors,
    metadata: metadata.toRecord(),
    borders: borders.length === 0 ? null : borders,
    ...outlineOf(objects?.value, collected, metadata),
  };
}

export const pytorchLegacy: Format = {
  id: 'pytorch-legacy',
  extensions: EXTENSIONS,
  parser: 'cairn-pytorch-legacy',
  parserVersion: 2,
  detect: (head) => (head.length >= MAGIC.length && MAGIC.every((byte, at) => head[at] === byte) ? 1 : null),
  inspect,
};
