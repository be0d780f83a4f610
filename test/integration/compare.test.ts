// cairn compare on the walkthrough's two model versions: values, files, weights; what scripts read and what people do.
import { describe, expect, it } from 'vitest';
import type { CompareTable, TensorChange, WeightsSummary } from '../../shared/contract/compare.js';
import { cairn, cairnJson } from '../support/cli.js';
import { logPipeline, PIPELINE_MODEL } from '../support/pipeline.js';
import { tempFolder } from '../support/tempFolder.js';

describe('cairn compare', () => {
  it('says what differs between versions, in values, files and weights', () => {
    const home = tempFolder();
    logPipeline(home, tempFolder());
    const table = cairnJson<CompareTable>(home, ['compare', 'mnist-cnn:v0', `${PIPELINE_MODEL}:production`]);
    expect(table.columns.map((column) => column.ref)).toEqual(['mnist-cnn:v0', 'mnist-cnn:v1']);
    expect(table.rows.find((row) => row.key === 'lr')).toMatchObject({ group: 'config', differs: true, cells: [{ value: 0.01 }, { value: 0.003 }] });
    const printed = cairn(home, ['compare', 'mnist-cnn:v0', 'mnist-cnn:v1']);
    expect(printed.stdout).toMatch(/metrics +acc +0\.97 +0\.991 \(\+0\.021\)/);
    expect(printed.stdout).not.toMatch(/mnist:v0/);

    const files = cairnJson<{ rows: { path: string; states: string[] }[] }>(home, ['compare', 'mnist-cnn:v0', 'mnist-cnn:v1', '--files']);
    expect(files.rows.map((row) => [row.path, row.states[1]])).toEqual([['a.safetensors', 'removed'], ['b.safetensors', 'added']]);

    const weights = cairnJson<WeightsSummary & { tensors: TensorChange[] }>(home, ['compare', '--weights', 'mnist-cnn:v0', 'mnist-cnn:v1']);
    expect(weights).toMatchObject({ changed: 1, same: 0, tensors: [{ name: 'conv.weight', state: 'changed', values: 32, changedValues: 32 }] });
    expect(cairn(home, ['compare', '--weights', 'mnist-cnn:v0', 'mnist:v0']).stderr).toContain('no file of mnist:v0 has tensors');
    expect(cairn(home, ['compare', '--weights', 'mnist-cnn:v0']).status).toBe(2);
  });
});
