// The walkthrough's pipeline on the command line: a dataset, a training run, two model versions, an evaluation, a registered model.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { safetensorsBytes } from '../fixtures/safetensors.js';
import { cairnJson } from './cli.js';

export const PIPELINE_MODEL = 'MNIST Grayscale 28x28';

interface Logged {
  readonly id: string;
  readonly ref: string;
  readonly digest: string;
}

export interface Pipeline {
  readonly dataset: Logged;
  readonly holdout: Logged;
  readonly first: Logged;
  readonly second: Logged;
  readonly evaluation: Logged;
}

/** Logs everything below `folder` into `home`; v1, of a training run, serves and was evaluated; v0, logged by hand, is staged. */
export function logPipeline(home: string, folder: string): Pipeline {
  const write = (name: string, bytes: string | Uint8Array): string => {
    const path = join(folder, name);
    writeFileSync(path, bytes);
    return path;
  };
  const weights = (n: number): Uint8Array => safetensorsBytes({ 'conv.weight': { dtype: 'F32', shape: [8, 4], data: Buffer.alloc(128, n) } }, { format: 'pt' });
  const log = (path: string, name: string, type: string, ...more: string[]): Logged => cairnJson(home, ['log', path, '--name', name, '--type', type, ...more]);
  const dataset = log(write('train.csv', 'pixel,label\n1,7\n'), 'mnist', 'dataset');
  const holdout = log(write('holdout.csv', 'pixel,label\n2,3\n'), 'mnist-holdout', 'dataset');
  const first = log(write('a.safetensors', weights(1)), 'mnist-cnn', 'model', '--input', 'mnist:latest', '--config', 'lr=0.01', '--metric', 'acc=0.97');
  const run = (job: string, ...more: string[]): string => cairnJson<{ id: string }>(home, ['run', 'start', '--name', `the-${job}-run`, '--job-type', job, ...more]).id;
  const training = run('train', '--config', 'lr=0.003');
  const second = log(write('b.safetensors', weights(2)), 'mnist-cnn', 'model', '--run', training, '--input', 'mnist:latest', '--metric', 'acc=0.991');
  const judging = run('evaluate');
  const evaluation = log(write('predictions.json', '{"acc": 0.991}'), 'mnist-eval', 'evaluation', '--run', judging, '--input', 'mnist-cnn:v1', '--input', 'mnist-holdout:latest');
  for (const id of [training, judging]) cairnJson(home, ['run', 'finish', id]);
  cairnJson(home, ['link', 'mnist-cnn:v0', PIPELINE_MODEL, '--alias', 'staging']);
  cairnJson(home, ['link', 'mnist-cnn:v1', PIPELINE_MODEL, '--alias', 'production']);
  return { dataset, holdout, first, second, evaluation };
}
