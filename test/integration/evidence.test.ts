// What a run measured is evidence: gates read it on the dataset it was measured on, queries ask by data and metrics.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { cairn, cairnJson } from '../support/cli.js';
import { tempFolder } from '../support/tempFolder.js';

interface Failure {
  readonly error: { readonly code: string; readonly message: string };
}

it('a gate takes an evaluation on the same dataset, refuses one on another, and queries find by data and metric', () => {
  const home = tempFolder();
  const work = tempFolder();
  const file = (name: string, text: string): string => {
    writeFileSync(join(work, name), text);
    return join(work, name);
  };
  const version = (name: string, type: string, text: string): void => void cairnJson(home, ['log', file(`${name}.bin`, text), '--name', name, '--type', type, '--no-code']);
  const train = (epoch: number, data: string, acc: number): void => void cairnJson(home, ['log', file('model.bin', `weights ${epoch}`), '--name', 'net', '--input', data, '--metric', `acc=${acc}`, '--link', 'Digits', '--no-code']);
  const evaluate = (ref: string, data: string, accuracy: number): void => {
    const { id } = cairnJson<{ id: string }>(home, ['run', 'start', '--job-type', 'evaluate', '--no-code']);
    for (const used of [ref, data]) cairnJson(home, ['use', used, '--run', id]);
    cairnJson(home, ['run', 'log', id, `accuracy=${accuracy}`]);
    cairnJson(home, ['run', 'finish', id]);
  };
  const promote = (label: string): string => {
    const { status, stderr } = cairn(home, ['alias', 'set', `Digits:${label}`, 'production', '--json']);
    return status === 0 ? 'moved' : (JSON.parse(stderr) as Failure).error.message;
  };

  for (const text of ['first', 'second']) version('mnist', 'dataset', text);
  for (const text of ['holdout', 'holdout, corrected']) version('holdout', 'dataset', text);
  train(0, 'mnist:v0', 0.8);
  train(1, 'mnist:v0', 0.93);
  train(2, 'mnist:v1', 0.95);
  evaluate('net:v0', 'holdout:v0', 0.9);
  expect(promote('v0')).toBe('moved');
  cairnJson(home, ['policy', 'set', 'Digits:production', 'accuracy >= incumbent - 0.002 on the same evaluation dataset; acc > 0.9']);

  expect(promote('v2')).toContain('no evaluation of v2');
  evaluate('net:v2', 'holdout:v1', 0.99);
  // The same name, another digest: better on paper, and no evidence.
  expect(promote('v2')).toMatch(/v2 was evaluated on .*holdout:v1, v0 on .*holdout:v0/);
  evaluate('net:v2', 'holdout:v0', 0.897);
  expect(promote('v2')).toContain('0.898 is asked for');
  evaluate('net:v1', 'holdout:v0', 0.8985);
  expect(promote('v1')).toBe('moved');

  const found = (...query: string[]): string[] => cairnJson<{ ref: string }[]>(home, ['ls', 'versions', ...query]).map(({ ref }) => ref);
  expect(cairnJson<{ ref: string }[]>(home, ['ls', 'trained_on:mnist:v0']).map(({ ref }) => ref)).toEqual(['net:v1', 'net:v0']);
  expect(cairnJson<{ ref: string }[]>(home, ['ls', 'trained_on:mnist acc>0.9']).map(({ ref }) => ref)).toEqual(['net:v2', 'net:v1']);
  expect(cairnJson<{ ref: string }[]>(home, ['ls', 'trained_on:mnist:v0 acc>0.9 -alias:latest']).map(({ ref }) => ref)).toEqual(['net:v1']);
  expect(found('net')).toEqual(['net:v2', 'net:v1', 'net:v0']);
});
