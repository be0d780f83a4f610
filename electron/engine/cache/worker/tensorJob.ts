// Holds tensors of kept blobs against each other, streaming both files a piece at a time.
import { closeSync, openSync, readSync } from 'node:fs';
import { CairnError } from '../../../../shared/contract/errors.js';
import { numberType } from '../../domain/weights/pairs.js';
import type { NumberType } from '../../domain/weights/plainTypes.js';
import { addCounts, addPiece, addRange, figuresOf, newSums, type Range } from '../../domain/weights/statistics.js';
import { cancelled, namedError } from '../fsErrors.js';
import { openControl, type Control } from './control.js';
import type { TensorHistogramJob, TensorHistogramResult, TensorJob, TensorPlace, TensorResult } from './protocol.js';

/** Elements of a piece: a whole number of every kind of block. */
const PIECE = 1 << 20;
const BYTE_PIECE = 4 << 20;

interface Files {
  read(place: TensorPlace, from: number, length: number, into: Buffer): Buffer;
  close(): void;
}

/** Blobs stay open as long as the job goes; there are at most as many as the two versions have files. */
function openFiles(): Files {
  const open = new Map<string, number>();
  const handle = (file: string): number => {
    const known = open.get(file);
    if (known !== undefined) return known;
    try {
      const opened = openSync(file, 'r');
      open.set(file, opened);
      return opened;
    } catch (error) {
      throw namedError(error, 'root', 'Comparing', file);
    }
  };
  return {
    read(place, from, length, into) {
      const file = handle(place.file);
      let got = 0;
      while (got < length) {
        const count = readSync(file, into, got, length - got, place.offset + from + got);
        if (count === 0) throw new CairnError('corrupt', `Comparing: ${place.file} ends where a tensor still has ${length - got} bytes`, { path: place.file });
        got += count;
      }
      return into.subarray(0, length);
    },
    close() {
      for (const each of open.values()) closeSync(each);
    },
  };
}

function typeOf(place: TensorPlace): NumberType {
  const type = numberType(place.dtype);
  if (!type) throw new CairnError('internal', `Comparing: numbers of type ${place.dtype} cannot be read`);
  return type;
}

const room = (): Buffer => Buffer.from(new ArrayBuffer(PIECE * 8));

/** Runs over the elements of a tensor, a piece at a time. */
function pieces(place: TensorPlace, type: NumberType): { readonly count: number; bytesOf(piece: number): readonly [from: number, length: number] } {
  const stride = (PIECE / type.block) * type.bytes;
  return { count: Math.ceil(place.bytes / stride), bytesOf: (piece) => [piece * stride, Math.min(stride, place.bytes - piece * stride)] };
}

function check(control: Control): void {
  if (control.cancelled) throw cancelled('Comparing');
}

function compareValues(files: Files, before: TensorPlace, after: TensorPlace, control: Control, rooms: readonly [Buffer, Buffer]): TensorResult {
  const [typeA, typeB] = [typeOf(before), typeOf(after)];
  const [listA, listB] = [pieces(before, typeA), pieces(after, typeB)];
  const sums = newSums();
  for (let piece = 0; piece < listA.count; piece += 1) {
    check(control);
    const [fromA, lengthA] = listA.bytesOf(piece);
    const [fromB, lengthB] = listB.bytesOf(piece);
    const a = files.read(before, fromA, lengthA, rooms[0]);
    const b = files.read(after, fromB, lengthB, rooms[1]);
    addPiece(sums, typeA.decode(a), typeB.decode(b));
    control.hashed += lengthA + lengthB;
  }
  return { figures: figuresOf(sums), same: before.dtype === after.dtype && sums.changed === 0 };
}

function compareBytes(files: Files, before: TensorPlace, after: TensorPlace, control: Control, rooms: readonly [Buffer, Buffer]): TensorResult {
  if (before.bytes !== after.bytes) return { figures: null, same: false };
  for (let from = 0; from < before.bytes; from += BYTE_PIECE) {
    check(control);
    const length = Math.min(BYTE_PIECE, before.bytes - from);
    const equal = files.read(before, from, length, rooms[0]).equals(files.read(after, from, length, rooms[1]));
    control.hashed += 2 * length;
    if (!equal) return { figures: null, same: false };
  }
  return { figures: null, same: true };
}

export function runTensors(job: TensorJob): readonly TensorResult[] {
  const control = openControl(job.control);
  const files = openFiles();
  const rooms = [room(), room()] as const;
  try {
    return job.pairs.map(({ before, after, how }) => (how === 'values' ? compareValues : compareBytes)(files, before, after, control, rooms));
  } finally {
    files.close();
  }
}

export function runTensorHistogram(job: TensorHistogramJob): TensorHistogramResult {
  const control = openControl(job.control);
  const files = openFiles();
  const into = room();
  const each = (place: TensorPlace, use: (values: Float32Array | Float64Array) => void): void => {
    const type = typeOf(place);
    const list = pieces(place, type);
    for (let piece = 0; piece < list.count; piece += 1) {
      check(control);
      const [from, length] = list.bytesOf(piece);
      use(type.decode(files.read(place, from, length, into)));
    }
  };
  try {
    const range: Range = { min: Infinity, max: -Infinity, nonFinite: 0 };
    const sides = [job.before, job.after];
    for (const place of sides) if (place) each(place, (values) => addRange(range, values));
    const found: Range = range.min > range.max ? { ...range, min: 0, max: 0 } : range;
    const [before = null, after = null] = sides.map((place) => {
      if (!place) return null;
      const counts = Array.from({ length: job.bins }, () => 0);
      each(place, (values) => addCounts(counts, found, values));
      return counts;
    });
    return { min: found.min, max: found.max, nonFinite: found.nonFinite, before, after };
  } finally {
    files.close();
  }
}
