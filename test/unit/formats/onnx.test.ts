// The ONNX reader against files of the real library and against models written field by field, right and wrong.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { onnx } from '../../../electron/engine/formats/onnx.js';
import { CairnError } from '../../../shared/contract/errors.js';
import { sourceOf } from '../../fixtures/bytes.js';
import { bytesField, keyValue, numberField, onnxModel, opset, tensorProto, varint, type OnnxTensorShape } from '../../fixtures/onnx.js';

const inspect = (bytes: Uint8Array, size = bytes.length) => onnx.inspect(sourceOf(bytes, 'model.onnx', { size }));
const real = (name: string): Buffer => readFileSync(join(__dirname, '../../fixtures/files', name));
const initializer = (shape: OnnxTensorShape): Buffer => bytesField(5, tensorProto(shape));
const external = (values: Record<string, string>, shape: readonly number[] = [2]): Buffer => onnxModel([initializer({ name: 'w', shape, external: values })]);

async function refusal(bytes: Uint8Array): Promise<string> {
  const error: unknown = await inspect(bytes).then(() => new Error('it was accepted'), (thrown: unknown) => thrown);
  if (!(error instanceof CairnError) || error.code !== 'malformed_file') throw error;
  expect(error.message).toContain('model.onnx');
  return error.message;
}

