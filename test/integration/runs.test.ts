// The walkthrough's steps 2, 4 and 5 on the command line: train with a declared dataset and five versions, use one, evaluate it
// on another dataset with a table of predictions and pictures. Then the code back.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { safetensorsBytes } from '../fixtures/safetensors.js';
import { cairn, cairnJson } from '../support/cli.js';
import { tempFolder } from '../support/tempFolder.js';
import { pngHeader } from '../unit/runs/pngHeader.js';

interface Shown {
  ref: string;
  version: string;
  aliases: string[];
  metrics: Record<string, number | string>;
  run: string;
  inputs: { ref: string; digest: string }[];
  files: { path: string; uri?: string; bytes: number | null }[];
  digest: string;
  type: string;
  code: { restores: string; commit: string } | null;
}

interface RunShown {
  id: string;
  state: string;
  summary: Record<string, unknown>;
  config: Record<string, unknown>;
  rows: number;
  inputs: { ref: string; type: string }[];
  outputs: { ref: string; metrics: Record<string, number> }[];
}

function gitRepository(): string {
  const folder = tempFolder();
  const git = (...args: string[]): void => void execFileSync('git', args, { cwd: folder, env: { ...process.env, GIT_CONFIG_GLOBAL: '/dev/null', GIT_AUTHOR_NAME: 'a', GIT_AUTHOR_EMAIL: 'a@b', GIT_COMMITTER_NAME: 'a', GIT_COMMITTER_EMAIL: 'a@b' } });
  writeFileSync(join(folder, 'train.py'), 'lr = 0.1\n');
  git('init', '-q', '-b', 'main');
  git('add', '-A');
  git('commit', '-q', '-m', 'first');
  writeFileSync(join(folder, 'train.py'), 'lr = 0.01\n');
  return folder;
}

const model = (folder: string, seed: number): string => {
  const path = join(folder, `model-${seed}.safetensors`);
  writeFileSync(path, safetensorsBytes({ w: { dtype: 'F32', shape: [8], data: Buffer.alloc(32, seed) } }, {}));
  return path;
};

