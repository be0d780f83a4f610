// ONNX: one protocol buffer with operators, graph and weights. Everything but the weights is walked through; they are skipped.
import { createCursor } from './cursor.js';
import { createMetadata, type Metadata } from './metadata.js';
import { readMainGraph, type OnnxGraph } from './onnxGraph.js';
import type { OnnxTensor } from './onnxTensor.js';
import { escapesFolder } from './paths.js';
import { expectWire, readFields, readMessage, readText, type Field, type Protobuf } from './protobuf.js';
import { createRefusal, show } from './refusal.js';
import { finding, safetyOf } from './safety.js';
import { sumOrNull } from './shapes.js';
import { MAX_PORTS, type Format, type FormatFacts, type FormatSource, type PortFact, type Safety, type TensorFact } from './types.js';

/** Protocol buffers end here; larger models keep their weights in files beside. */
const MAX_FILE = 2 ** 31 - 1;
/** Read of one file: a graph of 100,000 nodes takes about 20 MB. */
const MAX_READ = 256 * 1024 * 1024;
const MAX_FIELDS = 10_000_000;
const MAX_TEXT_BYTES = 16 * 1024;
const MAX_OPSETS = 1000;
const MAX_PROPERTIES = 1000;
/** Of inputs and outputs, and of files beside. */
const MAX_SHOWN = 256;
/** Weights from this size on are worth a border; chunks are far larger. */
const BORDER_FROM = 64 * 1024;

/** Operators that come with the runtimes; any other domain brings code of its own. */
const KNOWN_DOMAINS = /^(|ai\.onnx|ai\.onnx\.ml|ai\.onnx\.training|ai\.onnx\.preview|ai\.onnx\.preview\.training|com\.microsoft(\.\w+)*|com\.ms\.\w+|org\.pytorch\.aten|pkg\.onnxscript\.torch_lib(\.\w+)*)$/;

interface Model {
  irVersion?: number;
  readonly words: Map<string, string>;
  readonly opsets: Map<string, number>;
  readonly properties: Map<string, string>;
  graph?: OnnxGraph;
  functions: number;
}

const TEXTS: Readonly<Record<number, string>> = { 2: 'producer', 3: 'producer_version', 4: 'domain', 6: 'doc' };

async function readOpset(reader: Protobuf, field: Field, opsets: Map<string, number>): Promise<void> {
  let domain = '';
  let version: number | undefined;
  await readMessage(reader, field, 'an operator set', async (part) => {
    if (part.number === 1) {
      expectWire(reader, part, 2, 'the domain of an operator set');
      domain = await readText(reader, part, 256, 'the domain of an operator set');
    } else if (part.number === 2) {
      expectWire(reader, part, 0, 'the version of an operator set');
      version = part.value;
    }
  });
  if (version === undefined) throw reader.refuse(`the operator set ${show(domain)} has no version`);
  if (opsets.size >= MAX_OPSETS) throw reader.refuse(`it has more than ${MAX_OPSETS} operator sets`);
  opsets.set(domain, version);
}

async function readProperty(reader: Protobuf, field: Field, properties: Map<string, string>): Promise<void> {
  let key = '';
  let value = '';
  await readMessage(reader, field, 'metadata_props', async (part) => {
    if (part.number !== 1 && part.number !== 2) return;
    expectWire(reader, part, 2, 'metadata_props');
    const text = await readText(reader, part, MAX_TEXT_BYTES, 'metadata_props');
    if (part.number === 1) key = text;
    else value = text;
  });
  if (properties.has(key)) throw reader.refuse(`metadata_props has the key ${show(key)} twice`);
  if (properties.size >= MAX_PROPERTIES) throw reader.refuse(`metadata_props has more than ${MAX_PROPERTIES} keys`);
  properties.set(key, value);
}

