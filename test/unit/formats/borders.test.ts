// Files of every format are cut at their tensors: a header that grows costs its own chunk, a changed tensor costs that tensor.
import { describe, expect, it } from 'vitest';
import { createChunkStream } from '../../../electron/engine/cache/chunker/chunkStream.js';
import { inspectFile } from '../../../electron/engine/formats/registry.js';
import { noise, sourceOf } from '../../fixtures/bytes.js';
import { ggufHeader, ggufWriter } from '../../fixtures/gguf.js';
import { bytesField, keyValue, onnxModel, opset, tensorProto } from '../../fixtures/onnx.js';
import { safetensorsBytes } from '../../fixtures/safetensors.js';
import { torchArchive } from '../../fixtures/torchZip.js';

const MiB = 1024 * 1024;
/** In units of four bytes: some large, some small, one longer than the longest chunk. */
const LENGTHS = [4.5 * MiB, 5000, 1.25 * MiB, 4.25 * MiB].map((numbers) => numbers * 4);
const TENSORS = LENGTHS.map((length, index) => noise(index + 1, length));
const CHANGED = TENSORS.map((tensor, index) => (index === 2 ? noise(99, tensor.length) : tensor));

function ggufFile(tensors: readonly Buffer[], note: string): Buffer {
  let at = 0;
  const table = tensors.map((tensor, index) => {
    const entry = { name: `t${index}`, shape: [tensor.length / 4], type: 0, offset: BigInt(at) };
    at += Math.ceil(tensor.length / 32) * 32;
    return entry;
  });
  const padded = tensors.map((tensor) => Buffer.concat([tensor, Buffer.alloc((32 - (tensor.length % 32)) % 32)]));
  return Buffer.concat([ggufHeader({ keys: [['note', ggufWriter().string(note)]], tensors: table }), ...padded]);
}

const named = (tensors: readonly Buffer[]) => Object.fromEntries(tensors.map((data, index) => [`t${index}`, { dtype: 'F32', shape: [data.length / 4], data }]));

const WRITERS: Readonly<Record<string, (tensors: readonly Buffer[], note: string) => Buffer>> = {
  'model.safetensors': (tensors, note) => safetensorsBytes(named(tensors), { note }),
  'model.gguf': ggufFile,
  'model.onnx': (tensors, note) =>
    Buffer.concat([
      onnxModel([bytesField(2, note), ...tensors.map((raw, index) => bytesField(5, tensorProto({ name: `t${index}`, shape: [raw.length / 4], raw })))]),
      bytesField(14, keyValue('note', note)),
    ]),
  'model.pt': (tensors, note) => torchArchive(tensors, Buffer.from(note)),
};

async function chunks(name: string, bytes: Buffer): Promise<{ digest: string; length: number }[]> {
  const inspected = await inspectFile(sourceOf(bytes, name));
  expect(inspected?.problem).toBeNull();
  const stream = createChunkStream(bytes.length, inspected?.borders ?? null);
  for (let at = 0; at < bytes.length; at += MiB) stream.push(bytes.subarray(at, at + MiB));
  const { chunker, chunks: found } = stream.finish();
  expect(chunker).toBe('parts');
  return [...found];
}

function newBytes(before: readonly { digest: string; length: number }[], after: readonly { digest: string; length: number }[]): number {
  const known = new Set(before.map(({ digest }) => digest));
  return after.reduce((sum, { digest, length }) => sum + (known.has(digest) ? 0 : length), 0);
}

describe.each(Object.entries(WRITERS))('%s', (name, write) => {
  it('keeps its chunks when the header grows by less and by more than an alignment', async () => {
    const before = await chunks(name, write(TENSORS, 'short'));
    for (const note of ['a little longer', 'x'.repeat(5000)]) {
      const after = await chunks(name, write(TENSORS, note));
      expect(newBytes(before, after)).toBeLessThan(100_000);
    }
  });

  it('has new chunks for the changed tensor and for next to nothing else', async () => {
    const changed = CHANGED[2]?.length ?? 0;
    const cost = newBytes(await chunks(name, write(TENSORS, 'note')), await chunks(name, write(CHANGED, 'another note')));
    expect(cost).toBeGreaterThanOrEqual(changed);
    expect(cost).toBeLessThan(changed + 100_000);
  });
});

it('a model without large weights in it is cut by content', async () => {
  const bytes = onnxModel([bytesField(10, noise(5, 20 * MiB).toString('latin1').slice(0, 10 * MiB))], [opset(17)]);
  expect(await inspectFile(sourceOf(bytes, 'model.onnx'))).toMatchObject({ problem: null, borders: null });
});
