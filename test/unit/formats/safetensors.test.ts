// The safetensors reader against files that are right, cut off, lying and broken at random.
import { describe, expect, it } from 'vitest';
import { inspectFile } from '../../../electron/engine/formats/registry.js';
import { safetensors } from '../../../electron/engine/formats/safetensors.js';
import type { FormatFacts, FormatSource } from '../../../electron/engine/formats/types.js';
import { CairnError } from '../../../shared/contract/errors.js';
import { safetensorsBytes, withLength } from '../../fixtures/safetensors.js';
import { fc, runs } from '../../support/fastCheck.js';

const SMALL = safetensorsBytes(
  {
    'layer.0.weight': { dtype: 'F32', shape: [2, 3], data: Buffer.alloc(24, 1) },
    'layer.0.bias': { dtype: 'BF16', shape: [3], data: Buffer.alloc(6, 2) },
    scalar: { dtype: 'I64', shape: [], data: Buffer.alloc(8, 3) },
    none: { dtype: 'F16', shape: [0, 4], data: Buffer.alloc(0) },
  },
  { format: 'pt', note: 'ü' },
);

function sourceOf(bytes: Uint8Array, size = bytes.length, most?: (length: number) => void): FormatSource {
  return {
    size,
    name: 'model.safetensors',
    read: async (offset, length) => {
      most?.(length);
      return bytes.subarray(offset, offset + length);
    },
  };
}

/** Facts, or the named error; anything else fails the test. */
async function outcome(bytes: Uint8Array, size?: number): Promise<FormatFacts | CairnError> {
  try {
    return await safetensors.inspect(sourceOf(bytes, size));
  } catch (error) {
    if (error instanceof CairnError && error.code === 'malformed_file') return error;
    throw error;
  }
}

async function refusal(bytes: Uint8Array, size?: number): Promise<string> {
  const result = await outcome(bytes, size);
  if (!(result instanceof CairnError)) throw new Error('it was accepted');
  return result.message;
}

/** A file of this header, with as many zero bytes behind it. */
function fileOf(header: unknown, data = 0): Buffer {
  return Buffer.concat([withLength(Buffer.from(typeof header === 'string' ? header : JSON.stringify(header))), Buffer.alloc(data)]);
}

const tensor = (begin: number, end: number, shape: unknown = [end - begin], dtype: unknown = 'U8'): object => ({ dtype, shape, data_offsets: [begin, end] });

