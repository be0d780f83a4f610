// TensorFlow Lite: one flatbuffer of operators, tensors and their bytes. Tables are followed within bounds; weights are left where they lie.
import { createMetadata } from './metadata.js';
import { createPages, type Pages } from './pages.js';
import { cutText, createRefusal, show } from './refusal.js';
import { finding, safetyOf } from './safety.js';
import { countElements, sumOrNull } from './shapes.js';
import { TFLITE_OPERATORS, TFLITE_TYPES } from './tensorflow/liteNames.js';
import { MAX_LAYERS, MAX_PORTS, type Format, type FormatFacts, type FormatSource, type LayerFact, type PortFact, type SafetyFinding, type TensorFact } from './types.js';

const EXTENSIONS = ['tflite', 'lite'];
const MAX_TENSORS = 100_000;
const MAX_OPERATORS = 100_000;
const MAX_GRAPHS = 1000;
const MAX_TEXT = 1024;
const BORDER_FROM = 64 * 1024;
/** Tables followed in one file. */
const MAX_TABLES = 1_000_000;

interface Table {
  readonly at: number;
  readonly fields: readonly number[];
}

interface Flat {
  readonly pages: Pages;
  tablesLeft: number;
}

const u32 = async ({ pages }: Flat, at: number, what: string): Promise<number> => (await pages.view(at, 4, what)).getUint32(0, true);

async function tableAt(flat: Flat, at: number, what: string): Promise<Table> {
  flat.tablesLeft -= 1;
  if (flat.tablesLeft < 0) throw flat.pages.refuse('it has more tables than are followed');
  const vtable = at - (await flat.pages.view(at, 4, what)).getInt32(0, true);
  const head = await flat.pages.view(vtable, 4, what);
  const length = head.getUint16(0, true);
  if (length < 4 || length > 256) throw flat.pages.refuse(`${what} at byte ${at} has a table of ${length} bytes`);
  const view = await flat.pages.view(vtable + 4, length - 4, what);
  return { at, fields: Array.from({ length: (length - 4) >> 1 }, (_, index) => view.getUint16(index * 2, true)) };
}

/** Where a field of a table is; undefined when it is left out. */
function fieldOf(table: Table, index: number): number | undefined {
  const offset = table.fields[index] ?? 0;
  return offset === 0 ? undefined : table.at + offset;
}

/** Follows a field to what it points at. */
async function follow(flat: Flat, table: Table, index: number, what: string): Promise<number | undefined> {
  const at = fieldOf(table, index);
  return at === undefined ? undefined : at + (await u32(flat, at, what));
}

async function listOf(flat: Flat, table: Table, index: number, itemBytes: number, most: number, what: string): Promise<{ at: number; count: number }> {
  const at = await follow(flat, table, index, what);
  if (at === undefined) return { at: 0, count: 0 };
  const count = await u32(flat, at, what);
  if (count > most || count * itemBytes > flat.pages.size - at) throw flat.pages.refuse(`${what}: a list claims ${count} items, which do not fit`);
  return { at: at + 4, count };
}

async function text(flat: Flat, table: Table, index: number, what: string): Promise<string> {
  const { at, count } = await listOf(flat, table, index, 1, flat.pages.size, what);
  if (count === 0) return '';
  const view = await flat.pages.view(at, Math.min(count, MAX_TEXT), what);
  return new TextDecoder().decode(new Uint8Array(view.buffer, view.byteOffset, view.byteLength));
}

async function numbers(flat: Flat, table: Table, index: number, what: string): Promise<number[]> {
  const { at, count } = await listOf(flat, table, index, 4, 4096, what);
  if (count === 0) return [];
  const view = await flat.pages.view(at, count * 4, what);
  return Array.from({ length: count }, (_, item) => view.getInt32(item * 4, true));
}

async function* tables(flat: Flat, table: Table, index: number, most: number, what: string): AsyncGenerator<Table> {
  const { at, count } = await listOf(flat, table, index, 4, most, what);
  for (let item = 0; item < count; item += 1) {
    const place = at + item * 4;
    yield tableAt(flat, place + (await u32(flat, place, what)), what);
  }
}

