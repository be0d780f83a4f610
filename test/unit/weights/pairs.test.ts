// What changed between two models in each format, against what the formats' own libraries and numpy say: fixtures/weightPairs.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { ROOT } from '../../../build/lib/paths.mjs';
import type { TensorChange, WeightsEvent } from '../../../shared/contract/compare.js';
import { createEngineWorld } from '../../support/engineWorld.js';

const FOLDER = join(ROOT, 'test', 'fixtures', 'weightPairs');
type Figures = { readonly state: TensorChange['state'] } & Partial<Pick<TensorChange, 'relative' | 'cosine' | 'maxAbs' | 'changedValues'>>;
const EXPECTED = JSON.parse(readFileSync(join(FOLDER, 'expected.json'), 'utf8')) as Readonly<Record<string, Readonly<Record<string, Figures>>>>;
/** The gguf package rounds to 32 bits where it dequantises; we only where a value is kept. */
const SLACK = 2e-6;

describe('what changed between two models', () => {
  it.each(['safetensors', 'pt', 'onnx', 'gguf'])('of %s is what its own library makes of it', async (kind) => {
    const world = await createEngineWorld();
    onTestFinished(() => world.end());
    for (const side of ['before', 'after']) await world.log([world.put(`${side}/model.${kind}`, readFileSync(join(FOLDER, `${side}.${kind}`)))], { name: 'net' });
    let tensors: readonly TensorChange[] = [];
    for await (const event of await world.engine.client.compare.weights({ before: { ref: 'net:v0' }, after: { ref: 'net:v1' } })) if ((event as WeightsEvent).event === 'done') tensors = (event as Extract<WeightsEvent, { event: 'done' }>).tensors;
    const want = EXPECTED[kind] ?? {};
    expect(Object.keys(want).length).toBeGreaterThan(8);
    expect(Object.fromEntries(tensors.map(({ name, state }) => [name, state]))).toEqual(Object.fromEntries(Object.entries(want).map(([name, { state }]) => [name, state])));
    for (const tensor of tensors) {
      const figures = want[tensor.name];
      if (!figures || figures.relative == null || figures.state === 'same') continue;
      expect(tensor.note, tensor.name).toBeNull();
      expect(tensor.changedValues, tensor.name).toBe(figures.changedValues);
      for (const key of ['relative', 'cosine', 'maxAbs'] as const) expect(Math.abs((tensor[key] ?? NaN) - (figures[key] ?? NaN)), `${key} of ${tensor.name}`).toBeLessThanOrEqual(SLACK * Math.max(1, figures.maxAbs ?? 1));
    }
  });
});
