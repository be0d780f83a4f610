// Opcodes that would import names and call them. They are noted and described; nothing is imported or called.
import { judgeImport } from './imports.js';
import { readCount, readLine } from './literals.js';
import { callArguments, preview } from './preview.js';
import type { Machine, Opcode, PickleRun } from './types.js';
import type { PickleCall, PickleGlobal, PickleValue } from './values.js';

/** Names and callees that are noted of one pickle, and calls of each. */
const MAX_NOTED = 10_000;
const CALLS_OF_EACH = 3;
const MAX_ODD = 100;
const MAX_NAME = 512;

const code = (char: string): number => char.charCodeAt(0);

export function noteOdd(tally: PickleRun, at: number, what: string): void {
  if (tally.odd.length < MAX_ODD) tally.odd.push({ at, what });
}

const odd = (machine: Machine, at: number, what: string): void => noteOdd(machine.tally, at, what);

/** Of more names than are noted, those that are not harmless are. */
export function noteName(tally: PickleRun, module: string, name: string, at: number): PickleGlobal {
  const global: PickleGlobal = { t: 'global', module: module.slice(0, MAX_NAME), name: name.slice(0, MAX_NAME), at };
  const key = `${global.module}.${global.name}`;
  if (tally.globals.has(key)) return global;
  if (tally.globals.size < MAX_NOTED) tally.globals.set(key, global);
  else if (judgeImport(global.module, global.name) === 'dangerous' && tally.globals.size < 2 * MAX_NOTED) tally.globals.set(key, global);
  return global;
}

function importName(machine: Machine, module: string, name: string, at: number): PickleGlobal {
  machine.spend('values', 1);
  return noteName(machine.tally, module, name, at);
}

function call(machine: Machine, of: PickleValue, args: PickleValue, at: number): PickleCall {
  machine.spend('values', 2);
  const key = preview(of);
  const seen = machine.tally.calls.get(key);
  if (seen) {
    if (seen.length < CALLS_OF_EACH) seen.push({ of, args: callArguments(args), at });
  } else if (machine.tally.calls.size < MAX_NOTED) machine.tally.calls.set(key, [{ of, args: callArguments(args), at }]);
  return { t: 'call', of, args, at, items: [], entries: [] };
}

function stackGlobal(machine: Machine, at: number): void {
  const name = machine.pop();
  const module = machine.pop();
  if (typeof name !== 'string' || typeof module !== 'string') {
    odd(machine, at, 'it imports something whose name is worked out while it is loaded');
    machine.push(importName(machine, preview(module), preview(name), at));
    return;
  }
  machine.push(importName(machine, module, name, at));
}

async function build(machine: Machine, at: number): Promise<void> {
  const state = machine.pop();
  const object = machine.peek();
  if (typeof object !== 'object' || object === null || object.t !== 'call') {
    odd(machine, at, 'it sets the state of something that it did not make');
    return;
  }
  object.state = state;
  if (machine.afterBuild) await machine.afterBuild(object, machine.cursor);
}

const extension = (bytes: 1 | 2 | 4): Opcode => async (machine, at) => {
  const number = await readCount(machine, bytes);
  odd(machine, at, `it imports what the loading program has registered as extension ${number}`);
  machine.push(importName(machine, 'copyreg extension', String(number), at));
};

function persistent(machine: Machine, id: PickleValue): void {
  machine.spend('values', 1);
  machine.push({ t: 'persistent', id });
}

export const OBJECTS: readonly (readonly [number, Opcode])[] = [
  [code('c'), async (machine, at) => {
    const module = await readLine(machine);
    machine.push(importName(machine, module, await readLine(machine), at));
  }],
  [0x93, stackGlobal],
  [code('R'), (machine, at) => {
    const args = machine.pop();
    machine.push(call(machine, machine.pop(), args, at));
  }],
  [0x81, (machine, at) => {
    const args = machine.pop();
    machine.push(call(machine, machine.pop(), args, at));
  }],
  [0x92, (machine, at) => {
    const named = machine.pop();
    const args = machine.pop();
    const made = call(machine, machine.pop(), args, at);
    if (typeof named === 'object' && named !== null && named.t === 'dict') made.entries.push(...named.entries.slice(0, MAX_NAME));
    machine.push(made);
  }],
  [code('i'), async (machine, at) => {
    const module = await readLine(machine);
    const global = importName(machine, module, await readLine(machine), at);
    machine.push(call(machine, global, { t: 'tuple', items: machine.popToMark() }, at));
  }],
  [code('o'), (machine, at) => {
    const [of = null, ...args] = machine.popToMark();
    machine.push(call(machine, of, { t: 'tuple', items: args }, at));
  }],
  [code('b'), build],
  [code('P'), async (machine) => persistent(machine, await readLine(machine))],
  [code('Q'), (machine) => persistent(machine, machine.pop())],
  [0x82, extension(1)],
  [0x83, extension(2)],
  [0x84, extension(4)],
  // Buffers that travel apart from the pickle; files have none.
  [0x97, (machine, at) => {
    odd(machine, at, 'it asks for a buffer from outside the file');
    machine.push(null);
  }],
  [0x98, () => undefined],
];
