// What our readers find in files that the real libraries wrote, against what those libraries themselves read back from them.
// CAIRN_MODEL_FIXTURES names a folder where they were written anew.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { withFileSource } from '../../../electron/engine/formats/fileSource.js';
import { inspectFile } from '../../../electron/engine/formats/registry.js';

const FIXTURES = process.env['CAIRN_MODEL_FIXTURES'] ?? join(__dirname, '../../fixtures');
const names = readdirSync(join(FIXTURES, 'expected')).map((name) => name.replace(/\.json$/, ''));

interface Expected {
  readonly tensors: readonly [name: string, dtype: string, shape: readonly number[]][];
  readonly parameters: number | null;
  readonly layers?: readonly string[];
  readonly version?: string;
  readonly trees?: number;
  readonly features?: number;
  readonly inputs?: readonly (readonly [string, readonly number[]])[];
  readonly outputs?: readonly (readonly [string, readonly number[]])[];
}

const ports = (list: readonly (readonly [string, readonly number[]])[]): unknown => list.map(([name, shape]) => ({ name, shape: shape.map((side) => (side < 0 ? '?' : String(side))) }));

const sorted = (tensors: readonly (readonly [string, string, readonly number[]])[]): unknown => [...tensors].sort((a, b) => (a[0] < b[0] ? -1 : 1));

describe('files of real libraries', () => {
  it.each(names.filter((name) => existsSync(join(FIXTURES, 'files', name))))('%s has the tensors that its library reads back', async (name) => {
    const expected = JSON.parse(readFileSync(join(FIXTURES, 'expected', `${name}.json`), 'utf8')) as Expected;
    const found = await withFileSource(join(FIXTURES, 'files', name), name, inspectFile);
    expect(found?.problem).toBeNull();
    expect(sorted((found?.tensors ?? []).map((tensor) => [tensor.name, tensor.dtype, tensor.shape]))).toEqual(sorted(expected.tensors));
    if (expected.parameters !== null) expect(found?.parameters).toBe(expected.parameters);
    if (expected.layers) expect(found?.layers?.map((layer) => layer.name)).toEqual(expect.arrayContaining([...expected.layers]));
    if (expected.trees !== undefined) expect(found?.layerCount).toBe(expected.trees);
    if (expected.features !== undefined) expect(found?.inputs?.[0]?.shape).toEqual(['n', String(expected.features)]);
    if (expected.inputs) expect(found?.inputs).toMatchObject(ports(expected.inputs) as object);
    if (expected.outputs) expect(found?.outputs).toMatchObject(ports(expected.outputs) as object);
    if (expected.version !== undefined) expect(found?.frameworkVersion).toContain(expected.version);
  });
});

it('a Keras model gives the parameters of each layer, in the order of the model', async () => {
  for (const name of ['model.keras', 'model.h5']) {
    const found = await withFileSource(join(FIXTURES, 'files', name), name, inspectFile);
    expect(found?.layers?.map((layer) => [layer.name, layer.kind, layer.parameters])).toEqual([
      ['image', 'InputLayer', null],
      ['conv', 'Conv2D', 40],
      ['norm', 'BatchNormalization', 16],
      ['flat', 'Flatten', null],
      ['drop', 'Dropout', null],
      ['out', 'Dense', 435],
    ]);
    expect(found).toMatchObject({ inputs: [{ name: 'image', shape: ['?', '8', '8', '1'] }], outputs: [{ name: 'out', shape: ['?', '3'] }] });
  }
});

it('a whole module of torch gives its layers with their classes', async () => {
  const found = await withFileSource(join(FIXTURES, 'files/module.pt'), 'module.pt', inspectFile);
  expect(found?.layers?.map((layer) => [layer.name, layer.kind])).toEqual([['conv', 'Conv2d'], ['norm', 'BatchNorm2d'], ['head', 'Linear']]);
  expect(found?.safety.level).toBe('clean');
});

it('HDF5 groups that are kept in a way that is not read are said to be, not left out', async () => {
  const found = await withFileSource(join(FIXTURES, 'files/dense.h5'), 'dense.h5', inspectFile);
  expect(found).toMatchObject({ parameters: null, tensors: [], safety: { level: 'unknown', findings: [{ evidence: '/' }] } });
});
