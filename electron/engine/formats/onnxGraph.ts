// ONNX graphs: their inputs, outputs and weights, also of graphs that lie within nodes.
import { readTensor, type OnnxTensor } from './onnxTensor.js';
import { readValueInfo } from './onnxTypes.js';
import { expectWire, readMessage, readText, type Field, type Protobuf } from './protobuf.js';
import { cutText, show } from './refusal.js';
import { MAX_LAYERS, type LayerFact } from './types.js';

/** Real files have some thousands. */
const MAX_TENSORS = 100_000;
const MAX_GRAPH_DEPTH = 32;
const MAX_VALUES = 10_000;
const MAX_NAME_BYTES = 1024;
/** Of a node that is only listed. */
const MAX_LABEL_BYTES = 256;
const MAX_ATTRIBUTES = 10_000;
/** Of all tensor names and locations of a file, in UTF-16 units. */
const MAX_NAMES = 32 * 1024 * 1024;
/** A tensor within a node is a weight from so many elements on; a smaller one is an operand: an axis, a shape, a scale. */
const WEIGHT_FROM = 256;

export interface OnnxGraph {
  /** In the order found; names are unique: the second `w`, of another graph, is `w (2)`. */
  readonly tensors: OnnxTensor[];
  readonly inputs: { readonly name: string; readonly type: string }[];
  readonly outputs: { readonly name: string; readonly type: string }[];
  /** Nodes of the main graph. */
  nodes: number;
  /** The first of them. */
  readonly layers: LayerFact[];
  name: string;
}

interface Walk {
  readonly reader: Protobuf;
  readonly graph: OnnxGraph;
  readonly taken: Set<string>;
  /** Name -> the last number that was tried for it. */
  readonly numbers: Map<string, number>;
  namesLeft: number;
}

function keep(walk: Walk, tensor: OnnxTensor, name: string): void {
  const { reader, graph, taken, numbers } = walk;
  if (graph.tensors.length >= MAX_TENSORS) throw reader.refuse(`it has more than ${MAX_TENSORS} tensors`);
  walk.namesLeft -= name.length + (tensor.location?.length ?? 0);
  if (walk.namesLeft < 0) throw reader.refuse(`the names of its tensors take more than ${MAX_NAMES} characters`);
  let unique = name;
  let number = numbers.get(name) ?? 1;
  while (taken.has(unique)) {
    number += 1;
    unique = `${name} (${number})`;
  }
  numbers.set(name, number);
  taken.add(unique);
  graph.tensors.push({ ...tensor, name: unique });
}

/** SparseTensorProto: its values and their places are tensors of their own. */
async function readSparse(walk: Walk, field: Field): Promise<void> {
  const { reader } = walk;
  let name = '';
  await readMessage(reader, field, 'a sparse initializer', async (part) => {
    if (part.number !== 1 && part.number !== 2) return;
    expectWire(reader, part, 2, 'a sparse initializer');
    const tensor = await readTensor(reader, part, 'a sparse initializer');
    if (part.number === 1) name = tensor.name;
    keep(walk, tensor, part.number === 1 ? name : `${name}.indices`);
  });
}

interface Span {
  readonly start: number;
  readonly end: number;
}

/** AttributeProto: tensors and graphs in it, in fields 5 and 10, 6 and 11; sparse tensors in 22 and 23. */
async function readAttribute(walk: Walk, span: Span, node: string, depth: number): Promise<void> {
  const { reader } = walk;
  await readMessage(reader, span, `an attribute of node ${show(node)}`, async (part) => {
    const isTensor = part.number === 5 || part.number === 10;
    const isGraph = part.number === 6 || part.number === 11;
    const isSparse = part.number === 22 || part.number === 23;
    if (!isTensor && !isGraph && !isSparse) return;
    expectWire(reader, part, 2, `an attribute of node ${show(node)}`);
    if (isGraph) await readGraph(walk, part, depth + 1);
    else if (isSparse) await readSparse(walk, part);
    else {
      const tensor = await readTensor(reader, part, `the tensor of node ${show(node)}`);
      if (tensor.elements >= WEIGHT_FROM || tensor.location !== undefined) keep(walk, tensor, node);
    }
  });
}

