// The GGUF reader against files of the real library, of all versions and both byte orders, and against headers that lie.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { GGML_TYPES } from '../../../electron/engine/formats/ggmlTypes.js';
import { gguf } from '../../../electron/engine/formats/gguf.js';
import { CairnError } from '../../../shared/contract/errors.js';
import { sourceOf } from '../../fixtures/bytes.js';
import { ggufHeader, ggufWriter, type GgufShape, type GgufTensor } from '../../fixtures/gguf.js';

const inspect = (bytes: Uint8Array, size = bytes.length) => gguf.inspect(sourceOf(bytes, 'model.gguf', { size }));
const real = (name: string): Buffer => readFileSync(join(__dirname, '../../fixtures/files', name));
const w = ggufWriter();

function tensor(name: string, offset: number | bigint, shape: readonly number[] = [8], type = 0): GgufTensor {
  return { name, shape, type, offset: BigInt(offset) };
}

/** A file of this header, with as many zero bytes of data. */
function fileOf(shape: GgufShape, data = 0, alignment = 32): Buffer {
  return Buffer.concat([ggufHeader(shape, alignment), Buffer.alloc(data)]);
}

async function refusal(bytes: Uint8Array): Promise<string> {
  const error: unknown = await inspect(bytes).then(() => new Error('it was accepted'), (thrown: unknown) => thrown);
  if (!(error instanceof CairnError) || error.code !== 'malformed_file') throw error;
  expect(error.message).toContain('model.gguf');
  return error.message;
}