async function readModelField(reader: Protobuf, field: Field, model: Model): Promise<void> {
  const text = TEXTS[field.number];
  if (text !== undefined) {
    expectWire(reader, field, 2, text);
    model.words.set(text, await readText(reader, field, MAX_TEXT_BYTES, text));
    return;
  }
  switch (field.number) {
    case 1:
      expectWire(reader, field, 0, 'ir_version');
      model.irVersion = field.value;
      return;
    case 5:
      expectWire(reader, field, 0, 'model_version');
      if (field.value !== 0) model.words.set('model_version', String(field.value));
      return;
    case 7:
      expectWire(reader, field, 2, 'the graph');
      if (model.graph) throw reader.refuse('it has two graphs');
      model.graph = await readMainGraph(reader, field);
      return;
    case 8:
      expectWire(reader, field, 2, 'an operator set');
      await readOpset(reader, field, model.opsets);
      return;
    case 14:
      expectWire(reader, field, 2, 'metadata_props');
      await readProperty(reader, field, model.properties);
      return;
    case 25:
      model.functions += 1;
      return;
    default:
  }
}

interface Beside {
  tensors: number;
  bytes: number;
}

function filesBeside(tensors: readonly OnnxTensor[]): Map<string, Beside> {
  const files = new Map<string, Beside>();
  for (const { location, bytes } of tensors) {
    if (location === undefined) continue;
    const file = files.get(location) ?? { tensors: 0, bytes: 0 };
    files.set(location, { tensors: file.tensors + 1, bytes: file.bytes + bytes });
  }
  return files;
}

function judge(files: ReadonlyMap<string, Beside>, opsets: ReadonlyMap<string, number>): Safety {
  const outside = [...files.keys()].filter(escapesFolder);
  const foreign = [...opsets.keys()].filter((domain) => !KNOWN_DOMAINS.test(domain));
  const findings = [
    ...outside.map((location) => finding('suspicious', `Weights are said to lie at ${show(location)}, outside the folder of the model; a program that loads it may read that file.`, `external_data location ${show(location)}`)),
    ...foreign.map((domain) => finding('clean', `It uses operators of ${show(domain)}, which come with code of their own.`, `opset_import ${show(domain)}`)),
  ];
  return safetyOf(findings);
}

function describe(model: Model, graph: OnnxGraph, files: ReadonlyMap<string, Beside>, metadata: Metadata): void {
  for (const [key, value] of model.properties) metadata.set(key, value);
  metadata.derive('onnx.ir_version', String(model.irVersion));
  for (const [domain, version] of [...model.opsets].slice(0, MAX_SHOWN)) metadata.derive(`onnx.opset.${domain === '' ? 'ai.onnx' : domain}`, String(version));
  for (const [key, value] of model.words) if (value !== '') metadata.derive(`onnx.${key}`, value);
  if (graph.name !== '') metadata.derive('onnx.graph', graph.name);
  metadata.derive('onnx.nodes', String(graph.nodes));
  if (model.functions > 0) metadata.derive('onnx.functions', String(model.functions));
  const initializers = new Set(graph.tensors.map((tensor) => tensor.name));
  const given = graph.inputs.filter(({ name }) => !initializers.has(name));
  for (const { name, type } of given.slice(0, MAX_SHOWN)) metadata.derive(`onnx.input.${name}`, type);
  for (const { name, type } of graph.outputs.slice(0, MAX_SHOWN)) metadata.derive(`onnx.output.${name}`, type);
  for (const [location, { tensors, bytes }] of [...files].slice(0, MAX_SHOWN)) metadata.derive(`onnx.external.${location}`, `${tensors} tensors, ${bytes} bytes`);
}

/** `FLOAT[batch, 3]` in its parts. */
function portOf({ name, type }: { readonly name: string; readonly type: string }): PortFact {
  const parts = /^(\w+)\[(.*)\]$/.exec(type);
  return parts ? { name, dtype: parts[1] ?? '', shape: (parts[2] ?? '') === '' ? [] : (parts[2] ?? '').split(', ') } : { name, dtype: type, shape: [] };
}

