// The parts of the machine that reads pickles.
import type { CairnError } from '../../../../shared/contract/errors.js';
import type { Cursor } from '../cursor.js';
import type { Refuse } from '../refusal.js';
import type { PickleCall, PickleGlobal, PickleValue } from './values.js';

/** Begins a group of values on the stack. */
export const MARK = Symbol('mark');

export interface PickleLimits {
  opcodes: number;
  /** Containers, objects and entries. */
  values: number;
  /** UTF-16 units that are kept of texts. */
  text: number;
}

/** Something that would be called: what, with which arguments, at which opcode. */
export interface SeenCall {
  readonly of: PickleValue;
  readonly args: string;
  readonly at: number;
}

/** What one pickle would do. */
export interface PickleRun {
  /** What it describes, once it came to its end. */
  value: PickleValue | undefined;
  readonly start: number;
  /** Behind its last opcode that was read. */
  end: number;
  protocol: number;
  opcodes: number;
  /** `module.name` -> where it is imported first. */
  readonly globals: Map<string, PickleGlobal>;
  /** What is called -> the first calls of it. */
  readonly calls: Map<string, SeenCall[]>;
  /** What honest writers do not do. */
  readonly odd: { readonly at: number; readonly what: string }[];
  /** Why it broke off, or null. */
  broken: CairnError | null;
  /** What there was too much of, or null. */
  exceeded: string | null;
  /** It was too much, and still all that it imports is known. */
  scanned: boolean;
}

export interface Machine {
  readonly cursor: Cursor;
  readonly refuse: Refuse;
  readonly memo: Map<number, PickleValue>;
  readonly tally: PickleRun;
  readonly afterBuild: ((object: PickleCall, cursor: Cursor) => Promise<void>) | undefined;
  spend(what: keyof PickleLimits, count: number): void;
  push(value: PickleValue): void;
  mark(): void;
  pop(): PickleValue;
  peek(): PickleValue;
  drop(): void;
  /** The values of the innermost group, which ends. */
  popToMark(): PickleValue[];
}

/** What an opcode does; `at` is its own byte. */
export type Opcode = (machine: Machine, at: number) => Promise<void> | void;
