// The register form: what it starts with, what blocks it, what it sends.
import { expect, test } from 'vitest';
import { formProblems, fromPairs, initialForm, parseMetric, pathProblem, toLogInput, toPairs } from '../../../renderer/features/register/form.js';
import { targetsFor } from '../../../renderer/features/register/dropTargets.js';
import type { IngestPlan } from '../../../shared/contract/ingest.js';
import { LogInput } from '../../../shared/contract/ingest.js';

const plan: IngestPlan = {
  files: [
    { path: 'a.safetensors', bytes: 10, format: 'safetensors' },
    { path: 'b.json', bytes: 2, format: null },
  ],
  fileCount: 2,
  bytes: 12,
  bytesToRead: 12,
  clones: false,
  extraBytes: 12,
  free: 100,
  facts: [],
  proposal: { name: 'a', type: 'model', project: 'default', description: '', metrics: { loss: 0.5, bad: 'NaN' }, config: { lr: 0.1, tag: '7', name: 'adam', deep: { a: [1] } }, metadata: { licence: 'MIT' } },
  same: [],
  notices: [],
};
const grant = 'g'.repeat(16);

test('what was proposed comes back unchanged when nothing is edited', () => {
  const form = initialForm(plan, {});
  const input = toLogInput(form, grant);
  expect(formProblems(form, plan)).toEqual({});
  expect(LogInput.parse(input)).toEqual(input);
  expect(input).toMatchObject({ name: 'a', type: 'model', project: 'default', metrics: plan.proposal.metrics, config: plan.proposal.config, metadata: { licence: 'MIT' } });
});

test('text that looks like a number stays text', () => {
  expect(fromPairs(toPairs({ a: '7', b: 'true', c: 'plain words', d: null, e: '"q"' }))).toEqual({ a: '7', b: 'true', c: 'plain words', d: null, e: '"q"' });
});

test('the target decides name, type and project', () => {
  const [first] = targetsFor({ id: 'i', name: 'mnist', project: 'p', type: 'model', next: 'v4' });
  expect(first?.effect).toContain('mnist:v4');
  expect(initialForm(plan, first?.register ?? {})).toMatchObject({ name: 'mnist', type: 'model', project: 'p' });
  expect(targetsFor(undefined).map(({ id }) => id)).toEqual(['model', 'dataset', 'other', 'import']);
});

test('metrics are numbers, or the three that JSON cannot carry', () => {
  expect(['1', ' 2e-3 ', 'NaN', '-Infinity'].map(parseMetric)).toEqual([1, 0.002, 'NaN', '-Infinity']);
  expect(['', 'abc', '1,5', '0x'].map(parseMetric)).toEqual([undefined, undefined, undefined, undefined]);
});

test('what cannot be logged says so by field', () => {
  const form = initialForm(plan, {});
  const wrong = formProblems({ ...form, name: ' ', type: '', metadata: '[1]', metrics: [{ key: 'a', value: 'x' }], config: [{ key: 'k', value: '1' }, { key: 'k', value: '2' }] }, plan);
  expect(Object.keys(wrong).sort()).toEqual(['config', 'metadata', 'metrics', 'name', 'type']);
  expect(formProblems({ ...form, exclude: ['a.safetensors', 'b.json'] }, plan).files).toMatch(/Nothing is left/);
  expect(formProblems({ ...form, rename: { 'b.json': 'a.safetensors' } }, plan).files).toMatch(/Two files/);
});

test('renamed and left out files are sent as such; what is left out is not renamed', () => {
  const form = { ...initialForm(plan, {}), rename: { 'a.safetensors': 'model.safetensors', 'b.json': 'c.json' }, exclude: ['b.json'] };
  expect(toLogInput(form, grant)).toMatchObject({ rename: { 'a.safetensors': 'model.safetensors' }, exclude: ['b.json'] });
});

test('paths that could leave the artifact are refused while typing', () => {
  for (const path of ['', '/etc/x', '../x', 'a/../b', 'a//b', 'C:/x', 'a\\b', './a']) expect(pathProblem(path), path).toBeDefined();
  for (const path of ['a', 'a/b.c', '.hidden', 'ü/ñ']) expect(pathProblem(path), path).toBeUndefined();
});