describe('safetensors', () => {
  it('gives tensors in the order of their bytes, parameters, metadata, framework and borders', async () => {
    const facts = await safetensors.inspect(sourceOf(SMALL));
    const start = SMALL.length - 38;
    expect(facts).toEqual({
      framework: 'PyTorch',
      parameters: 10,
      tensors: [
        { name: 'layer.0.weight', dtype: 'F32', shape: [2, 3], bytes: 24, offset: start },
        { name: 'layer.0.bias', dtype: 'BF16', shape: [3], bytes: 6, offset: start + 24 },
        { name: 'scalar', dtype: 'I64', shape: [], bytes: 8, offset: start + 30 },
        { name: 'none', dtype: 'F16', shape: [0, 4], bytes: 0, offset: start + 38 },
      ],
      metadata: { format: 'pt', note: 'ü' },
      safety: { level: 'clean', findings: [] },
      borders: [start, start + 24, start + 30, start + 38],
      layers: [
        { name: 'layer.0', kind: '', detail: 'weight [2, 3], bias [3]', parameters: 9 },
        { name: '(top)', kind: '', detail: 'scalar [], none [0, 4]', parameters: 1 },
      ],
      layerCount: 2,
    });
  });

  it('names what is wrong with a file cut off at any byte', async () => {
    for (let length = 0; length < SMALL.length; length += 1) await refusal(SMALL.subarray(0, length));
  });

  it('names what is wrong when a file shrinks while it is read', async () => {
    for (let length = 0; length < SMALL.length - 38; length += 1) await refusal(SMALL.subarray(0, length), SMALL.length);
  });

  it('believes no length before it was compared with the file', async () => {
    const claims = [2n ** 63n, 2n ** 64n - 1n, 100_000_001n, 10n ** 9n, BigInt(SMALL.length - 7)];
    for (const claim of claims) {
      const bytes = Buffer.from(SMALL);
      bytes.writeBigUInt64LE(claim);
      let most = 0;
      const source = sourceOf(bytes, bytes.length, (length) => (most = Math.max(most, length)));
      await expect(safetensors.inspect(source)).rejects.toThrow(String(claim));
      expect(most).toBe(8);
    }
  });

  it.each([
    ['overlap', fileOf({ a: tensor(0, 8), b: tensor(4, 12) }, 12), 'overlaps tensor "a" by 4 bytes'],
    ['a gap', fileOf({ a: tensor(0, 4), b: tensor(8, 12) }, 12), '4 bytes between tensor "a" and tensor "b"'],
    ['bytes at the end', fileOf({ a: tensor(0, 4) }, 6), '2 bytes after tensor "a"'],
    ['out of range', fileOf({ a: tensor(0, 99) }, 12), 'ends at byte 99 of the data, which is 12 bytes long'],
    ['end before begin', fileOf({ a: { dtype: 'U8', shape: [1], data_offsets: [4, 3] } }, 4), 'before its begin'],
    ['size against shape', fileOf({ a: tensor(0, 8, [3], 'F32') }, 8), 'needs 12 bytes and has 8'],
    ['a shape beyond counting', fileOf({ a: tensor(0, 8, [2 ** 40, 2 ** 40]) }, 8), 'more elements than can be counted'],
    ['a negative side', fileOf({ a: tensor(0, 8, [-8]) }, 8), 'has shape [-8]'],
    ['a broken side', fileOf({ a: tensor(0, 8, [8.5]) }, 8), 'has shape [8.5]'],
    ['an unknown dtype', fileOf({ a: tensor(0, 8, [8], 'Q7') }, 8), 'has dtype "Q7"'],
    ['a dtype of the language', fileOf({ a: tensor(0, 8, [8], 'constructor') }, 8), 'has dtype "constructor"'],
    ['a name twice', fileOf('{"a":{"dtype":"U8","shape":[0],"data_offsets":[0,0]},"a":{"dtype":"U8","shape":[0],"data_offsets":[0,0]}}'), 'occurs twice'],
    ['a name twice, escaped', fileOf('{"a":{"dtype":"U8","shape":[0],"data_offsets":[0,0]},"\\u0061":{"dtype":"U8","shape":[0],"data_offsets":[0,0]}}'), 'occurs twice'],
    ['metadata that is no text', fileOf({ __metadata__: { a: 1 } }), 'where a string belongs'],
    ['half a surrogate', fileOf('{"\\ud800":{"dtype":"U8","shape":[0],"data_offsets":[0,0]}}'), 'surrogate'],
    ['nesting', fileOf(`{"a":${'['.repeat(100_000)}${']'.repeat(100_000)}}`), 'nested deeper'],
    ['no JSON', fileOf('{"a":'), 'not valid JSON'],
    ['a list', fileOf('[1]'), 'begins with byte 0x5b'],
    ['no UTF-8', Buffer.concat([withLength(Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x7d]))]), 'not valid UTF-8'],
    ['a foreign field', fileOf({ a: { ...tensor(0, 1), extra: 1 } }, 1), 'has a field "extra"'],
  ])('names %s', async (_, bytes, found) => {
    expect(await refusal(bytes)).toContain(found);
  });

  it('takes a name that is a trap of the language for a name', async () => {
    const bytes = fileOf('{"__proto__":{"dtype":"U8","shape":[2],"data_offsets":[0,2]},"__metadata__":{"__proto__":"x"}}', 2);
    const facts = await safetensors.inspect(sourceOf(bytes));
    expect(facts.tensors.map((one) => one.name)).toEqual(['__proto__']);
    expect(Object.entries(facts.metadata)).toEqual([['__proto__', 'x']]);
  });

  it('gives 2,000 broken headers a named error or facts that cover the file', async () => {
    let refused = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(fc.nat(SMALL.length - 39), fc.nat(255), fc.constantFrom('set', 'insert', 'remove')), { minLength: 1, maxLength: 4 }), async (edits) => {
        let bytes = Buffer.from(SMALL);
        for (const [at, value, how] of edits) {
          if (how === 'set') bytes[at] = value;
          else bytes = Buffer.concat([bytes.subarray(0, at), ...(how === 'insert' ? [Buffer.from([value])] : []), bytes.subarray(how === 'insert' ? at : at + 1)]);
        }
        const result = await outcome(bytes);
        if (result instanceof CairnError) refused += 1;
        else expect(result.tensors.reduce((sum, one) => sum + one.bytes, 0)).toBe(bytes.length - (result.borders?.[0] ?? 0));
      }),
      { numRuns: runs(2000) },
    );
    expect(refused).toBeGreaterThan(500);
  });

  it('is recognised by its bytes and by its name; a malformed file has its problem and no facts', async () => {
    expect(safetensors.detect(SMALL, 'model.bin')).toBeGreaterThan(0);
    expect(safetensors.detect(Buffer.from('hello world, hello'), 'notes.txt')).toBeNull();
    expect(await inspectFile({ ...sourceOf(SMALL), name: 'x' })).toMatchObject({ format: 'safetensors', tensorBytes: 38, dtypes: { F32: 24, BF16: 6, I64: 8, F16: 0 }, problem: null });
    const broken = await inspectFile(sourceOf(SMALL.subarray(0, 60)));
    expect(broken).toMatchObject({ format: 'safetensors', tensors: [], parameters: null, borders: null });
    expect(broken?.problem).toContain('model.safetensors');
    expect(await inspectFile({ ...sourceOf(Buffer.from('plain text')), name: 'a.txt' })).toBeUndefined();
  });
});
