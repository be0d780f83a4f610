// A machine that goes through the opcodes of a pickle and notes what they describe: it imports nothing, calls nothing, and is bounded.
import { CairnError } from '../../../../shared/contract/errors.js';
import type { Cursor } from '../cursor.js';
import type { Refuse } from '../refusal.js';
import { CONTAINERS } from './containers.js';
import { LITERALS } from './literals.js';
import { noteName, noteOdd, OBJECTS } from './objects.js';
import { scanPickle } from './scan.js';
import { MARK, type Machine, type Opcode, type PickleLimits, type PickleRun } from './types.js';
import type { PickleValue } from './values.js';

/** Enough for the objects of a model whose weights lie beside or are skipped; memory stays within some tens of megabytes. */
export const PICKLE_LIMITS: PickleLimits = { opcodes: 2_000_000, values: 400_000, text: 16 * 1024 * 1024 };

const STOP = 0x2e;

const OPCODES: ReadonlyMap<number, Opcode> = new Map([...LITERALS, ...CONTAINERS, ...OBJECTS]);

class TooMuch extends Error {}

function createMachine(cursor: Cursor, refuse: Refuse, limits: PickleLimits, tally: PickleRun, afterBuild: Machine['afterBuild']): Machine {
  const stack: (PickleValue | typeof MARK)[] = [];
  const memo = new Map<number, PickleValue>();
  const left = { ...limits };
  const spend = (what: keyof PickleLimits, count: number): void => {
    left[what] -= count;
    if (left[what] < 0) throw new TooMuch(`it has more ${what} than are looked into`);
  };
  const pop = (): PickleValue => {
    const value = stack.pop();
    if (value === undefined || value === MARK) throw refuse(`the pickle takes a value at byte ${cursor.position()} where none is left`);
    return value;
  };
  return {
    cursor,
    refuse,
    memo,
    tally,
    afterBuild,
    spend,
    push: (value) => void stack.push(value),
    mark: () => void stack.push(MARK),
    pop,
    peek: () => {
      const value = stack.at(-1);
      if (value === undefined || value === MARK) throw refuse(`the pickle needs a value at byte ${cursor.position()} where none is left`);
      return value;
    },
    drop: () => {
      if (stack.pop() === undefined) throw refuse(`the pickle drops a value at byte ${cursor.position()} where none is left`);
    },
    popToMark: () => {
      const at = stack.lastIndexOf(MARK);
      if (at < 0) throw refuse(`the pickle ends a group at byte ${cursor.position()} that did not begin`);
      const values = stack.splice(at) as PickleValue[];
      values.shift();
      return values;
    },
  };
}

async function runOpcodes(machine: Machine): Promise<void> {
  const { cursor, tally } = machine;
  for (;;) {
    machine.spend('opcodes', 1);
    if (!cursor.has(1)) await cursor.load(1, 'an opcode of a pickle');
    const at = cursor.position();
    const code = cursor.bytes(1)[0] as number;
    if (code === STOP) {
      tally.value = machine.pop();
      return;
    }
    const opcode = OPCODES.get(code);
    if (!opcode) throw machine.refuse(`the pickle has byte 0x${code.toString(16).padStart(2, '0')} at ${at} where an opcode belongs`);
    const pending = opcode(machine, at);
    if (pending) await pending;
    tally.opcodes += 1;
  }
}

/** Goes through it once more, for what it imports alone; true where all of that is known. Arrays of joblib, which lie between opcodes, are not told from them. */
async function scanRest(cursor: Cursor, refuse: Refuse, tally: PickleRun): Promise<boolean> {
  if ([...tally.globals.values()].some(({ module }) => module.startsWith('joblib.'))) return false;
  let whole = true;
  cursor.seek(tally.start);
  try {
    await scanPickle(cursor, refuse, {
      name: (module, name, at) => void noteName(tally, module, name, at),
      odd: (at, what) => noteOdd(tally, at, what),
      unknown: () => (whole = false),
    });
    return whole;
  } catch (error) {
    if (error instanceof CairnError && error.code === 'malformed_file') return false;
    throw error;
  }
}

/**
 * Reads one pickle from the cursor on. Never throws for what the pickle holds: one that breaks off has `broken`, and what
 * stands before is there, as loading it would have done that much. `afterBuild` may move the cursor past bytes that a
 * library keeps between opcodes.
 */
export async function readPickle(cursor: Cursor, refuse: Refuse, { limits = PICKLE_LIMITS, afterBuild }: { limits?: PickleLimits; afterBuild?: Machine['afterBuild'] } = {}): Promise<PickleRun> {
  const tally: PickleRun = { value: undefined, start: cursor.position(), end: cursor.position(), protocol: 0, opcodes: 0, globals: new Map(), calls: new Map(), odd: [], broken: null, exceeded: null, scanned: false };
  try {
    await runOpcodes(createMachine(cursor, refuse, limits, tally, afterBuild));
  } catch (error) {
    if (error instanceof TooMuch) {
      tally.exceeded = error.message;
      tally.scanned = await scanRest(cursor, refuse, tally);
    }
    else if (error instanceof CairnError && error.code === 'malformed_file') tally.broken = error;
    else throw error;
  }
  tally.end = cursor.position();
  return tally;
}