describe('training and evaluating on the command line', () => {
  it('declares a dataset, logs five versions with their metrics, moves best, evaluates with a table and pictures, restores the code', () => {
    const home = tempFolder();
    const work = tempFolder();
    const code = gitRepository();
    mkdirSync(join(work, 'mnist'));
    writeFileSync(join(work, 'mnist', 'train.csv'), 'x,y\n1,2\n');

    // Step 2: train.
    const { id } = cairnJson<{ id: string }>(home, ['run', 'start', '--name', 'first try', '--config', 'lr=0.01', '--config', 'epochs=5', '--code', code]);
    const used = cairnJson<{ ref: string; path: string }>(home, ['use', join(work, 'mnist'), '--name', 'mnist', '--run', id]);
    expect(used).toMatchObject({ ref: 'mnist:v0', path: join(work, 'mnist') });
    const accuracies = [0.8, 0.9, 0.85, 0.95, 0.94];
    let best = 0;
    for (const [epoch, acc] of accuracies.entries()) {
      const rows = join(work, 'rows.jsonl');
      writeFileSync(rows, Array.from({ length: 20 }, (_, n) => JSON.stringify({ _step: epoch * 20 + n, loss: 1 / (epoch * 20 + n + 1), ...(n === 19 ? { acc, epoch } : {}) })).join('\n'));
      cairnJson(home, ['run', 'log', id, '--rows', rows]);
      const logged = cairnJson<Shown>(home, ['log', model(work, epoch), '--name', `mnist-nn-${id}`, '--as', 'model.safetensors', '--run', id, ...(acc > best ? ['--alias', 'best'] : [])]);
      best = Math.max(best, acc);
      expect(logged.metrics).toEqual({ acc, epoch, loss: 1 / (epoch * 20 + 20) });
    }
    const finished = cairnJson<RunShown>(home, ['run', 'finish', id]);
    expect(finished).toMatchObject({ id, state: 'finished', rows: 100, config: { lr: 0.01, epochs: 5 }, summary: { acc: 0.94, epoch: 4, loss: 0.01 } });
    const versions = cairnJson<Shown[]>(home, ['ls', 'versions', `mnist-nn-${id}`]);
    expect(versions.map((each) => [each.version, each.metrics['acc'], each.aliases.includes('best')])).toEqual([4, 3, 2, 1, 0].map((n) => [`v${n}`, accuracies[n], n === 3]));
    expect(versions[0]?.inputs.map((input) => input.ref)).toEqual(['mnist:v0']);

    // Step 4: use it; step 5: evaluate it on a dataset that only a reference names.
    cairnJson(home, ['log', '--ref', `file://${join(work, 'mnist', 'train.csv')}`, '--ref', 's3://no-such-bucket-cairn-test/test.csv', '--name', 'mnist-test', '--type', 'dataset']);
    const dataset = cairnJson<Shown>(home, ['show', 'mnist-test']);
    expect(dataset.files.map((file) => [file.path, file.bytes])).toEqual([['test.csv', null], ['train.csv', 8]]);
    const evaluation = cairnJson<{ id: string }>(home, ['run', 'start', '--job-type', 'evaluate', '--id', 'eval-1', '--no-code']);
    expect(evaluation.id).toBe('eval-1');
    cairnJson(home, ['use', `mnist-nn-${id}:best`, '-o', join(work, 'served'), '--run', 'eval-1']);
    expect(existsSync(join(work, 'served', 'model.safetensors'))).toBe(true);
    writeFileSync(join(work, '7.png'), pngHeader(28, 28));
    writeFileSync(join(work, 'predictions.csv'), 'id,truth,prediction\n1,7,7\n2,3,8\n3,1,1\n4,4,4\n');
    cairnJson(home, ['run', 'log', 'eval-1', 'acc=0.75', 'loss=0.3', '--table', join(work, 'predictions.csv'), '--image', `sample=${join(work, '7.png')}`]);
    const report = cairnJson<Shown>(home, ['log', join(work, 'predictions.csv'), '--name', 'mnist-eval', '--type', 'evaluation', '--run', 'eval-1', '--input', 'mnist-test']);
    expect(report).toMatchObject({ ref: 'mnist-eval:v0', type: 'evaluation', metrics: { acc: 0.75, loss: 0.3 } });
    const ended = cairnJson<RunShown>(home, ['run', 'finish', 'eval-1']);
    expect(ended.inputs.map((input) => input.ref)).toEqual([`mnist-nn-${id}:v3`, 'mnist-test:v0']);
    expect(ended.summary['sample']).toMatchObject({ _type: 'image-file', path: '7.png', width: 28, height: 28 });
    expect(ended.outputs.map((output) => output.ref)).toEqual(['run-eval-1-predictions:v0', 'run-eval-1-sample:v0', 'mnist-eval:v0']);

    // What has changed since.
    writeFileSync(join(work, 'mnist', 'train.csv'), 'x,y\n1,3\n2,4\n');
    const drift = cairn(home, ['references', 'mnist-test', '--json']);
    expect(drift.status).toBe(1);
    expect((JSON.parse(drift.stdout) as { path: string; state: string }[]).map((each) => [each.path, each.state])).toEqual([['test.csv', 'unreachable'], ['train.csv', 'changed']]);

    // The code that made the best version.
    expect(cairnJson<Shown>(home, ['show', `mnist-nn-${id}:best`]).code).toMatchObject({ restores: 'exactly' });
    const restored = cairnJson<{ exact: boolean; path: string }>(home, ['restore', `mnist-nn-${id}:best`, '--into', join(work, 'code')]);
    expect(restored.exact).toBe(true);
    expect(readFileSync(join(work, 'code', 'train.py'), 'utf8')).toBe('lr = 0.01\n');

    const listed = cairnJson<{ id: string; state: string; summary: Record<string, unknown> }[]>(home, ['ls', 'runs']);
    expect(listed.map((run) => run.id)).toEqual(expect.arrayContaining([id, 'eval-1']));
    expect(cairnJson<{ findings: unknown[] }>(home, ['verify']).findings).toEqual([]);
  });

  it('answers with the codes that scripts look at', () => {
    const home = tempFolder();
    expect(cairn(home, ['run', 'log', 'nobody', 'a=1']).status).toBe(3);
    expect(cairn(home, ['run', 'start', '--id', 'k', '--no-code']).stdout).toBe('k\n');
    expect(cairn(home, ['run', 'start', '--id', 'k', '--no-code', '--resume', 'never']).status).toBe(1);
    expect(cairn(home, ['run', 'log', 'k']).status).toBe(2);
    expect(cairn(home, ['run', 'log', 'k', 'loss=NaN', 'text=hello', '--step', '3']).status).toBe(0);
    expect(cairn(home, ['run', 'log', 'k', '--table', '/nowhere/t.csv']).status).toBe(3);
    expect(cairn(home, ['run', 'finish', 'k', '--failed']).stdout).toBe('k failed\n');
    expect(cairnJson<RunShown>(home, ['run', 'show', 'k'])).toMatchObject({ state: 'failed', rows: 1, summary: { loss: 'NaN', text: 'hello' } });
    expect(cairn(home, ['restore', 'k', '--run', '--into', join(home, 'x')]).status).toBe(3);
  });
});
