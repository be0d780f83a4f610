// Pickles of any kind, above all of scikit-learn, also as joblib writes them: read by opcodes, never loaded.
import { createCursor } from './cursor.js';
import { createMetadata } from './metadata.js';
import { joblibArrays, type ArrayFact } from './numpy/arrays.js';
import { findEstimators, portsOf, type Estimators } from './numpy/estimators.js';
import { readPickle } from './pickle/machine.js';
import { brokenFinding, reportPickle } from './pickle/report.js';
import type { PickleRun } from './pickle/types.js';
import { classOf, type PickleCall, type PickleValue } from './pickle/values.js';
import { createRefusal, type Refuse } from './refusal.js';
import { finding, safetyOf } from './safety.js';
import { sumOrNull } from './shapes.js';
import type { Format, FormatFacts, FormatSource, SafetyFinding, TensorFact } from './types.js';
import { packingOf, peekPacked, sealOf, unpack, type Packing } from './unpack.js';

const EXTENSIONS = ['pkl', 'pickle', 'joblib', 'sav', 'dill', 'p'];
const MAX_READ = 64 * 1024 * 1024;
const MAX_UNPACKED = 64 * 1024 * 1024;
/** Pickles within the pickle: arrays of objects. */
const MAX_NESTED = 1000;
const BORDER_FROM = 64 * 1024;
const BOMB_RATIO = 200;

const FRAMEWORKS: Readonly<Record<string, string>> = { sklearn: 'scikit-learn', xgboost: 'XGBoost', lightgbm: 'LightGBM', torch: 'PyTorch', numpy: 'NumPy', scipy: 'SciPy', keras: 'Keras', pandas: 'pandas', catboost: 'CatBoost' };

/** Opcodes that a pickle of protocol 2 or 3 begins with, behind the protocol. */
const STARTS = new Set([...'}](cNKMJGXBCUTSVLI)'].map((char) => char.charCodeAt(0)).concat([0x8a, 0x8c, 0x88, 0x89, 0x8f, 0x95]));

function looksLikePickle(head: Uint8Array): boolean {
  if (head.length < 3) return false;
  const [first = 0, second = 0, third = 0] = head;
  if (first === 0x80) return second >= 2 && second <= 5 && (second < 4 ? STARTS.has(third) : third === 0x95 || STARTS.has(third));
  return false;
}

