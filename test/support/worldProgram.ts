// Fills a data root with a registry that looks lived in: real files through the real commit path, several people, every kind of thing.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { LogInput } from '../../shared/contract/ingest.js';
import { createEngine, type Engine } from '../../electron/engine/index.js';
import { hostPorts } from '../../electron/host/ports.js';
import { safetensorsBytes, type FixtureTensor } from '../fixtures/safetensors.js';

const [home = '', work = ''] = process.argv.slice(2);
const PEOPLE = ['Mira Ovist', 'Jonas Reuter', 'Aiko Tanabe'].map((name) => ({ name, email: `${name.split(' ')[0]?.toLowerCase()}@example.org` }));
const TASKS = ['mnist-cnn', 'vit-b16-imagenet', 'whisper-small-de', 'resnet50-defects', 'bert-tickets', 'yolo-pallets', 'unet-roots', 'tts-hifigan', 'gpt2-patents', 'xgb-churn', 'lstm-load', 'clip-catalogue'];
const VARIANTS = ['', '-distilled', '-int8', '-ablation-without-augmentation', '-v2'];
const DESCRIPTIONS = ['', 'Baseline kept for comparison; trained on the full set, evaluated on the held-out week.', 'Smaller student of the production model.', ''];

async function log(engine: Engine, input: Partial<LogInput> & { name: string; paths: readonly string[] }): Promise<void> {
  const { paths, ...rest } = input;
  for await (const event of await engine.client.ingest.log({ source: { paths: [...paths] }, ...rest })) if (event.event === 'done') return;
}

function tensors(layers: number, width: number, seed: number): Record<string, FixtureTensor> {
  const block = (n: number): [string, FixtureTensor][] => [
    [`encoder.layer.${n}.attention.query.weight`, { dtype: 'F16', shape: [width, width], data: Buffer.alloc(width * width * 2, seed + n) }],
    [`encoder.layer.${n}.attention.output.dense.weight`, { dtype: 'F16', shape: [width, width], data: Buffer.alloc(width * width * 2, seed + n + 1) }],
    [`encoder.layer.${n}.layernorm.weight`, { dtype: 'F32', shape: [width], data: Buffer.alloc(width * 4, seed + n + 2) }],
  ];
  return Object.fromEntries([...Array.from({ length: layers }, (_, n) => block(n)).flat(), ['head.bias', { dtype: 'F32', shape: [10], data: Buffer.alloc(40, seed) }]]);
}

function writeFiles(folder: string, files: Readonly<Record<string, string | Uint8Array>>): string {
  for (const [path, bytes] of Object.entries(files)) {
    mkdirSync(join(folder, path, '..'), { recursive: true });
    writeFileSync(join(folder, path), bytes);
  }
  return folder;
}

async function logModel(engine: Engine, index: number): Promise<void> {
  const name = `${TASKS[index % TASKS.length] ?? ''}${VARIANTS[Math.floor(index / TASKS.length)] ?? ''}`;
  for (let version = 0; version <= index % 4; version += 1) {
    const seed = index * 7 + version;
    const file = join(writeFiles(join(work, `${index}-${version}`), { 'model.safetensors': safetensorsBytes(tensors(1 + (index % 3), 16, seed), { format: 'pt' }) }), 'model.safetensors');
    await engine.client.system.setIdentity(PEOPLE[seed % PEOPLE.length] ?? { name: 'Mira Ovist' });
    await log(engine, {
      name,
      paths: [file],
      project: ['vision', 'speech', 'forecast'][index % 3] ?? 'vision',
      description: DESCRIPTIONS[index % 4] ?? '',
      metrics: { accuracy: 0.9 + (seed % 97) / 1000, loss: 1 / (seed + 1) },
      config: { lr: 3e-4, epochs: 10 + version, optimizer: 'adamw' },
      tags: index % 5 === 0 ? ['nightly'] : [],
      aliases: [...(index % 3 === 0 && version === 1 ? ['production'] : []), ...(index % 4 === 1 && version === 1 ? ['staging', 'best'] : [])],
    });
  }
}

/** The version that the screens of one version show: several files, many tensors, all that can be said. */
async function logShowcase(engine: Engine): Promise<void> {
  await engine.client.system.setIdentity(PEOPLE[0] ?? { name: 'Mira Ovist' });
  const data = writeFiles(join(work, 'imagenet-subset'), Object.fromEntries(Array.from({ length: 40 }, (_, n) => [`shards/part-${String(n).padStart(5, '0')}.csv`, `id,label\n${n},cat\n`])));
  await log(engine, { name: 'imagenet-subset', type: 'dataset', paths: [data], project: 'vision', description: 'Forty shards of labels.' });
  const folder = writeFiles(join(work, 'showcase'), {
    'model.safetensors': safetensorsBytes(tensors(6, 96, 11), { format: 'pt', architecture: 'ViT-B/16' }),
    'config.json': JSON.stringify({ hidden_size: 96, layers: 6 }),
    'tokenizer/vocab.txt': Array.from({ length: 400 }, (_, n) => `token${n}`).join('\n'),
    'notes/a-rather-long-file-name-that-nobody-would-want-to-type-by-hand-twice.md': '# Notes\n',
    'logs/empty.log': '',
  });
  for (const seed of [0, 1]) {
    writeFileSync(join(folder, 'config.json'), JSON.stringify({ hidden_size: 96, layers: 6, seed }));
    await log(engine, {
      name: 'showcase-classifier',
      paths: [folder],
      project: 'vision',
      description: 'Classifier behind the product search. Trained for three days on two cards; the second run of the same recipe, with the label noise of March removed.',
      metadata: { licence: 'Apache-2.0', architecture: 'ViT-B/16', input: [3, 224, 224], reviewed: true },
      metrics: { accuracy: 0.9812 + seed / 1000, loss: 0.0713, 'top5/accuracy': 0.9987, perplexity: 'NaN', throughput_images_per_second: 1893.25 },
      config: { lr: 3e-4, batch_size: 256, epochs: 90, optimizer: 'adamw', scheduler: 'cosine', augmentation: { cutmix: true, mixup: 0.2 }, warmup_steps: 5000 },
      tags: ['gpu-a100', 'nightly', 'signed-off'],
      aliases: seed === 1 ? ['production', 'best', 'candidate-for-the-spring-release'] : ['staging'],
      inputs: ['vision/imagenet-subset:v0'],
      note: 'label noise removed',
    });
  }
}

async function main(): Promise<void> {
  const engine = await createEngine({ dataRoot: home, workerFile: join(process.env['CAIRN_OUT'] ?? '', 'ingestWorker.cjs'), door: 'cli' }, hostPorts(home, 'cli'));
  for (let index = 0; index < TASKS.length * VARIANTS.length; index += 1) await logModel(engine, index);
  await logShowcase(engine);
  await engine.close();
}

// What it fails with ends it: Node says it and exits with 1.
void main();