interface Slot {
  readonly name: string;
  readonly dtype: string;
  readonly shape: number[];
  readonly free: number[];
  readonly buffer: number;
}

async function small(flat: Flat, table: Table, index: number, kind: 'i8' | 'u32' | 'i32', what: string): Promise<number> {
  const at = fieldOf(table, index);
  if (at === undefined) return 0;
  const view = await flat.pages.view(at, kind === 'i8' ? 1 : 4, what);
  return kind === 'i8' ? view.getInt8(0) : kind === 'u32' ? view.getUint32(0, true) : view.getInt32(0, true);
}

async function readSlot(flat: Flat, table: Table): Promise<Slot> {
  const what = 'a tensor';
  const type = await small(flat, table, 1, 'i8', what);
  return { name: await text(flat, table, 3, what), dtype: TFLITE_TYPES[type] ?? `type ${type}`, shape: await numbers(flat, table, 0, what), free: await numbers(flat, table, 7, what), buffer: await small(flat, table, 2, 'u32', what) };
}

interface Graph {
  readonly slots: Slot[];
  readonly inputs: number[];
  readonly outputs: number[];
  readonly operators: { readonly code: number; readonly outputs: number[] }[];
}

async function readGraph(flat: Flat, table: Table): Promise<Graph> {
  const slots: Slot[] = [];
  for await (const slot of tables(flat, table, 0, MAX_TENSORS, 'the tensors of a graph')) slots.push(await readSlot(flat, slot));
  const operators: Graph['operators'] = [];
  for await (const operator of tables(flat, table, 3, MAX_OPERATORS, 'the operators of a graph')) {
    operators.push({ code: await small(flat, operator, 0, 'u32', 'an operator'), outputs: operators.length < MAX_LAYERS ? await numbers(flat, operator, 2, 'an operator') : [] });
  }
  return { slots, inputs: await numbers(flat, table, 1, 'the inputs of a graph'), outputs: await numbers(flat, table, 2, 'the outputs of a graph'), operators };
}

interface Span {
  readonly offset: number;
  readonly bytes: number;
}

/** Where the bytes of each buffer lie: in the flatbuffer, or behind it where it would pass 2 GiB. */
async function readBuffers(flat: Flat, model: Table): Promise<Span[]> {
  const spans: Span[] = [];
  for await (const table of tables(flat, model, 4, MAX_TENSORS, 'the buffers')) {
    const { at, count } = await listOf(flat, table, 0, 1, flat.pages.size, 'a buffer');
    const far = fieldOf(table, 1);
    if (count === 0 && far !== undefined) {
      const size = fieldOf(table, 2);
      const offset = Number((await flat.pages.view(far, 8, 'a buffer')).getBigUint64(0, true));
      const bytes = size === undefined ? 0 : Number((await flat.pages.view(size, 8, 'a buffer')).getBigUint64(0, true));
      if (offset + bytes > flat.pages.size) throw flat.pages.refuse(`a buffer takes bytes ${offset} to ${offset + bytes}, and the file has ${flat.pages.size}`);
      spans.push({ offset, bytes: offset > 1 ? bytes : 0 });
    } else {
      if (at + count > flat.pages.size) throw flat.pages.refuse(`a buffer takes bytes ${at} to ${at + count}, and the file has ${flat.pages.size}`);
      spans.push({ offset: at, bytes: count });
    }
  }
  return spans;
}

async function operatorNames(flat: Flat, model: Table): Promise<{ names: string[]; custom: string[] }> {
  const names: string[] = [];
  const custom: string[] = [];
  for await (const table of tables(flat, model, 1, MAX_OPERATORS, 'the kinds of operators')) {
    const own = await text(flat, table, 1, 'the name of an operator');
    const code = Math.max(await small(flat, table, 0, 'i8', 'an operator'), await small(flat, table, 3, 'i32', 'an operator'));
    if (own !== '') custom.push(own);
    names.push(own !== '' ? own : (TFLITE_OPERATORS[code] ?? `operator ${code}`));
  }
  return { names, custom };
}