/** What stands beside tensors in the facts of a graph. */
function outline(model: Model, graph: OnnxGraph): Partial<FormatFacts> {
  const weights = new Set(graph.tensors.map((tensor) => tensor.name));
  return {
    architecture: `graph of ${graph.nodes} ${graph.nodes === 1 ? 'operator' : 'operators'}`,
    layers: graph.layers,
    layerCount: graph.nodes,
    inputs: graph.inputs.filter(({ name }) => !weights.has(name)).slice(0, MAX_PORTS).map(portOf),
    outputs: graph.outputs.slice(0, MAX_PORTS).map(portOf),
    ...(model.words.get('producer') ? { frameworkVersion: `${model.words.get('producer')} ${model.words.get('producer_version') ?? ''}`.trim() } : {}),
  };
}

/** Both ends of each large weight in this file; null when there is none, so that the file is cut by content. */
function findBorders(tensors: readonly TensorFact[]): readonly number[] | null {
  const large = tensors.filter((tensor) => tensor.location === undefined && tensor.bytes >= BORDER_FROM);
  const borders = new Set(large.flatMap(({ offset, bytes }) => [offset, offset + bytes]));
  return borders.size === 0 ? null : [...borders].sort((a, b) => a - b);
}

async function inspect(source: FormatSource): Promise<FormatFacts> {
  const refuse = createRefusal('the ONNX model', source);
  if (source.size > MAX_FILE) throw refuse(`the file is ${source.size} bytes long; such files end at ${MAX_FILE}, and larger weights lie in files beside`);
  const reader: Protobuf = { cursor: createCursor(source, refuse, MAX_READ), refuse, fieldsLeft: MAX_FIELDS };
  const model: Model = { words: new Map(), opsets: new Map(), properties: new Map(), functions: 0 };
  await readFields(reader, source.size, 'the model', (field) => readModelField(reader, field, model));
  const { graph } = model;
  if (model.irVersion === undefined) throw refuse('it has no ir_version, the first field of a model');
  if (!graph) throw refuse('it has no graph');
  if (model.irVersion >= 3 && model.opsets.size === 0) throw refuse('it names no operator set, which belongs behind the graph');
  const files = filesBeside(graph.tensors);
  const metadata = createMetadata();
  describe(model, graph, files, metadata);
  const tensors = graph.tensors.map(({ elements: _, ...tensor }): TensorFact => tensor);
  tensors.sort((a, b) => (a.location === b.location ? a.offset - b.offset : (a.location ?? '') < (b.location ?? '') ? -1 : 1));
  return {
    framework: 'ONNX',
    parameters: sumOrNull(graph.tensors.map((tensor) => tensor.elements)),
    tensors,
    metadata: metadata.toRecord(),
    safety: judge(files, model.opsets),
    borders: findBorders(tensors),
    ...outline(model, graph),
  };
}

/** The head of a model is a version and some texts, in the order of their numbers, until graph or operators begin. */
function looksLikeModel(head: Uint8Array): boolean {
  if (head.length < 4 || head[0] !== 0x08 || (head[1] ?? 0) < 1 || (head[1] ?? 0) > 100) return false;
  let at = 2;
  while (at + 1 < head.length) {
    const tag = head[at] as number;
    if (tag === 0x3a || tag === 0x42) return true;
    if (tag === 0x28) {
      at += 1;
      while (at < head.length && (head[at] as number) >= 0x80) at += 1;
      at += 1;
      continue;
    }
    if (tag !== 0x12 && tag !== 0x1a && tag !== 0x22 && tag !== 0x32) return false;
    const low = head[at + 1] as number;
    const isLong = low >= 0x80;
    at += isLong ? 3 + (low & 0x7f) + ((head[at + 2] ?? 0) << 7) : 2 + low;
  }
  return false;
}

export const onnx: Format = {
  id: 'onnx',
  extensions: ['onnx'],
  parser: 'cairn-onnx',
  parserVersion: 2,
  detect(head, name) {
    const named = name.toLowerCase().endsWith('.onnx');
    if (looksLikeModel(head)) return named ? 1 : 0.6;
    return named ? 0.5 : null;
  },
  inspect,
};
