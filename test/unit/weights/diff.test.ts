// What changed in the weights of two logged versions: states and figures equal to a plain computation, and what is equal is not read.
import { describe, expect, it, onTestFinished } from 'vitest';
import type { WeightsEvent } from '../../../shared/contract/compare.js';
import { sameChunks, placeInModel } from '../../../electron/engine/domain/weights/pairs.js';
import { safetensorsBytes, type FixtureTensor } from '../../fixtures/safetensors.js';
import { createEngineWorld, failureOf, type EngineWorld } from '../../support/engineWorld.js';

type Done = Extract<WeightsEvent, { event: 'done' }>;

function floats(values: readonly number[], shape = [values.length]): FixtureTensor {
  return { dtype: 'F32', shape, data: Buffer.from(new Float32Array(values).buffer) };
}

/** The upper halves of 32-bit floats. */
function brain(values: readonly number[]): FixtureTensor {
  const bits = new Uint32Array(new Float32Array(values).buffer);
  return { dtype: 'BF16', shape: [values.length], data: Buffer.from(new Uint16Array([...bits].map((code) => code >>> 16)).buffer) };
}

const wave = (n: number, seed: number): number[] => Array.from({ length: n }, (_, index) => Math.fround(Math.sin(index * 0.7 + seed) * (1 + (index % 5))));

async function world(): Promise<EngineWorld> {
  const made = await createEngineWorld();
  onTestFinished(() => made.end());
  return made;
}

async function logged(made: EngineWorld, n: number, tensors: Record<string, FixtureTensor>): Promise<void> {
  await made.log([made.put(`w${n}/model.safetensors`, safetensorsBytes(tensors, { format: 'pt' }))], { name: 'net' });
}

async function weights(made: EngineWorld, before: string, after: string): Promise<Done> {
  for await (const event of await made.engine.client.compare.weights({ before: { ref: before }, after: { ref: after } })) if (event.event === 'done') return event;
  throw new Error('It ended without an answer');
}

/** The words of the contract, computed the plain way. */
function plain(a: readonly number[], b: readonly number[]) {
  const sum = (of: (x: number, y: number) => number): number => a.reduce((total, x, index) => total + of(x, b[index] as number), 0);
  return {
    relative: Math.sqrt(sum((x, y) => (y - x) ** 2)) / Math.sqrt(sum((x) => x * x)),
    cosine: sum((x, y) => x * y) / Math.sqrt(sum((x) => x * x) * sum((_x, y) => y * y)),
    maxAbs: Math.max(...a.map((x, index) => Math.abs((b[index] as number) - x))),
    changedValues: a.filter((x, index) => x !== b[index]).length,
  };
}