function portsOf(graph: Graph | undefined, which: readonly number[]): PortFact[] {
  return which.slice(0, MAX_PORTS).flatMap((index) => {
    const slot = graph?.slots[index];
    return slot ? [{ name: cutText(slot.name, 200), dtype: slot.dtype, shape: (slot.free.length > 0 ? slot.free : slot.shape).map((side) => (side < 0 ? '?' : String(side))) }] : [];
  });
}

function weightsOf(flat: Flat, graphs: readonly Graph[], spans: readonly Span[]): { tensors: TensorFact[]; elements: number[] } {
  const taken = new Set<string>();
  const tensors: TensorFact[] = [];
  const elements: number[] = [];
  for (const slot of graphs.flatMap((graph) => graph.slots)) {
    const span = spans[slot.buffer];
    if (!span || span.bytes === 0) continue;
    const count = countElements(slot.shape.map((side) => Math.max(0, side)));
    if (count === undefined) throw flat.pages.refuse(`tensor ${show(slot.name)} has more elements than can be counted`);
    let name = slot.name;
    for (let number = 2; taken.has(name); number += 1) name = `${slot.name} (${number})`;
    taken.add(name);
    elements.push(count);
    tensors.push({ name, dtype: slot.dtype, shape: slot.shape.map((side) => Math.max(0, side)), bytes: span.bytes, offset: span.offset });
  }
  tensors.sort((a, b) => a.offset - b.offset || a.bytes - b.bytes);
  return { tensors, elements };
}

async function inspect(source: FormatSource): Promise<FormatFacts> {
  const refuse = createRefusal('the TensorFlow Lite model', source);
  const flat: Flat = { pages: createPages(source, refuse), tablesLeft: MAX_TABLES };
  const head = await flat.pages.view(0, 8, 'the head of the file');
  if (head.getUint32(4, true) !== 0x334c4654) throw refuse('it does not have "TFL3" at byte 4');
  const model = await tableAt(flat, head.getUint32(0, true), 'the model');
  const { names, custom } = await operatorNames(flat, model);
  const graphs: Graph[] = [];
  for await (const table of tables(flat, model, 2, MAX_GRAPHS, 'the graphs')) graphs.push(await readGraph(flat, table));
  const [main] = graphs;
  const { tensors, elements } = weightsOf(flat, graphs, await readBuffers(flat, model));
  const metadata = createMetadata();
  metadata.derive('tflite.version', String(await small(flat, model, 0, 'u32', 'the version')));
  const description = await text(flat, model, 3, 'the description');
  if (description !== '') metadata.derive('tflite.description', description);
  const findings: SafetyFinding[] = [...new Set(custom)].slice(0, 20).map((name) => finding('unknown', `It uses the operator ${show(name)}, whose code does not come with TensorFlow Lite.`, `custom operator ${show(name)}`));
  const borders = [...new Set(tensors.filter(({ bytes }) => bytes >= BORDER_FROM).flatMap(({ offset, bytes }) => [offset, offset + bytes]))].sort((a, b) => a - b);
  const count = main?.operators.length ?? 0;
  return {
    framework: 'TensorFlow Lite',
    parameters: sumOrNull(elements),
    tensors,
    metadata: metadata.toRecord(),
    safety: safetyOf(findings),
    borders: borders.length === 0 ? null : borders,
    architecture: `graph of ${count} ${count === 1 ? 'operator' : 'operators'}`,
    layers: (main?.operators ?? []).slice(0, MAX_LAYERS).map(({ code, outputs }): LayerFact => ({ name: cutText(main?.slots[outputs[0] ?? -1]?.name ?? '', 200), kind: names[code] ?? '', detail: '', parameters: null })),
    layerCount: count,
    inputs: portsOf(main, main?.inputs ?? []),
    outputs: portsOf(main, main?.outputs ?? []),
  };
}

export const tflite: Format = {
  id: 'tflite',
  extensions: EXTENSIONS,
  parser: 'cairn-tflite',
  parserVersion: 1,
  detect(head, name) {
    if (head.length >= 8 && head[4] === 0x54 && head[5] === 0x46 && head[6] === 0x4c && head[7] === 0x33) return 1;
    return EXTENSIONS.some((extension) => name.toLowerCase().endsWith(`.${extension}`)) ? 0.4 : null;
  },
  inspect,
};
