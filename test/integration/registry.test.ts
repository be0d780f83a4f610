// The walkthrough's steps 1, 3, 6 and 7 on the command line: create, log and link, designate, use for inference; and what is refused.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { cairn, cairnJson } from '../support/cli.js';
import { treeOf } from '../support/filesUnder.js';
import { tempFolder } from '../support/tempFolder.js';

interface Shown {
  ref: string;
  id: string;
  version: string;
  digest: string;
  aliases: string[];
  links: { ref: string; label: string; aliases: string[] }[];
  source?: { ref: string };
  contested: unknown[];
}
interface Linked {
  ref: string;
  createdModel: boolean;
  isNew: boolean;
  aliases: string[];
  model: { entity: string; project: string; name: string };
  source: { ref: string };
}
interface Line {
  kind: string;
  from: string | null;
  to: string | null;
  note: string | null;
  text: string;
  actor: { name: string };
}

const MODEL = 'MNIST Grayscale 28x28';

function log(home: string, n: number, ...more: string[]): Shown {
  const file = join(tempFolder(), 'model.bin');
  writeFileSync(file, `weights ${n}`);
  return cairnJson<Shown>(home, ['log', file, '--name', 'mnist-cnn', ...more]);
}

function refused(home: string, args: readonly string[]): { status: number | null; code: string; message: string } {
  const { status, stderr } = cairn(home, [...args, '--json']);
  const { code, message } = (JSON.parse(stderr) as { error: { code: string; message: string } }).error;
  return { status, code, message };
}

