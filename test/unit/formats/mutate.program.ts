// A process of its own, short of memory, that gives a format broken files: args are format, number of mutations, first seed,
// files; or `file` and one file to look into; or `hog`. Says which case it is at, a line each, before it tries it; its last line is JSON of what came of them.
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { withFileSource } from '../../../electron/engine/formats/fileSource.js';
import { FORMATS, inspectFile } from '../../../electron/engine/formats/registry.js';
import type { Format, FormatFacts } from '../../../electron/engine/formats/types.js';
import { CairnError } from '../../../shared/contract/errors.js';
import { sourceOf } from '../../fixtures/bytes.js';
import { mutated } from './mutations.js';

/** Bytes of one element where that is one number for all files of the dtype. */
const WIDTHS: Readonly<Record<string, number>> = { F32: 4, F16: 2, BF16: 2, I64: 8, FLOAT: 4, DOUBLE: 8, bytes: 1 };
/** A larger file is cut at every 64th byte, and at each of its last 64. */
const SMALL = 1024;
/** Far more than facts of files this small can be. */
const MOST_JSON = 4_000_000;

/** What is wrong with facts that were given for a file, or undefined. */
function wrongWith(facts: FormatFacts, size: number): string | undefined {
  const names = new Set<string>();
  let last = -1;
  for (const { name, dtype, shape, bytes, offset, location } of facts.tensors) {
    if (![bytes, offset, ...shape].every((value) => Number.isSafeInteger(value) && value >= 0)) return `tensor ${name} has a number that is no size`;
    if (names.has(name)) return `tensor ${name} is there twice`;
    names.add(name);
    const width = WIDTHS[dtype];
    if (width !== undefined && shape.reduce((product, side) => product * side, width) !== bytes) return `tensor ${name} of ${dtype} [${shape.join(', ')}] has ${bytes} bytes`;
    if (location !== undefined) continue;
    if (offset + bytes > size) return `tensor ${name} ends outside the file`;
    if (offset < last) return 'tensors are out of order';
    last = offset;
  }
  const borders = facts.borders ?? [];
  if (borders.some((border, index) => !Number.isSafeInteger(border) || border > size || border <= (borders[index - 1] ?? -1))) return 'borders are out of order or outside the file';
  return JSON.stringify(facts).length > MOST_JSON ? 'the facts are huge' : undefined;
}

/** Megabytes held at most; what `resourceUsage` says also counts what the parent held before this program began. */
function peakMb(): number {
  if (process.platform !== 'linux') return Math.round(process.resourceUsage().maxRSS / 1024);
  return Math.round(Number(/VmHWM:\s+(\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))?.[1]) / 1024);
}

interface Tally {
  cases: number;
  refused: number;
  slowest: { label: string; ms: number };
}

async function attempt(format: Format, bytes: Buffer, name: string, label: string, tally: Tally): Promise<FormatFacts | undefined> {
  process.stdout.write(`${label}\n`);
  tally.cases += 1;
  const started = performance.now();
  try {
    format.detect(bytes.subarray(0, 4096), name);
    const facts = await format.inspect(sourceOf(bytes, name));
    const wrong = wrongWith(facts, bytes.length);
    if (wrong !== undefined) throw new Error(wrong);
    return facts;
  } catch (error) {
    if (!(error instanceof CairnError && error.code === 'malformed_file')) throw new Error(`${label}: ${String(error)}`, { cause: error });
    if (!error.message.includes(name)) throw new Error(`${label}: the error does not name the file`, { cause: error });
    tally.refused += 1;
    return undefined;
  } finally {
    const ms = performance.now() - started;
    if (ms > tally.slowest.ms) tally.slowest = { label, ms };
  }
}

async function main(): Promise<void> {
  const [id, count, seed, ...files] = process.argv.slice(2);
  if (id === 'hog') {
    const held: Buffer[] = [];
    for (let index = 0; index < 64; index += 1) held.push(Buffer.alloc(8 * 1024 * 1024, 1));
    process.stdout.write(`${JSON.stringify({ held: held.length })}\n`);
    return;
  }
  if (id === 'file') {
    const file = count ?? '';
    const started = performance.now();
    const found = await withFileSource(file, basename(file), inspectFile);
    process.stdout.write(`${JSON.stringify({ format: found?.format, problem: found?.problem, tensors: found?.tensors.length, ms: performance.now() - started, peakMb: peakMb() })}\n`);
    return;
  }
  const format = FORMATS.find((one) => one.id === id);
  if (!format) throw new Error(`There is no format ${id}`);
  const tally: Tally = { cases: 0, refused: 0, slowest: { label: '', ms: 0 } };
  const samples = files.map((file) => ({ name: basename(file), bytes: readFileSync(file) }));
  for (const { name, bytes } of samples) {
    const whole = await attempt(format, bytes, name, `${name} as it is`, tally);
    if (!whole) throw new Error(`${name} was refused as it is`);
    for (let length = 0; length < bytes.length; length += bytes.length > SMALL && length < bytes.length - 64 ? 64 : 1) {
      const cut = await attempt(format, bytes.subarray(0, length), name, `${name} cut off at byte ${length}`, tally);
      if (cut && JSON.stringify(cut.tensors) !== JSON.stringify(whole.tensors)) throw new Error(`${name} cut off at byte ${length} gave other tensors`);
    }
  }
  for (let index = 0; index < Number(count); index += 1) {
    const sample = samples[index % samples.length];
    if (!sample) break;
    const case_ = Number(seed) + index;
    await attempt(format, mutated(sample.bytes, case_), sample.name, `${sample.name} with mutation ${case_}`, tally);
  }
  process.stdout.write(`${JSON.stringify({ ...tally, peakMb: peakMb() })}\n`);
}

void main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  process.exitCode = 1;
});