describe('what changed in the weights', () => {
  it('names each change and measures it', async () => {
    const made = await world();
    const a = wave(3000, 1);
    const b = a.map((value, index) => (index % 3 === 0 ? Math.fround(value * 1.01) : value));
    await logged(made, 1, { 'stem.weight': floats(wave(64, 2)), 'layer1.0.conv.weight': floats(a), 'layer1.0.bias': floats([0, 0]), 'layer2.0.conv.weight': floats(wave(12, 3), [3, 4]), 'head.old': floats([1]), 'half.weight': floats(wave(16, 5)), 'odd.weight': floats([1, NaN, 3, Infinity]) });
    await logged(made, 2, { 'stem.weight': floats(wave(64, 2)), 'layer1.0.conv.weight': floats(b), 'layer1.0.bias': floats([0, 0.5]), 'layer2.0.conv.weight': floats(wave(12, 3), [4, 3]), 'head.new': floats([1]), 'half.weight': brain(wave(16, 5)), 'odd.weight': floats([1.5, NaN, 3, -Infinity]) });
    const { summary, tensors } = await weights(made, 'net:v0', 'net:v1');
    const by = new Map(tensors.map((tensor) => [tensor.name, tensor]));
    expect(summary).toMatchObject({ before: 'net:v0', after: 'net:v1', same: 1, changed: 3, reshaped: 1, retyped: 1, added: 1, removed: 1, unread: 0, shared: 256 });
    expect(by.get('stem.weight')).toMatchObject({ state: 'same', relative: 0, maxAbs: 0 });
    const want = plain(a, b);
    const conv = by.get('layer1.0.conv.weight');
    expect(conv).toMatchObject({ state: 'changed', layer: 'layer1.0', kind: 'conv.weight', changedValues: want.changedValues, values: 3000, maxAbs: want.maxAbs });
    expect(conv?.relative).toBeCloseTo(want.relative, 12);
    expect(conv?.cosine).toBeCloseTo(want.cosine, 12);
    expect(by.get('layer1.0.bias')).toMatchObject({ state: 'changed', relative: null, cosine: null, maxAbs: 0.5, changedValues: 1 });
    expect(by.get('layer2.0.conv.weight')).toMatchObject({ state: 'reshaped', before: { shape: [3, 4] }, after: { shape: [4, 3] }, relative: null });
    expect(by.get('half.weight')).toMatchObject({ state: 'retyped', before: { dtype: 'F32' }, after: { dtype: 'BF16' } });
    expect(by.get('half.weight')?.relative).toBeLessThan(0.01);
    expect(by.get('odd.weight')).toMatchObject({ state: 'changed', nonFinite: 2, changedValues: 2, maxAbs: 0.5 });
    expect(by.get('head.old')).toMatchObject({ state: 'removed', after: null });
    expect(by.get('head.new')).toMatchObject({ state: 'added', before: null });
    expect(tensors.at(-1)?.name).toBe('head.old');

    const histogram = await made.engine.client.compare.histogram({ before: { ref: 'net:v0' }, after: { ref: 'net:v1' }, tensor: 'layer1.0.conv.weight', bins: 10 });
    expect([histogram.min, histogram.max]).toEqual([Math.min(...a, ...b), Math.max(...a, ...b)]);
    const count = (values: readonly number[]): number[] => values.reduce((bins, value) => { const at = Math.min(9, Math.floor(((value - histogram.min) / (histogram.max - histogram.min)) * 10)); bins[at] = (bins[at] ?? 0) + 1; return bins; }, Array.from({ length: 10 }, () => 0));
    expect([histogram.before, histogram.after]).toEqual([count(a), count(b)]);
    expect((await failureOf(weights(made, 'net:v0', 'nothing:v1'))).code).toBe('not_found');
  });

  it('reads no tensor that is made of the same chunks, and ends when it is cancelled', async () => {
    const made = await world();
    // Chunks are cut at the borders of tensors this large.
    const big = (seed: number): FixtureTensor => {
      const values = new Float32Array(3_000_000);
      for (let index = 0; index < values.length; index += 1) values[index] = ((index * 31 + seed * 977) % 4093) / 4093;
      return { dtype: 'F32', shape: [values.length], data: Buffer.from(values.buffer) };
    };
    await logged(made, 1, { a: big(1), b: big(2), c: big(3) });
    await logged(made, 2, { a: big(1), b: big(9), c: big(3) });
    const { summary, tensors } = await weights(made, 'net:v0', 'net:v1');
    expect(tensors.map((tensor) => tensor.state)).toEqual(['same', 'changed', 'same']);
    expect(summary).toMatchObject({ same: 2, changed: 1, read: 24_000_000, shared: 24_000_000 });

    const abort = new AbortController();
    const cancelled = (async () => {
      for await (const event of await made.engine.client.compare.weights({ before: { ref: 'net:v0' }, after: { ref: 'net:v1' } }, { signal: abort.signal })) abort.abort(event);
    })();
    abort.abort();
    await expect(cancelled).rejects.toThrow();
  });

  it('holds chunk lists of any cut against each other', () => {
    const list = (...parts: [string, number][]) => { let at = 0; return parts.map(([digest, length]) => ({ digest, from: at, to: (at += length) })); };
    const a = list(['x', 10], ['y', 20], ['z', 5]);
    expect(sameChunks(a, 10, list(['q', 3], ['y', 20]), 3, 20)).toBe(true);
    expect(sameChunks(a, 12, list(['q', 3], ['y', 20]), 5, 10)).toBe(true);
    expect(sameChunks(a, 12, list(['q', 3], ['y', 20]), 4, 10)).toBe(false);
    expect(sameChunks(a, 10, list(['q', 3], ['y', 20], ['w', 5]), 3, 25)).toBe(false);
    expect(sameChunks(a, 0, a, 0, 35)).toBe(true);
    expect(sameChunks(a, 0, a, 0, 36)).toBe(false);
  });

  it('tells the layer of a tensor from its kind', () => {
    expect(placeInModel('model.layers.3.self_attn.q_proj.weight')).toEqual({ layer: 'model.layers.3', kind: 'self_attn.q_proj.weight' });
    expect(placeInModel('blk.11.attn_q.weight')).toEqual({ layer: 'blk.11', kind: 'attn_q.weight' });
    expect(placeInModel('head.weight')).toEqual({ layer: 'head', kind: 'weight' });
    expect(placeInModel('scale')).toEqual({ layer: '', kind: 'scale' });
    expect(placeInModel('features.0')).toEqual({ layer: 'features', kind: '0' });
  });
});