/** NodeProto. Its tensors are named after its first output, as those who use them name them. */
async function readNode(walk: Walk, field: Field, depth: number): Promise<void> {
  const { reader, graph } = walk;
  const listed = depth === 0 && graph.layers.length < MAX_LAYERS;
  let name: string | undefined;
  let ownName = '';
  let kind = '';
  const attributes: Span[] = [];
  await readMessage(reader, field, 'a node', (part) => {
    if (part.number === 5) {
      expectWire(reader, part, 2, 'an attribute of a node');
      if (attributes.length >= MAX_ATTRIBUTES) throw reader.refuse(`a node has more than ${MAX_ATTRIBUTES} attributes`);
      attributes.push({ start: part.start, end: part.end });
    } else if (part.number === 2 && name === undefined) {
      expectWire(reader, part, 2, 'an output of a node');
      return readText(reader, part, MAX_NAME_BYTES, 'an output of a node').then((text) => {
        name = text;
      });
    } else if (listed && (part.number === 3 || part.number === 4)) {
      expectWire(reader, part, 2, 'the name of a node');
      return readText(reader, part, MAX_LABEL_BYTES, 'the name of a node').then((text) => {
        if (part.number === 3) ownName = text;
        else kind = text;
      });
    }
    return undefined;
  });
  if (listed) graph.layers.push({ name: ownName === '' ? cutText(name ?? '', MAX_LABEL_BYTES) : ownName, kind, detail: '', parameters: null });
  for (const attribute of attributes) await readAttribute(walk, attribute, name ?? '', depth);
}

async function readGraph(walk: Walk, field: Span, depth: number): Promise<void> {
  const { reader, graph } = walk;
  if (depth > MAX_GRAPH_DEPTH) throw reader.refuse(`it has graphs within graphs, more than ${MAX_GRAPH_DEPTH} deep`);
  const own = new Set<string>();
  const isMain = depth === 0;
  await readMessage(reader, field, 'the graph', async (part) => {
    switch (part.number) {
      case 1:
        expectWire(reader, part, 2, 'a node');
        if (isMain) graph.nodes += 1;
        await readNode(walk, part, depth);
        return;
      case 2:
        expectWire(reader, part, 2, 'the name of the graph');
        if (isMain) graph.name = await readText(reader, part, MAX_NAME_BYTES, 'the name of the graph');
        return;
      case 5: {
        expectWire(reader, part, 2, 'an initializer');
        const tensor = await readTensor(reader, part, 'an initializer');
        if (own.has(tensor.name)) throw reader.refuse(`the tensor name ${show(tensor.name)} occurs twice in one graph`);
        own.add(tensor.name);
        keep(walk, tensor, tensor.name);
        return;
      }
      case 11:
      case 12: {
        if (!isMain) return;
        const list = part.number === 11 ? graph.inputs : graph.outputs;
        const what = part.number === 11 ? 'an input' : 'an output';
        expectWire(reader, part, 2, what);
        if (list.length >= MAX_VALUES) throw reader.refuse(`it has more than ${MAX_VALUES} inputs or outputs`);
        list.push(await readValueInfo(reader, part, what));
        return;
      }
      case 15:
        expectWire(reader, part, 2, 'a sparse initializer');
        await readSparse(walk, part);
        return;
      default:
    }
  });
}

/** The main graph of a model, and the weights of all graphs in it. */
export async function readMainGraph(reader: Protobuf, field: Span): Promise<OnnxGraph> {
  const graph: OnnxGraph = { tensors: [], inputs: [], outputs: [], nodes: 0, layers: [], name: '' };
  await readGraph({ reader, graph, taken: new Set(), numbers: new Map(), namesLeft: MAX_NAMES }, field, 0);
  return graph;
}
