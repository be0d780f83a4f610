// TensorFlow SavedModel: the graph and its signatures as one protocol buffer; weights lie in `variables/`, which is a format of its own.
import { createCursor } from './cursor.js';
import { createMetadata } from './metadata.js';
import { expectWire, readFields, readMessage, readText, type Field, type Protobuf } from './protobuf.js';
import { createRefusal, show } from './refusal.js';
import { finding, safetyOf } from './safety.js';
import { readEntry, readTfShape, TF_TYPES } from './tensorflow/types.js';
import { MAX_LAYERS, MAX_PORTS, type Format, type FormatFacts, type FormatSource, type LayerFact, type PortFact, type SafetyFinding } from './types.js';

const MAX_FILE = 2 ** 31 - 1;
const MAX_READ = 256 * 1024 * 1024;
const MAX_FIELDS = 10_000_000;
const MAX_NAME = 512;
const MAX_KINDS = 2000;

/** Operators that reach beyond the graph -> what they do and how bad that is. Saving and restoring weights is not among them: every model does. */
const REACHING: Readonly<Record<string, readonly ['dangerous' | 'suspicious', string]>> = {
  ReadFile: ['dangerous', 'reads files'], WriteFile: ['dangerous', 'writes files'], MatchingFiles: ['suspicious', 'lists files'], WholeFileReaderV2: ['suspicious', 'reads files'], TextLineReaderV2: ['suspicious', 'reads files'],
  TFRecordReaderV2: ['suspicious', 'reads files'], FixedLengthRecordReaderV2: ['suspicious', 'reads files'], TextLineDataset: ['suspicious', 'reads files'], TFRecordDataset: ['suspicious', 'reads files'], TFRecordDatasetV2: ['suspicious', 'reads files'],
  ImmutableConst: ['suspicious', 'maps a file into memory'], SaveDataset: ['suspicious', 'writes files'], SaveDatasetV2: ['suspicious', 'writes files'], LoadDataset: ['suspicious', 'reads files'], PrintV2: ['suspicious', 'can write to a file'],
  DatasetToTFRecord: ['suspicious', 'writes files'], DebugIdentityV2: ['suspicious', 'writes files'], DebugIdentityV3: ['suspicious', 'writes files'], CreateSummaryFileWriter: ['suspicious', 'writes files'],
  PyFunc: ['dangerous', 'calls Python functions'], PyFuncStateless: ['dangerous', 'calls Python functions'], EagerPyFunc: ['dangerous', 'calls Python functions'], RemoteCall: ['suspicious', 'runs on other computers'], RpcCall: ['suspicious', 'talks to the network'],
};

interface Model {
  readonly kinds: Map<string, number>;
  readonly layers: LayerFact[];
  nodes: number;
  functions: number;
  version: string;
  readonly tags: string[];
  readonly signatures: string[];
  inputs: PortFact[];
  outputs: PortFact[];
  /** First node of each reaching operator. */
  readonly reaching: Map<string, string>;
}

async function readNode(reader: Protobuf, field: Field, model: Model, isMain: boolean): Promise<void> {
  let name = '';
  let kind = '';
  await readMessage(reader, field, 'a node', async (part) => {
    if ((part.number !== 1 && part.number !== 2) || part.wire !== 2) return;
    const text = await readText(reader, part, MAX_NAME, 'a node');
    if (part.number === 1) name = text;
    else kind = text;
  });
  if (isMain) model.nodes += 1;
  if (model.kinds.has(kind) || model.kinds.size < MAX_KINDS) model.kinds.set(kind, (model.kinds.get(kind) ?? 0) + 1);
  if (Object.hasOwn(REACHING, kind) && !model.reaching.has(kind)) model.reaching.set(kind, name);
  if (model.layers.length < MAX_LAYERS && !/^(NoOp|Const|Placeholder|VarHandleOp|ReadVariableOp|AssignVariableOp|Identity|Pack|ShardedFilename|StringJoin|SaveV2|RestoreV2|MergeV2Checkpoints|DisableCopyOnRead|StaticRegexFullMatch|Select)$/.test(kind)) {
    model.layers.push({ name, kind, detail: '', parameters: null });
  }
}

async function readGraphDef(reader: Protobuf, field: Field, model: Model): Promise<void> {
  await readMessage(reader, field, 'the graph', async (part) => {
    if (part.number === 1) {
      expectWire(reader, part, 2, 'a node');
      await readNode(reader, part, model, true);
    } else if (part.number === 2) {
      expectWire(reader, part, 2, 'the functions');
      await readMessage(reader, part, 'the functions', async (inner) => {
        if (inner.number !== 1 || inner.wire !== 2) return;
        model.functions += 1;
        await readMessage(reader, inner, 'a function', async (own) => {
          if (own.number === 3 && own.wire === 2) await readNode(reader, own, model, false);
        });
      });
    }
  });
}