describe('onnx', () => {
  it('finds in a real file what the real library finds', async () => {
    const facts = await inspect(real('real.onnx'));
    const found = Object.fromEntries(facts.tensors.map(({ name, dtype, shape, bytes }) => [name, [dtype, shape, bytes]]));
    expect(found).toEqual({
      w: ['FLOAT', [3, 4], 48], half: ['FLOAT16', [3], 8], typed: ['FLOAT', [2, 2], 16], ids: ['INT64', [3], 13], words: ['STRING', [2], 8],
      flags: ['BOOL', [2], 2], none: ['FLOAT', [0, 4], 0], table: ['INT8', [256], 256], inner: ['FLOAT', [2], 8], 'inner (2)': ['FLOAT', [2], 8],
    });
    expect(facts.tensors.find(({ name }) => name === 'w')?.offset).toBe(632);
    expect(facts).toMatchObject({ framework: 'ONNX', parameters: 286, borders: null, safety: { level: 'clean', findings: [] } });
    expect(facts.metadata).toEqual({
      author: 'ü', task: 'none', 'onnx.ir_version': '8', 'onnx.opset.ai.onnx': '17', 'onnx.opset.ai.onnx.ml': '3', 'onnx.producer': 'test',
      'onnx.producer_version': '1.2', 'onnx.doc': 'small', 'onnx.graph': 'tiny', 'onnx.nodes': '4', 'onnx.input.x': 'FLOAT[batch, 3]',
      'onnx.input.yes': 'BOOL[]', 'onnx.output.y': 'FLOAT[batch, 4]', 'onnx.output.z': 'FLOAT[2]',
    });
  });

  it('says where the weights of a real file with external data lie', async () => {
    const facts = await inspect(real('real-external.onnx'));
    expect(facts.tensors).toEqual([
      { name: 'w', dtype: 'FLOAT', shape: [8, 8], bytes: 256, offset: 0, location: 'real-external.bin' },
      { name: 'b', dtype: 'INT64', shape: [300], bytes: 2400, offset: 256, location: 'real-external.bin' },
    ]);
    expect(facts).toMatchObject({ parameters: 364, borders: null, safety: { level: 'clean' } });
    expect(facts.metadata['onnx.external.real-external.bin']).toBe('2 tensors, 2656 bytes');
  });

  it('of a real file cut off at any byte says what is wrong, or all of its tensors', async () => {
    const whole = real('real.onnx');
    const { tensors } = await inspect(whole);
    for (let length = 0; length < whole.length; length += 1) {
      const outcome: unknown = await inspect(whole.subarray(0, length)).catch((error: unknown) => error);
      if (outcome instanceof CairnError) expect(outcome.code).toBe('malformed_file');
      else expect(outcome).toMatchObject({ tensors });
    }
  });

  it.each(['../secret.bin', '/etc/passwd', 'C:\\weights', '\\\\host\\share', 'a/../../b', 'a\\..\\b'])('finds that weights at %s lie outside the folder', async (location) => {
    const facts = await inspect(external({ location }));
    expect(facts.safety).toMatchObject({ level: 'suspicious', findings: [{ level: 'suspicious', what: expect.stringContaining(JSON.stringify(location)) as string }] });
  });

  it.each(['weights.bin', 'sub/weights..bin', '..weights'])('is content with weights at %s', async (location) => {
    expect((await inspect(external({ location, offset: '4096', length: '8', checksum: 'abc' }))).safety).toEqual({ level: 'clean', findings: [] });
  });

  it('names operators that bring code of their own', async () => {
    const facts = await inspect(onnxModel([], [opset(17), opset(1, 'com.microsoft'), opset(1, 'acme.ops')]));
    expect(facts.safety).toMatchObject({ level: 'clean', findings: [{ what: expect.stringContaining('"acme.ops"') as string }] });
  });

  it('finds weights that lie within nodes and in graphs within them, and leaves operands', async () => {
    const attribute = (tensor: OnnxTensorShape): Buffer => bytesField(5, Buffer.concat([bytesField(1, 'value'), bytesField(5, tensorProto(tensor))]));
    const node = (output: string, ...attributes: Buffer[]): Buffer => bytesField(1, Buffer.concat([bytesField(2, output), ...attributes]));
    const inner = Buffer.concat([initializer({ name: 'w', shape: [1], raw: Buffer.alloc(4) })]);
    const facts = await inspect(onnxModel([
      node('axis', attribute({ shape: [1], type: 7, raw: Buffer.alloc(8) })),
      node('table', attribute({ shape: [256], type: 2, raw: Buffer.alloc(256) })),
      node('far', attribute({ shape: [1], external: { location: '../far' } })),
      initializer({ name: 'w', shape: [1], raw: Buffer.alloc(4) }),
      node('if', bytesField(5, Buffer.concat([bytesField(1, 'then'), bytesField(6, inner)]))),
    ]));
    expect(facts.tensors.map(({ name }) => name).sort()).toEqual(['far', 'table', 'w', 'w (2)']);
    expect(facts.safety.level).toBe('suspicious');
  });

  it('writes types of inputs in words; a weight is no input', async () => {
    const tensorType = (element: number, ...sides: Buffer[]): Buffer => bytesField(1, Buffer.concat([numberField(1, element), bytesField(2, Buffer.concat(sides.map((side) => bytesField(1, side))))]));
    const info = (field: number, name: string, type: Buffer): Buffer => bytesField(field, Buffer.concat([bytesField(1, name), bytesField(2, type)]));
    const { metadata } = await inspect(onnxModel([
      info(11, 'x', tensorType(1, bytesField(2, 'n'), numberField(1, 3), Buffer.alloc(0))),
      info(11, 'w', tensorType(1)),
      info(11, 's', bytesField(4, bytesField(1, tensorType(7)))),
      info(12, 'm', bytesField(5, Buffer.concat([numberField(1, 8), bytesField(2, bytesField(1, numberField(1, 1)))]))),
      info(12, 'o', bytesField(9, bytesField(1, bytesField(8, numberField(1, 99))))),
      initializer({ name: 'w', raw: Buffer.alloc(4) }),
    ]));
    expect(metadata).toMatchObject({ 'onnx.input.x': 'FLOAT[n, 3, ?]', 'onnx.input.s': 'sequence(INT64[])', 'onnx.output.m': 'map(STRING, FLOAT)', 'onnx.output.o': 'optional(sparse type 99)' });
    expect(metadata).not.toHaveProperty(['onnx.input.w']);
  });

  it('reads next to nothing of a large weight, and cuts at both of its ends', async () => {
    const raw = Buffer.alloc(4_000_000, 1);
    const bytes = onnxModel([initializer({ name: 'a', shape: [1_000_000], raw }), initializer({ name: 'b', shape: [1_000_000], raw })]);
    let read = 0;
    const facts = await onnx.inspect(sourceOf(bytes, 'model.onnx', { onRead: (length) => (read += length) }));
    expect(read).toBeLessThan(10_000);
    expect(facts.borders).toEqual(facts.tensors.flatMap(({ offset, bytes: length }) => [offset, offset + length]));
  });

  it.each([
    ['a field beyond the file', Buffer.concat([numberField(1, 8), bytesField(7, Buffer.alloc(2), 2n ** 62n)]), 'claims 4611686018427388000 bytes'],
    ['a length below zero', Buffer.concat([numberField(1, 8), bytesField(7, Buffer.alloc(2), -1)]), 'claims -1 bytes'],
    ['a field beyond its message', onnxModel([Buffer.concat([varint(5 * 8 + 2), varint(40)])]), 'claims 40 bytes'],
    ['a number without an end', Buffer.concat([numberField(1, 8), Buffer.alloc(30, 0xff)]), 'longer than 10 bytes'],
    ['field 0', Buffer.concat([numberField(1, 8), Buffer.from([0x02, 0x00])]), 'field with number 0'],
    ['a group', Buffer.concat([numberField(1, 8), Buffer.from([0x3b, 0x00])]), 'wire type 3'],
    ['another wire type', Buffer.concat([numberField(1, 8), numberField(7, 1)]), 'the graph has wire type 0 where 2 belongs'],
    ['no version', bytesField(7, ''), 'no ir_version'],
    ['no graph', Buffer.concat([numberField(1, 8), opset(17)]), 'it has no graph'],
    ['two graphs', Buffer.concat([onnxModel([]), bytesField(7, '')]), 'two graphs'],
    ['no operators', onnxModel([], []), 'no operator set'],
    ['operators without a version', onnxModel([], [bytesField(8, '')]), 'has no version'],
    ['a property twice', onnxModel([], [opset(17), bytesField(14, keyValue('a', '1')), bytesField(14, keyValue('a', '2'))]), 'the key "a" twice'],
    ['a weight twice', onnxModel([initializer({ name: 'w', raw: Buffer.alloc(4) }), initializer({ name: 'w', raw: Buffer.alloc(4) })]), '"w" occurs twice'],
    ['a weight of no type', onnxModel([initializer({ name: 'w', type: 77, raw: Buffer.alloc(4) })]), 'has data type 77'],
    ['too few bytes', onnxModel([initializer({ name: 'w', shape: [3], raw: Buffer.alloc(8) })]), 'needs 12 bytes and has 8 in raw_data'],
    ['no bytes', onnxModel([initializer({ name: 'w', shape: [3] })]), 'has no values'],
    ['bytes twice', onnxModel([initializer({ name: 'w', shape: [1], raw: Buffer.alloc(4), more: bytesField(4, Buffer.alloc(4)) })]), 'has values in raw_data and again in float_data'],
    ['raw_data twice', onnxModel([initializer({ name: 'w', shape: [1], raw: Buffer.alloc(4), more: bytesField(9, Buffer.alloc(4)) })]), 'raw_data twice'],
    ['raw text', onnxModel([initializer({ name: 'w', type: 8, shape: [1], raw: Buffer.alloc(4) })]), 'of STRING [1] has its values in raw_data'],
    ['too few numbers', onnxModel([initializer({ name: 'w', type: 7, shape: [9], more: bytesField(7, Buffer.alloc(3)) })]), 'needs 9 numbers and has 3 bytes in int64_data'],
    ['a negative side', onnxModel([initializer({ name: 'w', shape: [-1], raw: Buffer.alloc(4) })]), 'not one whose elements can be counted'],
    ['too many elements', onnxModel([initializer({ name: 'w', shape: [2n ** 40n, 2n ** 40n], raw: Buffer.alloc(4) })]), 'not one whose elements can be counted'],
    ['65 dimensions', onnxModel([initializer({ name: 'w', shape: Array.from({ length: 65 }, () => 1), raw: Buffer.alloc(4) })]), 'more than 64 dimensions'],
    ['external data nowhere', external({ offset: '0' }), 'does not say in which'],
    ['external data at no number', external({ location: 'a', offset: '-4' }), 'offset "-4"'],
    ['external data past counting', external({ location: 'a', offset: '99999999999999999999' }), 'where a number of bytes belongs'],
    ['external data of another length', external({ location: 'a', length: '7' }), 'needs 8 bytes, and external_data says 7'],
  ])('names %s', async (_, bytes, found) => {
    expect(await refusal(bytes)).toContain(found);
  });

  it('names graphs within graphs that do not end, and a file longer than such files can be', async () => {
    let graph: Buffer = Buffer.alloc(0);
    for (let depth = 0; depth < 40; depth += 1) graph = bytesField(1, bytesField(5, bytesField(6, graph)));
    expect(await refusal(onnxModel([graph]))).toContain('graphs within graphs');
    await expect(inspect(onnxModel([]), 2 ** 31)).rejects.toThrow('such files end at 2147483647');
  });

  it('reads packed and unpacked numbers of a shape alike', async () => {
    const packed = Buffer.concat([bytesField(1, Buffer.concat([varint(200), varint(2)])), numberField(2, 2), bytesField(8, 'p'), bytesField(9, Buffer.alloc(400))]);
    const facts = await inspect(onnxModel([initializer({ name: 'u', type: 2, shape: [200, 2], raw: Buffer.alloc(400) }), bytesField(5, packed)]));
    expect(facts.tensors.map(({ shape }) => shape)).toEqual([[200, 2], [200, 2]]);
  });

  it('is recognised by its bytes or its name, and text and noise are not', () => {
    expect(onnx.detect(real('real.onnx'), 'x')).toBe(0.6);
    expect(onnx.detect(real('real.onnx'), 'x.onnx')).toBe(1);
    expect(onnx.detect(Buffer.from('text'), 'x.onnx')).toBe(0.5);
    expect(onnx.detect(Buffer.from([0x08, 0x01, 0x12, 0xff, 0xff, 0xff]), 'x')).toBeNull();
    expect(onnx.detect(Buffer.from([0x08, 0x96, 0x01, 0x3a]), 'x')).toBeNull();
  });
});
