// Fills a data root with runs that look lived in: a dozen trainings with curves, one very long, one going on, one crashed.
// Usage: runsProgram HOME WORK
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createEngine, type Engine } from '../../electron/engine/index.js';
import { hostPorts } from '../../electron/host/ports.js';
import { safetensorsBytes } from '../fixtures/safetensors.js';

const [home = '', work = ''] = process.argv.slice(2);
const NAMES = ['glad-harbor-212', 'quiet-delta-231', 'pruned-fox-226', 'sweep-7/11', 'calm-ridge-188', 'sweep-7/08', 'brisk-tern-230', 'sweep-7/03', 'warm-cedar-181', 'slow-finch-174', 'north-reef-169', 'sweep-7/01'];
const PEOPLE = ['Aiko Tanaka', 'Mira Okafor', 'Jonas Weber'].map((name) => ({ name }));
const STEPS = 1_500;
const LONG = 24_000;
const BATCH = 5_000;

/** The same noise for the same numbers, in [-0.5, 0.5). */
function noise(seed: number): number {
  const x = Math.sin(seed * 12.9898) * 43758.5453;
  return x - Math.floor(x) - 0.5;
}

function values(index: number, step: number, of: number): Record<string, number | string> {
  const part = step / of;
  const ceiling = 0.82 + index * 0.004;
  return {
    'train/loss': (1.4 + index * 0.02) * Math.exp(-4 * part) + 0.1 + 0.05 * noise(step + index * 1e5) * Math.exp(-part),
    'val/mIoU': ceiling * (1 - Math.exp(-5 * part)) + 0.02 * noise(step * 3 + index),
    'val/loss': index === 7 && part > 0.6 ? 'NaN' : 1.1 * Math.exp(-5 * part) + 0.22 + 0.03 * noise(step * 7 + index),
    'optim/lr': 2e-4 * (1 + (index % 3)) * (part < 0.05 ? part * 20 : 0.5 * (1 + Math.cos(Math.PI * part))),
    'grad/norm': 2 + 4 * Math.exp(-6 * part) + noise(step * 11 + index),
    'gpu/utilisation': 92 - index + 6 * noise(Math.floor(step / 50) + index),
  };
}

async function train(engine: Engine, index: number): Promise<void> {
  const name = NAMES[index] ?? `run-${index}`;
  await engine.client.system.setIdentity(PEOPLE[index % PEOPLE.length] ?? { name: 'Mira Okafor' });
  const { id } = await engine.client.runs.start({
    key: `run${index}`,
    name,
    project: 'defects',
    jobType: index % 5 === 4 ? 'evaluate' : 'train',
    ...(name.startsWith('sweep') ? { group: 'sweep-7' } : {}),
    tags: index === 0 ? ['holdout', 'signed-off'] : [],
    config: { lr: 2e-4 * (1 + (index % 3)), optimizer: 'adamw', batch_size: 32, backbone: index % 2 ? 'resnet34' : 'resnet50', augmentation: { cutmix: true, mixup: 0.2 }, ...Object.fromEntries(Array.from({ length: 40 }, (_none, n) => [`aug_${n}`, n * index])) },
    environment: { python: '3.11.9', torch: '2.4.1', host: 'forge-02', gpus: 2 },
    git: { remote: 'git@example.org:vision/defects.git', commit: `9f2c71e0${index}`.padEnd(40, '0'), branch: 'main', dirty: index % 2 === 0 },
    notes: index === 0 ? 'ResNet-50 encoder, focal loss. Holdout v3 passes.' : '',
  });
  const steps = index === 1 ? LONG : index === 7 ? STEPS / 2 : STEPS;
  const started = Date.now() - 6 * 3_600_000 - index * 3_600_000;
  for (let from = 0; from < steps; from += BATCH) {
    const rows = Array.from({ length: Math.min(BATCH, steps - from) }, (_none, n) => ({ row: from + n, step: from + n, time: started + (from + n) * 900, values: values(index, from + n, index === 7 ? STEPS : steps) }));
    await engine.client.runs.log({ run: id, writer: 'main', rows });
  }
  if (index === 0) await logVersions(engine, id);
  if (index === 6) return;
  await engine.client.runs.finish({ run: id, state: index === 7 ? 'crashed' : 'finished' });
}

async function logVersions(engine: Engine, run: string): Promise<void> {
  const folder = join(work, 'defects');
  mkdirSync(folder, { recursive: true });
  const data = join(folder, 'labels.csv');
  writeFileSync(data, 'id,label\n1,scratch\n2,pit\n');
  const drain = async (events: AsyncIterable<unknown>): Promise<void> => {
    for await (const _event of events);
  };
  await drain(await engine.client.ingest.log({ source: { paths: [data] }, name: 'surface-defects', type: 'dataset', project: 'defects' }));
  await engine.client.runs.use({ run, ref: 'defects/surface-defects:latest' });
  for (const epoch of [0, 1, 2]) {
    const file = join(folder, 'model.safetensors');
    writeFileSync(file, safetensorsBytes({ 'head.weight': { dtype: 'F32', shape: [16, 8], data: Buffer.alloc(512, epoch) } }, { format: 'pt' }));
    await engine.client.runs.log({ run, writer: 'main', rows: [{ step: STEPS + epoch, values: { 'val/mIoU': 0.86 + epoch / 100, epoch } }] });
    await drain(await engine.client.ingest.log({ source: { paths: [file] }, name: 'sds-unet-r50', project: 'defects', run }));
  }
}

async function main(): Promise<void> {
  const engine = await createEngine({ dataRoot: home, workerFile: join(process.env['CAIRN_OUT'] ?? '', 'ingestWorker.cjs'), door: 'cli' }, hostPorts(home, 'cli'));
  for (let index = NAMES.length - 1; index >= 0; index -= 1) await train(engine, index);
  await engine.close();
}

// What it fails with ends it: Node says it and exits with 1.
void main();
