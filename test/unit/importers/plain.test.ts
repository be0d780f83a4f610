// Models and settings that lie with a log are the run's: Keras' CSV with its checkpoints; JSON and YAML beside a model; the end of a Trainer.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { importEngine } from '../../support/importWorld.js';
import { tempFolder } from '../../support/tempFolder.js';

function folderWith(files: Readonly<Record<string, string>>): string {
  const folder = join(tempFolder(), 'digits');
  mkdirSync(folder);
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  return folder;
}

it('checkpoints beside a CSV log are its versions, in order, with the numbers of their epoch and `best`', async () => {
  const folder = folderWith({ 'training.csv': 'epoch,val_loss\n0,0.5\n1,0.2\n2,0.3\n', 'params.yaml': 'lr: 0.1\n', 'model-epoch10.keras': 'c', 'model-epoch01.keras': 'a', 'model-epoch02.keras': 'b' });
  const { runs } = await (await importEngine()).client.imports.preview({ source: { paths: [folder] } });
  expect(runs).toHaveLength(1);
  expect(runs[0]).toMatchObject({ importer: 'csv', config: 1 });
  expect(runs[0]?.artifacts.map(({ id, aliases, metrics }) => [id, aliases, metrics['val_loss']])).toEqual([['model-epoch01.keras', [], 0.5], ['model-epoch02.keras', ['best'], 0.2], ['model-epoch10.keras', [], 0.3]]);
});

it('the configuration of an architecture is none of training, and a model alone is no run', async () => {
  const engine = await importEngine();
  const folder = folderWith({ 'config.json': '{"model_type": "bert", "hidden_size": 8}', 'model.safetensors': 'm', 'tokenizer_config.json': '{}' });
  expect((await engine.client.imports.preview({ source: { paths: [folder] } })).runs).toEqual([]);
  writeFileSync(join(folder, 'results.yaml'), 'f1: 0.9\nper_class: {cat: 0.8}\n');
  const [run] = (await engine.client.imports.preview({ source: { paths: [folder] } })).runs;
  expect(run).toMatchObject({ importer: 'plain', rows: 1, config: 0, series: ['f1', 'per_class'] });
});

it('shards are one version', async () => {
  const folder = folderWith({ 'metrics.json': '{"acc": 1}', 'model-00001-of-00002.safetensors': 'a', 'model-00002-of-00002.safetensors': 'b' });
  const [run] = (await (await importEngine()).client.imports.preview({ source: { paths: [folder] } })).runs;
  expect(run?.artifacts).toMatchObject([{ id: 'model.safetensors', files: 2 }]);
});
