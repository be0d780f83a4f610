// The memory in which the pieces of a file travel from the thread that reads it to those that cut and write it. All see the
// same bytes, so what is hashed is what is kept; and it begins at a page, as writing around the system's cache asks for.
import { createGearMemory, GEAR_ROOM_AT, type GearMemory } from '../chunker/gearWasm.js';
import type { Control } from './control.js';

/** Long enough for a disk to be busy with one while the next is filled. */
export const PIECE = 4 * 1024 * 1024;
const PIECES = 6;

const FILLED = 0;
const CUT = 1;
const WRITTEN = 2;
const STATES = 4;

/** Shared between threads; see `openBelt`. */
export interface BeltMemory {
  readonly memory: GearMemory;
  /** Pieces of the file that were filled, cut and written. */
  readonly state: SharedArrayBuffer;
}

export function createBeltMemory(): BeltMemory {
  return { memory: createGearMemory(PIECE * PIECES, true), state: new SharedArrayBuffer(STATES * 4) };
}

/** For the next file. Nobody may be using it. */
export function resetBelt(belt: BeltMemory): void {
  new Int32Array(belt.state).fill(0);
}

export interface Belt {
  /** Of the reader: room for a piece, once the one that was there has been cut and written. Undefined when someone cancelled. */
  toFill(piece: number, length: number, alsoCut: boolean): Buffer | undefined;
  filled(piece: number): void;
  /** Of the others: the piece, once it was read. Undefined when someone cancelled. */
  next(piece: number, length: number): Buffer | undefined;
  cut(piece: number): void;
  written(piece: number): void;
}

export function openBelt({ memory, state }: BeltMemory, control: Control): Belt {
  const counts = new Int32Array(state);
  const upTo = (what: number): number => Atomics.load(counts, what);
  const room = (piece: number, length: number): Buffer => Buffer.from(memory.buffer, GEAR_ROOM_AT + (piece % PIECES) * PIECE, length);
  const note = (what: number) => (piece: number) => {
    Atomics.store(counts, what, piece + 1);
    control.wake();
  };
  return {
    toFill(piece, length, alsoCut) {
      control.waitUntil(() => upTo(WRITTEN) > piece - PIECES && (!alsoCut || upTo(CUT) > piece - PIECES));
      return control.cancelled ? undefined : room(piece, length);
    },
    filled: note(FILLED),
    next(piece, length) {
      control.waitUntil(() => upTo(FILLED) > piece);
      return control.cancelled ? undefined : room(piece, length);
    },
    cut: note(CUT),
    written: note(WRITTEN),
  };
}

/** The pieces of a file of `size` bytes, in order. */
export function* piecesOf(size: number): Iterable<{ readonly piece: number; readonly at: number; readonly length: number }> {
  for (let piece = 0, at = 0; at < size; piece += 1, at += PIECE) yield { piece, at, length: Math.min(PIECE, size - at) };
}
