// The command line, end to end: real bundle, real runtime, real SQLite and disk.
import { once } from 'node:events';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { safetensorsBytes } from '../fixtures/safetensors.js';
import { cairn, cairnJson, startCairn } from '../support/cli.js';
import { filesUnder, treeOf } from '../support/filesUnder.js';
import { tempFolder } from '../support/tempFolder.js';

interface Shown {
  ref: string;
  version: string | null;
  digest: string;
  bytes: number;
  files: { path: string; bytes: number; digest: string }[];
  aliases: string[];
  metrics: Record<string, number>;
  config: Record<string, unknown>;
  metadata: Record<string, unknown>;
  availability: string;
  isNew: boolean;
  inputs: { ref: string; digest: string }[];
}

function writeModel(folder: string, name = 'model.safetensors', seed = 1): string {
  const path = join(folder, name);
  writeFileSync(path, safetensorsBytes({ 'layer.weight': { dtype: 'F32', shape: [4, 8], data: Buffer.alloc(128, seed) } }, { format: 'pt' }));
  return path;
}

describe('cairn on the command line', () => {
  it('logs, shows, lists, uses and verifies a version, the originals gone', () => {
    const home = tempFolder();
    const work = tempFolder();
    mkdirSync(join(work, 'run', 'nested'), { recursive: true });
    writeModel(join(work, 'run'));
    writeFileSync(join(work, 'run', 'nested', 'notes.txt'), 'hello\n');
    writeFileSync(join(work, 'run', 'empty.bin'), '');
    const before = treeOf(join(work, 'run'));

    const logged = cairnJson<Shown>(home, ['log', join(work, 'run'), '--name', 'mnist-cnn', '--alias', 'best', '--metric', 'acc=0.9931', '--metric', 'loss=NaN', '--config', 'lr=3e-4', '--config', 'opt=adam', '--description', 'first']);
    expect(logged).toMatchObject({ ref: 'mnist-cnn:v0', version: 'v0', isNew: true, metrics: { acc: 0.9931, loss: 'NaN' }, config: { lr: 0.0003, opt: 'adam' }, availability: 'offline' });
    expect(logged.files.map((file) => file.path)).toEqual(['empty.bin', 'model.safetensors', 'nested/notes.txt']);
    expect([...logged.aliases].sort()).toEqual(['best', 'latest']);

    rmSync(work, { recursive: true });
    const { isNew: _, method: __, beside, ...same } = logged as Shown & { method: string; beside: string[] };
    expect(beside).toEqual([]);
    expect(cairnJson(home, ['show', 'mnist-cnn'])).toEqual(same);
    expect(cairnJson(home, ['show', 'mnist-cnn:best'])).toEqual(same);
    expect(cairnJson(home, ['show', `mnist-cnn@${logged.digest.slice(0, 14)}`])).toEqual(same);
    expect(cairnJson<Shown[]>(home, ['ls', 'versions', 'mnist-cnn'])).toEqual([same]);
    expect(cairnJson<{ name: string; versions: number; aliases: object }[]>(home, ['ls'])).toMatchObject([{ name: 'mnist-cnn', type: 'model', versions: 1, aliases: { latest: 'v0', best: 'v0' } }]);

    const target = join(home, '..', `${home.split('/').pop()}-out`);
    const used = cairnJson<{ path: string; digest: string; method: string }>(home, ['use', 'mnist-cnn:v0', '-o', target]);
    expect(used).toMatchObject({ path: target, digest: logged.digest });
    expect(treeOf(target)).toEqual(before);
    rmSync(target, { recursive: true });

    const verified = cairnJson<{ findings: unknown[]; blobs: number }>(home, ['verify']);
    expect(verified.findings).toEqual([]);
    expect(verified.blobs).toBeGreaterThanOrEqual(3);
    expect(filesUnder(join(home, 'tmp'))).toEqual([]);

    const history = cairnJson<{ text: string; actor: { name: string } }[]>(home, ['history']);
    expect(history.map((row) => row.text).join('\n')).toContain('Mira Ovist logged mnist-cnn:v0');
  });

  it('moves best, gives numbers and recognises the same bytes', () => {
    const home = tempFolder();
    const work = tempFolder();
    const log = (seed: number, ...more: string[]): Shown => cairnJson<Shown>(home, ['log', writeModel(work, 'm.safetensors', seed), '--name', 'm', ...more]);
    expect(log(1, '--alias', 'best').version).toBe('v0');
    expect(log(2, '--alias', 'best').version).toBe('v1');
    const again = log(1);
    expect(again).toMatchObject({ version: 'v0', isNew: false });
    expect(cairnJson<Shown>(home, ['show', 'm:best']).version).toBe('v1');
    expect(cairnJson<Shown>(home, ['show', 'm:latest']).version).toBe('v0');
    expect(cairnJson<Shown>(home, ['show', 'm:v1']).aliases).toEqual(['best']);
  });

  it('renames with --as, keeps references, records inputs', () => {
    const home = tempFolder();
    const work = tempFolder();
    writeFileSync(join(work, 'train.csv'), 'a,b\n1,2\n');
    const data = cairnJson<Shown>(home, ['log', join(work, 'train.csv'), '--name', 'mnist', '--type', 'dataset', '--ref', 's3://bucket/raw/train.parquet']);
    expect(data.files.map((file) => file.path)).toEqual(['train.csv', 'train.parquet']);
    const model = cairnJson<Shown>(home, ['log', writeModel(work), '--name', 'cnn', '--as', 'weights/model.safetensors', '--input', 'mnist:v0']);
    expect(model.files.map((file) => file.path)).toEqual(['weights/model.safetensors']);
    expect(model.inputs).toEqual([{ ref: 'mnist:v0', digest: data.digest }]);
  });

  it('inspects a header and says what it found', () => {
    const home = tempFolder();
    const facts = cairnJson(home, ['inspect', writeModel(tempFolder())]);
    expect(facts).toMatchObject({ format: 'safetensors', framework: 'PyTorch', parameters: 32, tensors: [{ name: 'layer.weight', dtype: 'F32', shape: [4, 8] }], safety: { level: 'clean', findings: [] } });
  });

  it.each([
    [['show', 'nobody'], 3, 'not_found'],
    [['show', 'a//b'], 2, 'invalid_reference'],
    [['log', '/nowhere/x.bin', '--name', 'x'], 3, 'source_missing'],
    [['log', '--name', 'x'], 2, 'invalid_input'],
    [['ls', 'everything'], 2, 'invalid_input'],
  ])('fails clearly: cairn %j exits %i with %s', (args, status, code) => {
    const home = tempFolder();
    const result = cairn(home, [...args, '--json']);
    expect(result.status).toBe(status);
    expect(JSON.parse(result.stderr)).toMatchObject({ error: { code } });
    expect(result.stdout).toBe('');
  });

  it('ends quietly when the reader of its output has seen enough', async () => {
    const home = tempFolder();
    cairn(home, ['log', writeModel(home), '--name', 'm']);
    const child = startCairn(home, ['ls', 'collections']);
    child.stdout?.destroy();
    let errors = '';
    child.stderr?.on('data', (chunk: Buffer) => (errors += chunk.toString()));
    const [status] = (await once(child, 'close')) as [number | null];
    expect({ status, errors }).toEqual({ status: 0, errors: '' });
  });

  it('exits 2 on usage, 0 on --version and --help', () => {
    const home = tempFolder();
    expect(cairn(home, ['log']).status).toBe(2);
    expect(cairn(home, ['nonsense']).status).toBe(2);
    expect(cairn(home, ['--version'])).toMatchObject({ status: 0 });
    expect(cairn(home, ['--help'])).toMatchObject({ status: 0 });
  });
});