/** Protocols 0 and 1 have no mark of their own; an import or a dict at the start tells them. */
function looksOld(head: Uint8Array): boolean {
  return /^(\(|[dl]p\d+\n|\]q|\}q)?\(?[ci](?=[\w.]+\n[\w.]+\n)|^\((dp\d+|lp\d+|i\w)/.test(Buffer.from(head.subarray(0, 200)).toString('latin1'));
}

/** Names of packed pickles, `forest.pkl.xz`; the bytes of a sealed one do not tell what is in it. */
const PACKED_NAME = /\.(pkl|pickle|joblib|sav|dill|p)(\.\w{2,4})?$/i;

/** Nothing is known of what is in it, and that is said. */
function sealedFacts(packing: string): FormatFacts {
  const metadata = createMetadata();
  metadata.derive('pickle.packed', packing);
  const what = `It is packed by ${packing}, which is not unpacked here: what it would import and call when it is loaded cannot be told.`;
  return { framework: null, parameters: null, tensors: [], metadata: metadata.toRecord(), safety: safetyOf([finding('unknown', what, 'its first bytes')]), borders: null };
}

interface Read {
  readonly runs: PickleRun[];
  readonly wrapped: Map<PickleCall, ArrayFact>;
}

async function readAll(source: FormatSource, refuse: Refuse): Promise<Read> {
  const runs: PickleRun[] = [];
  const wrapped = new Map<PickleCall, ArrayFact>();
  const cursor = createCursor(source, refuse, MAX_READ);
  const afterBuild = joblibArrays(wrapped, refuse, async () => {
    if (runs.length >= MAX_NESTED) throw refuse(`it has more than ${MAX_NESTED} pickles within it`);
    const inner = await readPickle(cursor, refuse, { afterBuild });
    runs.push(inner);
    if (inner.broken) throw inner.broken;
    if (inner.exceeded !== null) throw refuse(inner.exceeded);
  });
  const main = await readPickle(cursor, refuse, { afterBuild });
  return { runs: [main, ...runs], wrapped };
}

function judge({ runs }: Read, source: FormatSource, packed: boolean): SafetyFinding[] {
  const findings = runs.flatMap((run) => reportPickle(run));
  const [main] = runs;
  if (main && !main.broken && (main.exceeded === null || main.scanned) && main.end < source.size) findings.push(finding('unknown', `${source.size - main.end} bytes follow the end of the pickle; they are not looked into.`, `byte ${main.end}${packed ? ' unpacked' : ''}`));
  return findings;
}

function outline(root: PickleValue | undefined, found: Estimators, wrapped: ReadonlyMap<PickleCall, ArrayFact>): Partial<FormatFacts> {
  const of = classOf(root);
  return {
    layers: found.layers,
    layerCount: found.layerCount,
    ...(of === undefined ? {} : { architecture: `${of.module}.${of.name}` }),
    ...(found.version === undefined ? {} : { frameworkVersion: `scikit-learn ${found.version}` }),
    ...portsOf(root, wrapped),
  };
}

/** A framework that the outermost object, or else the first one of a known framework, belongs to. */
function frameworkOf(runs: readonly PickleRun[], root: PickleValue | undefined): string | null {
  const modules = [classOf(root)?.module, ...runs.flatMap((run) => [...run.globals.values()].map(({ module }) => module))];
  const top = modules.map((module) => module?.split('.')[0] ?? '').find((name) => Object.hasOwn(FRAMEWORKS, name) && name !== 'numpy');
  return top === undefined ? null : (FRAMEWORKS[top] ?? null);
}

async function inspectStream(source: FormatSource, refuse: Refuse, packing: Packing | undefined, whole: boolean, extra: readonly SafetyFinding[]): Promise<FormatFacts> {
  const read = await readAll(source, refuse);
  const [main] = read.runs;
  const findings = [...extra, ...judge(read, source, packing !== undefined)];
  const { level } = safetyOf(findings);
  const cutByUs = !whole && main?.broken;
  if (main?.broken && !cutByUs) {
    if (level === 'clean' || level === 'unknown') throw main.broken;
    const broken = brokenFinding(main);
    if (broken) findings.push(broken);
  }
  const metadata = createMetadata();
  metadata.derive('pickle.protocol', String(main?.protocol ?? 0));
  if (packing) metadata.derive('pickle.packed', packing);
  const root = main?.value;
  const found = findEstimators(root, read.wrapped);
  const location = packing ? { location: `${source.name}, unpacked` } : {};
  const tensors = found.arrays.map(({ name, dtype, shape, bytes, offset }): TensorFact => ({ name, dtype, shape, bytes, offset, ...location }));
  tensors.sort((a, b) => a.offset - b.offset || a.bytes - b.bytes);
  const borders = packing ? [] : [...new Set(tensors.filter(({ bytes }) => bytes >= BORDER_FROM).flatMap(({ offset, bytes }) => [offset, offset + bytes]))].sort((a, b) => a - b);
  return {
    framework: frameworkOf(read.runs, root),
    parameters: root === undefined || found.cut || found.arrays.length === 0 ? null : sumOrNull(found.arrays.map(({ elements }) => elements)),
    tensors,
    metadata: metadata.toRecord(),
    safety: safetyOf(findings),
    borders: borders.length === 0 ? null : borders,
    ...outline(root, found, read.wrapped),
  };
}

async function inspect(source: FormatSource): Promise<FormatFacts> {
  const refuse = createRefusal('the pickle', source);
  const head = await source.read(0, Math.min(4096, source.size));
  const seal = sealOf(head);
  if (seal !== undefined) return sealedFacts(seal);
  const seems = looksLikePickle(head) ? undefined : packingOf(head);
  // "(S" begins old pickles, and could begin a packed stream.
  const packing = seems && peekPacked(head, seems) ? seems : undefined;
  if (!packing) return inspectStream(source, refuse, undefined, true, []);
  const { source: unpacked, whole, packedRead } = await unpack(source, packing, MAX_UNPACKED, refuse);
  const extra: SafetyFinding[] = whole ? [] : [finding('unknown', `It unpacks to more than ${MAX_UNPACKED} bytes; what follows is not looked into.`, `${packedRead} bytes were unpacked`)];
  if (!whole && MAX_UNPACKED > packedRead * BOMB_RATIO) extra.push(finding('dangerous', `Its first ${packedRead} bytes unpack to more than ${MAX_UNPACKED}: it is made to fill memory.`, `${packing} stream`));
  return inspectStream(unpacked, refuse, packing, whole, extra);
}

export const pickleFile: Format = {
  id: 'pickle',
  extensions: EXTENSIONS,
  parser: 'cairn-pickle',
  parserVersion: 2,
  detect(head, name) {
    const named = EXTENSIONS.some((extension) => name.toLowerCase().endsWith(`.${extension}`));
    if (looksLikePickle(head)) return named ? 0.95 : 0.7;
    const packing = packingOf(head);
    if (packing && looksLikePickle(peekPacked(head, packing) ?? new Uint8Array(0))) return named ? 0.9 : 0.7;
    if (looksOld(head)) return named ? 0.9 : 0.65;
    if (sealOf(head) !== undefined && PACKED_NAME.test(name)) return 0.6;
    return named && head.length > 0 ? 0.3 : null;
  },
  inspect,
};
