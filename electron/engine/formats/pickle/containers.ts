// Opcodes of the stack, the memo, and of lists, tuples, dicts and sets.
import { readCount, readLine } from './literals.js';
import type { Machine, Opcode } from './types.js';
import type { PickleList, PickleValue } from './values.js';

const code = (char: string): number => char.charCodeAt(0);

function list(machine: Machine, t: PickleList['t'], items: PickleValue[]): PickleList {
  machine.spend('values', 1);
  return { t, items };
}

function pairs(machine: Machine, values: readonly PickleValue[]): [PickleValue, PickleValue][] {
  if (values.length % 2 !== 0) throw machine.refuse(`the pickle gives a key without a value at byte ${machine.cursor.position()}`);
  machine.spend('values', values.length / 2);
  const entries: [PickleValue, PickleValue][] = [];
  for (let at = 0; at < values.length; at += 2) entries.push([values[at] ?? null, values[at + 1] ?? null]);
  return entries;
}

/** Objects may be filled like lists and dicts too. */
function addItems(machine: Machine, values: readonly PickleValue[]): void {
  const target = machine.peek();
  if (typeof target !== 'object' || target === null || !('items' in target)) {
    machine.tally.odd.push({ at: machine.cursor.position(), what: 'it adds items to something that is no list' });
    return;
  }
  for (const value of values) target.items.push(value);
}

function addEntries(machine: Machine, values: readonly PickleValue[]): void {
  const target = machine.peek();
  const entries = pairs(machine, values);
  if (typeof target !== 'object' || target === null || !('entries' in target)) {
    machine.tally.odd.push({ at: machine.cursor.position(), what: 'it sets items of something that is no dict' });
    return;
  }
  for (const entry of entries) target.entries.push(entry);
}

function tuple(count: number): Opcode {
  return (machine) => {
    const items: PickleValue[] = [];
    for (let index = 0; index < count; index += 1) items.unshift(machine.pop());
    machine.push(list(machine, 'tuple', items));
  };
}

function put(machine: Machine, index: number): void {
  if (!machine.memo.has(index)) machine.spend('values', 1);
  machine.memo.set(index, machine.peek());
}

function get(machine: Machine, index: number): void {
  const value = machine.memo.get(index);
  if (value === undefined) throw machine.refuse(`the pickle asks at byte ${machine.cursor.position()} for a value ${index} that it did not keep`);
  machine.push(value);
}

async function lineNumber(machine: Machine): Promise<number> {
  return Number(await readLine(machine));
}

export const CONTAINERS: readonly (readonly [number, Opcode])[] = [
  [code('('), (machine) => machine.mark()],
  [code('0'), (machine) => machine.drop()],
  [code('1'), (machine) => void machine.popToMark()],
  [code('2'), (machine) => machine.push(machine.peek())],
  [code(']'), (machine) => machine.push(list(machine, 'list', []))],
  [code('l'), (machine) => machine.push(list(machine, 'list', machine.popToMark()))],
  [code('a'), (machine) => addItems(machine, [machine.pop()])],
  [code('e'), (machine) => addItems(machine, machine.popToMark())],
  [code(')'), tuple(0)],
  [0x85, tuple(1)],
  [0x86, tuple(2)],
  [0x87, tuple(3)],
  [code('t'), (machine) => machine.push(list(machine, 'tuple', machine.popToMark()))],
  [code('}'), (machine) => {
    machine.spend('values', 1);
    machine.push({ t: 'dict', entries: [] });
  }],
  [code('d'), (machine) => {
    machine.spend('values', 1);
    machine.push({ t: 'dict', entries: pairs(machine, machine.popToMark()) });
  }],
  [code('s'), (machine) => {
    const value = machine.pop();
    const key = machine.pop();
    addEntries(machine, [key, value]);
  }],
  [code('u'), (machine) => addEntries(machine, machine.popToMark())],
  [0x8f, (machine) => machine.push(list(machine, 'set', []))],
  [0x90, (machine) => addItems(machine, machine.popToMark())],
  [0x91, (machine) => machine.push(list(machine, 'set', machine.popToMark()))],
  [code('p'), async (machine) => put(machine, await lineNumber(machine))],
  [code('q'), async (machine) => put(machine, await readCount(machine, 1))],
  [code('r'), async (machine) => put(machine, await readCount(machine, 4))],
  [0x94, (machine) => put(machine, machine.memo.size)],
  [code('g'), async (machine) => get(machine, await lineNumber(machine))],
  [code('h'), async (machine) => get(machine, await readCount(machine, 1))],
  [code('j'), async (machine) => get(machine, await readCount(machine, 4))],
];