describe('gguf', () => {
  it('finds in a real file what the real library finds', async () => {
    const facts = await inspect(real('real.gguf'));
    expect(facts.tensors).toEqual([
      { name: 'token_embd.weight', dtype: 'F32', shape: [64, 4], bytes: 1024, offset: 1440 },
      { name: 'output_norm.weight', dtype: 'F16', shape: [5], bytes: 10, offset: 2464 },
      { name: 'blk.0.attn_q.weight', dtype: 'Q8_0', shape: [64, 2], bytes: 136, offset: 2496 },
      { name: 'blk.0.ffn_up.weight', dtype: 'Q4_K', shape: [256, 1], bytes: 144, offset: 2656 },
    ]);
    expect(facts).toMatchObject({ framework: 'GGML', parameters: 645, borders: [1440, 2464, 2496, 2656], safety: { level: 'clean' } });
    expect(facts.metadata).toMatchObject({
      'general.architecture': 'llama', 'general.name': 'tiny', 'llama.rope.freq_base': '10000',
      'llama.attention.layer_norm_rms_epsilon': '0.00001', 'tokenizer.ggml.tokens': 'string[40]', 'tokenizer.ggml.scores': 'float32[40]',
      'tokenizer.ggml.add_bos_token': 'true', 'general.tags': '["tiny","test"]', 'gguf.version': '3', 'gguf.byte_order': 'little-endian',
      'gguf.quantization': 'Q8_0',
    });
    expect(facts.safety.findings).toMatchObject([{ level: 'clean', what: expect.stringContaining('chat template') as string }]);
  });

  it('finds in a real file of the other byte order what the real library finds', async () => {
    const facts = await inspect(real('real-big-endian.gguf'));
    expect(facts.tensors).toEqual([
      { name: 'token_embd.weight', dtype: 'F32', shape: [64, 4], bytes: 1024, offset: 1312 },
      { name: 'output_norm.weight', dtype: 'F16', shape: [5], bytes: 10, offset: 2336 },
    ]);
    expect(facts.metadata).toMatchObject({ 'gguf.byte_order': 'big-endian', 'llama.block_count': '1', 'general.name': 'tiny' });
  });

  it.each([[1, true], [2, true], [2, false], [3, false]] as const)('reads version %i, little-endian: %s', async (version, little) => {
    const own = ggufWriter(version, little);
    const facts = await inspect(fileOf({ version, little, keys: [['general.name', own.string('x')], ['words', own.words(['a', 'bc'])], ['general.file_type', own.uint32(15)]], tensors: [tensor('a', 0), tensor('b', 32, [3, 2])] }, 56));
    expect(facts.tensors.map(({ name, shape, bytes }) => [name, shape, bytes])).toEqual([['a', [8], 32], ['b', [3, 2], 24]]);
    expect(facts.metadata).toEqual({ 'general.name': 'x', words: '["a","bc"]', 'general.file_type': '15', 'gguf.version': String(version), 'gguf.byte_order': little ? 'little-endian' : 'big-endian', 'gguf.quantization': 'Q4_K_M' });
  });

  it('leaves out the zero that early writers counted with a string', async () => {
    const own = ggufWriter(1);
    const facts = await inspect(fileOf({ version: 1, keys: [['general.architecture\0', own.string('llama\0')], ['words\0', own.words(['a\0', ''])]], tensors: [tensor('a\0', 0)] }, 32));
    expect(facts.tensors[0]?.name).toBe('a');
    expect(facts.metadata).toMatchObject({ 'general.architecture': 'llama', words: '["a",""]' });
  });

  it('knows the blocks of every type as the real library does', () => {
    const known = new Map([...GGML_TYPES.values()].map((type) => [type.name, [type.block, type.bytes]]));
    expect(known.size).toBe(GGML_TYPES.size);
    const library: unknown = JSON.parse(readFileSync(join(__dirname, '../../fixtures/ggmlSizes.json'), 'utf8'));
    for (const [number, name, block, bytes] of library as [number, string, number, number][]) expect(GGML_TYPES.get(number)).toEqual({ name, block, bytes });
  });

  it('keeps short lists and text, and only the lengths of long ones', async () => {
    const keys = [
      ['numbers', w.list(5, 2n, Buffer.concat([w.u32(1), w.u32(0xffffffff)]))],
      ['many', w.list(4, 17n, Buffer.alloc(68))],
      ['nested', w.list(9, 2n, Buffer.concat([w.u32(4), w.u64(1n), w.u32(7), w.u32(8), w.u64(0n)]))],
      ['long', w.string('x'.repeat(70_000))],
      ['cut', w.string('y'.repeat(20_000))],
      ['half', w.string(`${'z'.repeat(16_383)}😀${'z'.repeat(100)}`)],
    ] as const;
    const { metadata } = await inspect(fileOf({ keys }));
    expect(metadata).toMatchObject({ numbers: '[1, -1]', many: 'uint32[17]', nested: 'list[2]', long: '(text of 70000 bytes)' });
    expect(metadata['cut']).toBe(`${'y'.repeat(16_384)}... (20000 characters)`);
    expect(metadata['half']?.startsWith(`${'z'.repeat(16_383)}... (`)).toBe(true);
  });

  it('lets no key of the file speak for the parser, or reach the language', async () => {
    const { metadata } = await inspect(fileOf({ keys: [['gguf.version', w.string('99')], ['__proto__', w.string('x')]] }));
    expect(Object.entries(metadata)).toContainEqual(['__proto__', 'x']);
    expect(metadata['gguf.version']).toBe('3');
  });

  it('is content with a vocabulary alone, with padding or without it', async () => {
    const bytes = fileOf({ keys: [['general.architecture', w.string('llama')]] });
    const facts = await inspect(bytes.subarray(0, 24 + 8 + 20 + 4 + 8 + 5));
    expect(facts).toMatchObject({ tensors: [], parameters: 0, borders: null });
  });

  it('believes no count before it was compared with the file', async () => {
    for (const [shape, found] of [
      [{ tensorCount: 2n ** 40n }, 'claims 1099511627776 tensors'],
      [{ tensorCount: 2n ** 64n - 1n }, 'claims 18446744073709551615 tensors'],
      [{ keyCount: 2n ** 63n }, '9223372036854775808 keys'],
      [{ keyCount: 1n, keys: [['k', Buffer.concat([w.u32(8), w.u64(2n ** 63n)])]] }, 'claims 9223372036854775808 bytes'],
      [{ keyCount: 1n, keys: [['k', w.list(8, 2n ** 62n, Buffer.alloc(0))]] }, 'claims 4611686018427387904 items'],
      [{ keyCount: 1n, keys: [['k', w.list(12, 2n ** 50n, Buffer.alloc(0))]] }, 'claims 1125899906842624 items'],
    ] as [GgufShape, string][]) {
      const bytes = fileOf(shape);
      let most = 0;
      const source = sourceOf(bytes, 'model.gguf', { onRead: (length) => (most = Math.max(most, length)) });
      await expect(gguf.inspect(source)).rejects.toThrow(found);
      expect(most).toBeLessThanOrEqual(bytes.length);
    }
    const header = fileOf({ tensorCount: 2n ** 40n });
    await expect(inspect(header, 2 ** 50)).rejects.toThrow('at most 100000 are read');
  });

  it.each([
    ['another magic', Buffer.concat([Buffer.from('GGML'), Buffer.alloc(60)]), 'does not begin with "GGUF"'],
    ['a version to come', Buffer.concat([Buffer.from('GGUF'), w.u32(4), Buffer.alloc(60)]), 'version 4'],
    ['alignment 0', fileOf({ keys: [['general.alignment', w.uint32(0)]] }), 'general.alignment is "0"'],
    ['alignment 24', fileOf({ keys: [['general.alignment', w.uint32(24)]] }), 'general.alignment is "24"'],
    ['alignment as text', fileOf({ keys: [['general.alignment', w.string('32')]] }), 'general.alignment is "32"'],
    ['a key twice', fileOf({ keys: [['k', w.uint32(1)], ['k', w.uint32(2)]] }), 'the key "k" occurs twice'],
    ['a tensor twice', fileOf({ tensors: [tensor('t', 0), tensor('t', 32)] }, 64), 'the tensor name "t" occurs twice'],
    ['an offset outside', fileOf({ tensors: [tensor('t', 2n ** 40n)] }, 32), 'takes bytes 1099511627776 to 1099511627808'],
    ['an offset of 2^63', fileOf({ tensors: [tensor('t', 2n ** 63n)] }, 32), 'takes bytes 9223372036854775808'],
    ['an end outside', fileOf({ tensors: [tensor('t', 32)] }, 63), 'takes bytes 32 to 64 of its data, of which the file has 63'],
    ['an offset between', fileOf({ tensors: [tensor('t', 8)] }, 64), 'not a multiple of 32'],
    ['an overlap', fileOf({ tensors: [tensor('a', 0, [16]), tensor('b', 32)] }, 128), 'tensor "b" overlaps tensor "a" by 32 bytes'],
    ['an unknown type', fileOf({ tensors: [tensor('t', 0, [32], 5)] }, 32), 'has type 5'],
    ['a row of half a block', fileOf({ tensors: [tensor('t', 0, [48, 2], 8)] }, 128), 'not whole blocks of 32'],
    ['nine dimensions', fileOf({ tensors: [tensor('t', 0, Array.from({ length: 9 }, () => 1))] }, 32), 'has 9 dimensions'],
    ['too many elements', fileOf({ tensors: [tensor('t', 0, [2 ** 40, 2 ** 40])] }, 32), 'more elements than can be counted'],
    ['a long name', fileOf({ tensors: [tensor('n'.repeat(300), 0)] }, 32), '300 bytes long; at most 256'],
    ['a value of no type', fileOf({ keys: [['k', w.u32(13)]] }), '"k" has type 13'],
    ['a list of no type', fileOf({ keys: [['k', w.list(77, 1n, Buffer.alloc(8))]] }), '"k" is a list of type 77'],
    ['a bool of 2', fileOf({ keys: [['k', Buffer.concat([w.u32(7), Buffer.from([2])])]] }), '"k": a bool has the value 2'],
    ['lists in lists', fileOf({ keys: [['k', w.list(9, 1n, Buffer.concat(Array.from({ length: 9 }, () => Buffer.concat([w.u32(9), w.u64(1n)]))))]] }, 64), 'lists within lists'],
    ['half a character', Buffer.concat([Buffer.from('GGUF'), w.u32(3), w.u64(0n), w.u64(1n), w.text(Buffer.from([0xc3])), w.uint32(1), Buffer.alloc(32)]), 'not valid UTF-8'],
  ])('names %s', async (_, bytes, found) => {
    expect(await refusal(bytes)).toContain(found);
  });

  it('takes the alignment of the file for its data', async () => {
    const facts = await inspect(fileOf({ keys: [['general.alignment', w.uint32(128)]], tensors: [tensor('a', 0), tensor('b', 128)] }, 160, 128));
    expect(facts.tensors.map((one) => one.offset % 128)).toEqual([0, 0]);
    expect(facts.borders).toEqual(facts.tensors.map((one) => one.offset));
  });

  it('names what is wrong when a file shrinks while it is read', async () => {
    const whole = real('real.gguf');
    for (let length = 0; length < 1400; length += 7) await expect(inspect(whole.subarray(0, length), whole.length)).rejects.toThrow('the file ended at byte');
  });

  it('is recognised by its first bytes or its name', () => {
    expect(gguf.detect(real('real.gguf'), 'x')).toBe(1);
    expect(gguf.detect(Buffer.from('text'), 'x.GGUF')).toBe(0.5);
    expect(gguf.detect(Buffer.from('GG'), 'x')).toBeNull();
  });
});