describe('the registry on the command line', () => {
  it('creates a model, logs and links versions, designates production, and serves it by alias', () => {
    const home = tempFolder();
    expect(cairnJson(home, ['model', 'create', MODEL, '--description', '# Digits'])).toMatchObject({ name: MODEL, project: 'model-registry', form: 'registered', type: 'model' });
    expect(cairnJson(home, ['ls', 'models'])).toMatchObject([{ name: MODEL, versions: 0, aliases: {} }]);

    const first = log(home, 1);
    const linked = cairnJson<Linked>(home, ['link', 'mnist-cnn:latest', `model-registry/${MODEL}`, '--alias', 'staging']);
    expect(linked).toMatchObject({ ref: `${MODEL}:v0`, createdModel: false, isNew: true, aliases: ['latest', 'staging'], source: { ref: 'mnist-cnn:v0' } });
    const second = log(home, 2, '--link', MODEL);
    expect(second.links).toMatchObject([{ ref: `${MODEL}:v1`, label: 'v1' }]);

    expect(cairnJson<Shown>(home, ['show', MODEL])).toMatchObject({ ref: `${MODEL}:v1`, digest: second.digest, source: { ref: 'mnist-cnn:v1' } });
    expect(cairnJson<Shown>(home, ['show', 'mnist-cnn:v0']).links).toMatchObject([{ ref: `${MODEL}:v0`, aliases: ['staging'] }]);

    expect(cairnJson(home, ['alias', 'set', `${MODEL}:v0`, 'production', '--note', 'passed review'])).toMatchObject({ from: null, to: 'v0', state: 'moved', contested: false });
    expect(cairnJson(home, ['alias', 'set', 'mnist-cnn:v1', 'production', '--in', MODEL, '--note', 'better'])).toMatchObject({ from: 'v0', to: 'v1', ref: `${MODEL}:v1` });
    expect(cairnJson(home, ['alias', 'set', `${MODEL}:v1`, 'production'])).toMatchObject({ state: 'unchanged' });

    const target = join(tempFolder(), 'served');
    expect(cairnJson(home, ['use', `${MODEL}:production`, '-o', target])).toMatchObject({ ref: `${MODEL}:v1`, digest: second.digest, contested: false });
    expect(Object.keys(treeOf(target))).toHaveLength(1);
    expect(cairnJson<Shown>(home, ['show', `${MODEL}:production`]).aliases).toEqual(['latest', 'production']);

    const moves = cairnJson<Line[]>(home, ['history', MODEL, '--alias', 'production']);
    expect(moves).toMatchObject([
      { kind: 'alias.move', from: 'v0', to: 'v1', note: 'better', text: `Mira Ovist moved production from v0 to v1 of ${MODEL}` },
      { kind: 'alias.move', from: null, to: 'v0', note: 'passed review' },
    ]);
    expect(cairnJson<Line[]>(home, ['history', '--kind', 'alias', '--actor', 'MIRA'])).toHaveLength(3);
    expect(cairnJson<Line[]>(home, ['history', '--kind', 'alias', '--actor', 'nobody'])).toEqual([]);
    expect(cairnJson<Line[]>(home, ['history', '--until', '2000-01-01'])).toEqual([]);
    expect(cairnJson<{ models: unknown[] }>(home, ['history', '--as-of', '2000-01-01']).models).toEqual([]);
    expect(cairnJson<{ models: { aliases: unknown }[] }>(home, ['history', MODEL, '--as-of', '2100-01-01']).models).toMatchObject([{ aliases: { latest: 'v1', production: 'v1', staging: 'v0' } }]);
    expect(cairnJson<Shown[]>(home, ['ls', 'versions', MODEL]).map((row) => [row.ref, row.source?.ref])).toEqual([[`${MODEL}:v1`, 'mnist-cnn:v1'], [`${MODEL}:v0`, 'mnist-cnn:v0']]);
    expect(first.version).toBe('v0');
  });

  it('makes a model by linking to it, for a team too, and finds it under the project it was named with', () => {
    const home = tempFolder();
    log(home, 1);
    expect(cairnJson<Linked>(home, ['link', 'mnist-cnn', 'reviewco/research/digits'])).toMatchObject({ createdModel: true, model: { entity: 'reviewco', project: 'model-registry', name: 'digits' } });
    expect(cairnJson<Linked>(home, ['link', 'mnist-cnn:v0', 'reviewco/model-registry/Digits'])).toMatchObject({ createdModel: false, isNew: false, ref: 'digits:v0' });
    expect(cairnJson<Shown>(home, ['show', 'reviewco/research/digits:v0']).ref).toBe('digits:v0');
    expect(cairnJson(home, ['history', '--kind', 'entity'])).toMatchObject([{ text: 'Mira Ovist created the team reviewco' }, {}]);
  });

  it('renames and moves, and old names go on resolving', () => {
    const home = tempFolder();
    const { digest } = log(home, 1, '--link', 'digits', '--project', 'vision');
    expect(cairnJson(home, ['rename', 'digits', 'figures'])).toEqual({ from: 'digits', to: 'figures' });
    expect(cairnJson(home, ['move', 'vision/mnist-cnn', 'archive'])).toMatchObject({ to: expect.stringMatching(/\/archive$/) as string });
    expect(cairnJson(home, ['rename', '--project', 'archive', 'attic'])).toEqual({ from: 'archive', to: 'attic' });
    for (const ref of ['digits', 'figures', 'vision/mnist-cnn', 'archive/mnist-cnn', 'attic/mnist-cnn:v0']) expect(cairnJson<Shown>(home, ['show', ref]).digest).toBe(digest);
    expect(refused(home, ['model', 'create', 'Digits'])).toMatchObject({ status: 1, code: 'name_taken' });
  });

  it('deletes with the holders named, and restores', () => {
    const home = tempFolder();
    log(home, 1, '--alias', 'best');
    log(home, 2);
    cairnJson(home, ['link', 'mnist-cnn:v0', 'digits', '--alias', 'production']);
    expect(refused(home, ['delete', 'mnist-cnn'])).toMatchObject({ status: 2, code: 'invalid_reference' });
    expect(refused(home, ['delete', 'mnist-cnn:v0', '--force'])).toMatchObject({ status: 1, code: 'held', message: expect.stringContaining('digits:v0') as string });
    expect(refused(home, ['unlink', 'digits:v0', '--force'])).toMatchObject({ code: 'held' });
    cairnJson(home, ['alias', 'rm', 'digits:v0', 'production', '--note', 'out of service']);
    expect(refused(home, ['delete', 'mnist-cnn:v0'])).toMatchObject({ code: 'held', message: expect.stringContaining('best') as string });
    expect(cairnJson(home, ['delete', 'mnist-cnn:v0', '--force'])).toMatchObject({ deleted: true, aliases: [{ alias: 'best' }], links: [{ ref: 'digits:v0' }] });
    expect(cairnJson<Shown & { deleted: boolean }>(home, ['show', 'digits:v0'])).toMatchObject({ deleted: true, source: { ref: 'mnist-cnn:v0' } });
    expect(cairnJson(home, ['restore-version', 'mnist-cnn:v0'])).toEqual({ ref: 'mnist-cnn:v0' });
    expect(cairnJson(home, ['show', 'mnist-cnn:v0'])).toMatchObject({ deleted: false, aliases: [] });
    expect(cairnJson(home, ['unlink', 'digits:v0'])).toEqual({ ref: 'digits:v0', source: 'mnist-cnn:v0' });
    expect(cairnJson<Linked>(home, ['link', 'mnist-cnn:v0', 'digits'])).toMatchObject({ ref: 'digits:v0', isNew: false });
  });

  it('tags and describes', () => {
    const home = tempFolder();
    log(home, 1, '--link', 'digits');
    expect(cairnJson(home, ['tag', 'mnist-cnn:v0', 'vision', 'demo'])).toEqual(['demo', 'vision']);
    expect(cairnJson(home, ['tag', 'mnist-cnn:v0', '--rm', 'demo'])).toEqual(['vision']);
    expect(cairnJson(home, ['describe', 'mnist-cnn:v0', 'first light'])).toEqual({ changed: true, value: 'first light' });
    expect(cairnJson(home, ['describe', 'mnist-cnn:v0', 'first light'])).toEqual({ changed: false, value: 'first light' });
    cairnJson(home, ['describe', 'digits', '--card', '# Digits']);
    cairnJson(home, ['describe', 'digits', '--headline', 'val/loss:min']);
    expect(refused(home, ['describe', 'digits', '--headline', 'val/loss:least'])).toMatchObject({ status: 2, code: 'invalid_input' });
    expect(cairnJson(home, ['ls', 'models'])).toMatchObject([{ name: 'digits', headline: { metric: 'val/loss', direction: 'min' } }]);
    expect(cairnJson(home, ['show', 'digits'])).toMatchObject({ description: 'first light', tags: ['vision'] });
  });

  it('refuses what cannot be, with one code each', () => {
    const home = tempFolder();
    log(home, 1, '--link', 'digits');
    const data = join(tempFolder(), 'train.csv');
    writeFileSync(data, 'a,b\n');
    cairnJson(home, ['log', data, '--name', 'mnist', '--type', 'dataset']);
    expect(refused(home, ['link', 'mnist', 'digits'])).toMatchObject({ status: 2, code: 'invalid_input', message: expect.stringContaining('dataset') as string });
    expect(refused(home, ['alias', 'set', 'digits:v0', 'v3'])).toMatchObject({ status: 2, code: 'invalid_input' });
    expect(refused(home, ['alias', 'set', 'digits:v0', 'LATEST'])).toMatchObject({ status: 2 });
    expect(refused(home, ['alias', 'set', 'mnist:v0', 'best', '--in', 'digits'])).toMatchObject({ status: 2, code: 'invalid_input' });
    expect(refused(home, ['alias', 'set', 'digits:v0', 'Production'])).toMatchObject({ code: 'name_taken' });
    expect(refused(home, ['alias', 'rm', 'digits:v0', 'best'])).toMatchObject({ status: 3, code: 'not_found' });
    expect(refused(home, ['alias', 'resolve', 'digits:production', 'digits:v0'])).toMatchObject({ status: 2, code: 'invalid_input' });
    expect(refused(home, ['model', 'create', 'mnist-cnn'])).toMatchObject({ status: 1, code: 'name_taken', message: expect.stringContaining('default/mnist-cnn') as string });
    expect(refused(home, ['model', 'create', 'a/b'])).toMatchObject({ status: 2 });
    expect(refused(home, ['link', 'mnist-cnn', 'digits:v0'])).toMatchObject({ status: 2, code: 'invalid_reference' });
    expect(refused(home, ['unlink', 'mnist-cnn:v0'])).toMatchObject({ status: 2, message: expect.stringContaining('digits:v0') as string });
    expect(cairn(home, ['alias']).status).toBe(2);
    expect(cairn(home, ['alias', 'set', 'digits:v0']).status).toBe(2);
  });
});
