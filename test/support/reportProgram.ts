// Fills a data root with a small pipeline to report on: `<home> <work>`: a dataset, three training runs whose versions are linked to a
// registered model, promotions with notes, and an evaluation with pictures. Prints ids as JSON.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createEngine } from '../../electron/engine/index.js';
import { pngBytes } from '../fixtures/png.js';
import { safetensorsBytes } from '../fixtures/safetensors.js';
import { noSecrets, silentLogger, systemClock, systemRandom } from './ports.js';

const [home = '', work = ''] = process.argv.slice(2);
const VERSIONS = 6;
const ROWS = 60;

/** A digit-like blot, the same for the same number. */
const blot = (id: number): Buffer => pngBytes(28, 28, (x, y) => (Math.hypot(x - 14 + (id % 5), y - 14 + (id % 3)) < 6 + (id % 6) ? 230 - ((x * id) % 60) : 20));

function predictions(folder: string): void {
  mkdirSync(join(folder, 'images'), { recursive: true });
  const data = Array.from({ length: ROWS }, (_none, id) => {
    writeFileSync(join(folder, 'images', `${id}.png`), blot(id));
    return [id, { _type: 'image-file', path: `images/${id}.png` }, String(id % 10), String(id % 9 === 0 ? (id + 1) % 10 : id % 10), Number((0.01 * id).toFixed(2))];
  });
  writeFileSync(join(folder, 'predictions.table.json'), JSON.stringify({ columns: ['id', 'image', 'label', 'prediction', 'loss'], data }));
}

async function main(): Promise<void> {
  const engine = await createEngine({ dataRoot: home, workerFile: join(process.env['CAIRN_OUT'] ?? '', 'ingestWorker.cjs'), door: 'cli' }, { clock: systemClock, random: systemRandom, secrets: noSecrets, logger: silentLogger, grants: { paths: () => undefined } });
  const { client } = engine;
  const log = async (path: string, input: Record<string, unknown>): Promise<string> => {
    for await (const event of await client.ingest.log({ source: { paths: [path] }, name: 'mnist-cnn', ...input })) if (event.event === 'done') return event.version.id;
    throw new Error('Logging ended without a version');
  };
  mkdirSync(work, { recursive: true });
  writeFileSync(join(work, 'train.csv'), 'pixel,label\n0,7\n');
  await log(join(work, 'train.csv'), { name: 'mnist', type: 'dataset' });
  const model = await client.registry.createModel({ name: 'Digit Reader', description: 'Reads handwritten digits on forms. Do not use it on licence plates.' });
  await client.registry.describe({ what: 'collection', ref: model.id, field: 'headline', value: { metric: 'acc', direction: 'max' } });
  const versions: string[] = [];
  for (let n = 0; n < VERSIONS; n += 1) {
    const run = `train-${n}`;
    await client.runs.start({ key: run, name: ['calm-ridge', 'glad-harbor', 'keen-moor', 'warm-delta', 'bold-fjord', 'mild-creek'][n] ?? run, config: { lr: n < 2 ? 3e-4 : 1e-4, epochs: 4 + n, optimizer: 'adamw' }, git: { commit: `a41c9e2${n}`, branch: 'main', remote: 'https://example.org/vision/digits.git' } });
    await client.runs.use({ run, ref: 'mnist:v0' });
    await client.runs.log({ run, rows: Array.from({ length: 200 }, (_, step) => ({ step, values: { 'val/acc': 0.98 + n * 0.002 - 0.5 * Math.exp(-step / (30 + n)), loss: Math.exp(-step / 60) } })) });
    const file = join(work, `v${n}.safetensors`);
    writeFileSync(file, safetensorsBytes({ 'fc.weight': { dtype: 'F32', shape: [16, 8], data: Buffer.alloc(512, n) } }, { format: 'pt' }));
    // The third has no accuracy: a gap, not a zero.
    versions.push(await log(file, { run, as: 'model.safetensors', metrics: { ...(n === 2 ? {} : { acc: 0.9712 + n * 0.0031 }), 'latency p50': 14.2 - n * 0.4 } }));
    await client.runs.finish({ run });
    await client.registry.link({ ref: versions[n] ?? '', target: 'Digit Reader' });
  }
  for (const [n, alias, note] of [[0, 'production', 'first that passes review'], [1, 'production', 'better on slanted digits'], [3, 'production', 'two weeks on the scanners without a complaint'], [4, 'staging', ''], [5, 'candidate', '']] as const) {
    await client.registry.setAlias({ ref: `Digit Reader:v${n}`, alias, ...(note ? { note } : {}) });
  }
  predictions(join(work, 'evaluation'));
  await client.runs.start({ key: 'evaluate', name: 'quiet-lake', jobType: 'evaluate' });
  await client.runs.use({ run: 'evaluate', ref: versions[3] ?? '' });
  const evaluation = await log(join(work, 'evaluation'), { name: 'digits-evaluation', type: 'evaluation', run: 'evaluate' });
  await client.runs.finish({ run: 'evaluate' });
  process.stdout.write(JSON.stringify({ model: model.id, versions, evaluation }));
  await engine.close();
}

void main();
