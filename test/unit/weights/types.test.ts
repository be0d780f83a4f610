// Numbers out of bytes: quantised blocks against the gguf package's own words, small floats against their definitions.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ROOT } from '../../../build/lib/paths.mjs';
import { numberType } from '../../../electron/engine/domain/weights/pairs.js';

const MADE = JSON.parse(readFileSync(join(ROOT, 'test', 'fixtures', 'ggmlDequant.json'), 'utf8')) as Record<string, { bytes: string; values: string }>;

function decoded(dtype: string, bytes: Uint8Array): number[] {
  const type = numberType(dtype);
  if (!type) throw new Error(`${dtype} is not read`);
  return [...type.decode(bytes)];
}

describe('numbers of weights', () => {
  it.each(Object.keys(MADE))('%s is what the gguf package makes of it', (dtype) => {
    const { bytes, values } = MADE[dtype] ?? { bytes: '', values: '' };
    const raw = Buffer.from(values, 'base64');
    const want = [...new Float32Array(raw.buffer.slice(raw.byteOffset, raw.byteOffset + raw.length))];
    const got = decoded(dtype, Buffer.from(bytes, 'base64'));
    expect(got.length).toBe(want.length);
    // The package rounds to 32 bits after each step, we at the end: a few units in the last place of the block's greatest value.
    const slack = Math.max(...want.map(Math.abs)) * 4e-7;
    got.forEach((value, index) => expect(Math.abs(value - (want[index] as number)), `element ${index}`).toBeLessThanOrEqual(slack));
  });

  it('reads every half, whatever its place in memory, as its definition says', () => {
    for (const shift of [0, 1]) {
      const bytes = new Uint8Array(2 * 8 + shift);
      const codes = [0x0000, 0x8000, 0x3c00, 0xc000, 0x7bff, 0x0001, 0x7c00, 0x7e00];
      codes.forEach((code, index) => bytes.set([code & 255, code >> 8], shift + 2 * index));
      expect(decoded('F16', bytes.subarray(shift))).toEqual([0, -0, 1, -2, 65504, 2 ** -24, Infinity, NaN]);
      const brain = new Uint8Array([...Array.from({ length: shift }, () => 0), 0x80, 0x3f, 0x49, 0xc0]);
      expect(decoded('BF16', brain.subarray(shift))).toEqual([1, -3.140625]);
    }
    expect(decoded('F8_E4M3', Uint8Array.of(0x38, 0x7e, 0x7f, 0xb8, 0x01))).toEqual([1, 448, NaN, -1, 2 ** -9]);
    expect(decoded('F8_E5M2', Uint8Array.of(0x3c, 0x7b, 0x7c, 0xfd))).toEqual([1, 57344, Infinity, NaN]);
  });

  it('reads whole numbers of every width', () => {
    expect(decoded('I8', Uint8Array.of(0xff, 0x7f))).toEqual([-1, 127]);
    expect(decoded('I16', Uint8Array.of(0xff, 0xff))).toEqual([-1]);
    expect(decoded('U32', Uint8Array.of(0xff, 0xff, 0xff, 0xff))).toEqual([4294967295]);
    expect(decoded('I64', Uint8Array.of(0xfe, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff))).toEqual([-2]);
  });
});