async function readPort(reader: Protobuf, field: Field): Promise<PortFact | undefined> {
  const { key, value } = await readEntry(reader, field, 'a signature');
  if (!value) return undefined;
  let dtype = '';
  let shape: number[] | null = [];
  await readMessage(reader, value, 'a signature', async (part) => {
    if (part.number === 2 && part.wire === 0) dtype = TF_TYPES.get(part.value)?.[0] ?? `type ${part.value}`;
    if (part.number === 3 && part.wire === 2) shape = await readTfShape(reader, part);
  });
  return { name: key, dtype, shape: (shape as number[] | null)?.map((side) => (side < 0 ? '?' : String(side))) ?? ['...'] };
}

async function readSignature(reader: Protobuf, field: Field, model: Model): Promise<void> {
  const { key, value } = await readEntry(reader, field, 'a signature');
  if (!value) return;
  if (model.signatures.length < MAX_PORTS) model.signatures.push(key);
  const ports: { inputs: PortFact[]; outputs: PortFact[] } = { inputs: [], outputs: [] };
  await readMessage(reader, value, 'a signature', async (part) => {
    if ((part.number !== 1 && part.number !== 2) || part.wire !== 2) return;
    const port = await readPort(reader, part);
    const list = part.number === 1 ? ports.inputs : ports.outputs;
    if (port && list.length < MAX_PORTS) list.push(port);
  });
  if (key === 'serving_default' || (model.inputs.length === 0 && model.outputs.length === 0 && !key.startsWith('__'))) ({ inputs: model.inputs, outputs: model.outputs } = ports);
}

async function readMetaGraph(reader: Protobuf, field: Field, model: Model): Promise<void> {
  await readMessage(reader, field, 'a graph with its words', async (part) => {
    if (part.number === 1 && part.wire === 2) {
      await readMessage(reader, part, 'the words of a graph', async (word) => {
        if (word.number === 4 && word.wire === 2 && model.tags.length < MAX_PORTS) model.tags.push(await readText(reader, word, MAX_NAME, 'a tag'));
        if (word.number === 5 && word.wire === 2) model.version = await readText(reader, word, MAX_NAME, 'the version of TensorFlow');
      });
    } else if (part.number === 2) {
      expectWire(reader, part, 2, 'the graph');
      await readGraphDef(reader, part, model);
    } else if (part.number === 5 && part.wire === 2) await readSignature(reader, part, model);
  });
}

function judge(model: Model): SafetyFinding[] {
  return [...model.reaching].map(([kind, node]) => {
    const [level, what] = REACHING[kind] as readonly ['dangerous' | 'suspicious', string];
    return finding(level, `When it runs it ${what}: it holds the operator ${kind}.`, `node ${show(node)}`);
  });
}

async function inspect(source: FormatSource): Promise<FormatFacts> {
  const refuse = createRefusal('the SavedModel', source);
  if (source.size > MAX_FILE) throw refuse(`the file is ${source.size} bytes long; such files end at ${MAX_FILE}`);
  const reader: Protobuf = { cursor: createCursor(source, refuse, MAX_READ), refuse, fieldsLeft: MAX_FIELDS };
  const model: Model = { kinds: new Map(), layers: [], nodes: 0, functions: 0, version: '', tags: [], signatures: [], inputs: [], outputs: [], reaching: new Map() };
  let graphs = 0;
  await readFields(reader, source.size, 'the model', async (field) => {
    if (field.number !== 2) return;
    expectWire(reader, field, 2, 'a graph with its words');
    graphs += 1;
    await readMetaGraph(reader, field, model);
  });
  if (graphs === 0) throw refuse('it holds no graph');
  const metadata = createMetadata();
  metadata.derive('savedmodel.tags', model.tags.join(', '));
  metadata.derive('savedmodel.signatures', model.signatures.join(', '));
  metadata.derive('savedmodel.functions', String(model.functions));
  const count = [...model.kinds.values()].reduce((sum, each) => sum + each, 0);
  return {
    framework: 'TensorFlow',
    parameters: null,
    tensors: [],
    metadata: metadata.toRecord(),
    safety: safetyOf(judge(model)),
    borders: null,
    ...(model.version === '' ? {} : { frameworkVersion: `TensorFlow ${model.version}` }),
    architecture: `SavedModel, ${count} operators`,
    layers: model.layers,
    layerCount: model.layers.length,
    inputs: model.inputs,
    outputs: model.outputs,
  };
}

export const savedModel: Format = {
  id: 'savedmodel',
  extensions: ['pb'],
  parser: 'cairn-savedmodel',
  parserVersion: 2,
  detect(head, name) {
    const named = name.toLowerCase() === 'saved_model.pb';
    if (head.length < 6 || head[0] !== 0x08 || head[1] !== 0x01 || head[2] !== 0x12) return named ? 0.4 : null;
    let at = 3;
    while (at < 8 && ((head[at] ?? 0) & 0x80) !== 0) at += 1;
    return head[at + 1] === 0x0a ? (named ? 1 : 0.85) : named ? 0.5 : null;
  },
  inspect,
};
