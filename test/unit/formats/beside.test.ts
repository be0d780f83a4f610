// Weights that an ONNX model keeps in a file beside it are cut at its tensors.
import { describe, expect, it } from 'vitest';
import { createChunkStream } from '../../../electron/engine/cache/chunker/chunkStream.js';
import { createBorderFinder } from '../../../electron/engine/formats/beside.js';
import { inspectFile } from '../../../electron/engine/formats/registry.js';
import { noise, sourceOf } from '../../fixtures/bytes.js';
import { bytesField, onnxModel, tensorProto } from '../../fixtures/onnx.js';

interface Entry {
  readonly path: string;
  readonly bytes: Buffer;
}

/** A model whose weights of these lengths lie one after the other in the file at `location`. */
function modelOf(location: string, lengths: readonly number[]): Buffer {
  let at = 0;
  return onnxModel(
    lengths.map((length, index) => {
      const external = { location, offset: String(at), length: String(length) };
      at += length;
      return bytesField(5, tensorProto({ name: `t${index}`, type: 2, shape: [length], external }));
    }),
  );
}

const MiB = 1024 * 1024;
const asked: string[] = [];

function finder(entries: readonly Entry[]) {
  asked.length = 0;
  return createBorderFinder(entries, ({ path, bytes }) => {
    asked.push(path);
    return inspectFile(sourceOf(bytes, path));
  });
}

describe('files beside a model', () => {
  it('are cut at its tensors, so that a longer first weight moves no other chunk', async () => {
    const weights = [noise(1, 5 * MiB), noise(2, 7 * MiB), noise(3, 17 * MiB), noise(4, 6 * MiB)];
    const chunks = async (parts: readonly Buffer[]): Promise<string[]> => {
      const data = { path: 'net/model.onnx.data', bytes: Buffer.concat([...parts]) };
      const entries = [{ path: 'net/model.onnx', bytes: modelOf('model.onnx.data', parts.map(({ length }) => length)) }, data];
      const stream = createChunkStream(data.bytes.length, await finder(entries)(data));
      stream.push(data.bytes);
      return stream.finish().chunks.map(({ digest }) => digest);
    };
    const before = await chunks(weights);
    const after = await chunks([noise(9, 5 * MiB + 1000), ...weights.slice(1)]);
    expect(before.length).toBeGreaterThan(3);
    expect(after.slice(1)).toEqual(before.slice(1));
  });

  it('are found in folders below the model, by several models, and each model is asked once', async () => {
    const entries = [
      { path: 'a.onnx', bytes: modelOf('w/data.bin', [100_000, 70_000]) },
      { path: 'b.ONNX', bytes: modelOf('w/data.bin', [170_000]) },
      { path: 'w/data.bin', bytes: Buffer.alloc(10) },
      { path: 'data.bin', bytes: Buffer.alloc(10) },
    ];
    const find = finder(entries);
    expect(await find(entries[2] as Entry)).toEqual([0, 100_000, 170_000]);
    expect(await find(entries[3] as Entry)).toBeNull();
    expect(asked).toEqual(['w/data.bin', 'a.onnx', 'b.ONNX', 'data.bin']);
  });

  it('are not looked for outside the set, and a model that cannot be read says nothing', async () => {
    const entries = [
      { path: 'x/a.onnx', bytes: modelOf('../data.bin', [100_000]) },
      { path: 'broken.onnx', bytes: Buffer.from('text') },
      { path: 'data.bin', bytes: Buffer.alloc(10) },
    ];
    expect(await finder(entries)(entries[2] as Entry)).toBeNull();
  });
});
