// Fills a data root with versions of one network and runs to compare: `<home> <work> <runs>`. Prints the ids as JSON.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createEngine } from '../../electron/engine/index.js';
import { safetensorsBytes, type FixtureTensor } from '../fixtures/safetensors.js';
import { noSecrets, silentLogger, systemClock, systemRandom } from './ports.js';

const [home = '', work = '', count = '3'] = process.argv.slice(2);
const LAYERS: readonly (readonly [string, number])[] = [['stem', 2], ['layer1.0', 4], ['layer1.1', 4], ['layer2.0', 6], ['layer2.1', 6], ['layer3.0', 8], ['layer3.1', 8], ['layer4.0', 6], ['decoder.0', 5], ['head', 2]];

/** Later layers moved further. */
function tensors(version: number): Record<string, FixtureTensor> {
  const made: Record<string, FixtureTensor> = {};
  LAYERS.forEach(([layer, kinds], depth) => {
    for (let kind = 0; kind < kinds; kind += 1) {
      const side = version === 2 && depth === 6 && kind % 3 === 0 ? 24 : 32;
      const values = new Float32Array(side * side);
      for (let index = 0; index < values.length; index += 1) {
        const base = Math.sin(index * 0.37 + depth + kind * 5);
        const moved = version === 0 || depth < 2 - (version === 2 ? 1 : 0) ? 0 : version * 0.9 ** (LAYERS.length - depth) * 0.12 * Math.cos(index * 1.7 + version);
        values[index] = base + moved;
      }
      made[`${layer}.conv${kind}.weight`] = { dtype: 'F32', shape: [side, side], data: Buffer.from(values.buffer) };
    }
  });
  return made;
}

async function main(): Promise<void> {
  const engine = await createEngine({ dataRoot: home, workerFile: join(process.env['CAIRN_OUT'] ?? '', 'ingestWorker.cjs'), door: 'cli' }, { clock: systemClock, random: systemRandom, secrets: noSecrets, logger: silentLogger, grants: { paths: () => undefined } });
  const { client } = engine;
  const log = async (path: string, input: Record<string, unknown>): Promise<string> => {
    for await (const event of await client.ingest.log({ source: { paths: [path] }, name: 'sds-unet-r50', ...input })) if (event.event === 'done') return event.version.id;
    throw new Error('Logging ended without a version');
  };
  mkdirSync(work, { recursive: true });
  writeFileSync(join(work, 'd.csv'), 'a');
  await log(join(work, 'd.csv'), { name: 'surface-defects', type: 'dataset' });
  const versions: string[] = [];
  for (let n = 0; n < 3; n += 1) {
    const run = `train-${n}`;
    await client.runs.start({ key: run, name: ['calm-ridge', 'glad-harbor', 'keen-moor'][n] ?? run, config: { loss: n === 0 ? 'dice+ce' : 'dice+focal', optim: { lr: n === 0 ? 3e-4 : 2e-4, name: 'adamw' }, augment: { cutmix: n === 0 ? 0 : 0.5 }, epochs: n === 0 ? 80 : 120, seed: n === 2 ? 23 : 17 }, environment: { python: '3.12.4', torch: n === 0 ? '2.2.1' : '2.3.0', cuda: '12.4' }, git: { commit: n === 0 ? 'a41c9e2' : '5d0be17', branch: 'main', remote: 'https://example.org/vision/sds.git' } });
    await client.runs.use({ run, ref: 'surface-defects:v0' });
    const rows = Array.from({ length: 3000 }, (_, step) => ({ step, values: { 'val/mIoU': 0.86 + n * 0.01 - 0.56 * Math.exp(-step / (500 + n * 150)) + 0.012 * Math.sin(step * 1.3), loss: Math.exp(-step / 700) + 0.05 * Math.abs(Math.sin(step)) } }));
    await client.runs.log({ run, rows });
    const file = join(work, `v${n}.safetensors`);
    writeFileSync(file, safetensorsBytes(tensors(n), { format: 'pt' }));
    versions.push(await log(file, { run, as: 'model.safetensors', metrics: { mIoU: 0.858 + n * 0.007, 'pixel accuracy': 0.9721 + n * 0.002, 'F1 dent': 0.861 - n * 0.003, 'latency p50': 14.2 - (n === 2 ? 2.4 : -n * 0.7) } }));
    await client.runs.finish({ run });
  }
  for (const [n, alias] of [['0', 'production'], ['1', 'staging'], ['2', 'candidate']] as const) await client.registry.link({ ref: versions[Number(n)] ?? '', target: 'Surface Defect Segmenter', aliases: [alias] });
  await client.registry.describe({ what: 'collection', ref: 'Surface Defect Segmenter', field: 'headline', value: { metric: 'mIoU', direction: 'max' } });
  const runs: string[] = [];
  for (let n = 0; n < Number(count); n += 1) {
    const { id } = await client.runs.start({ key: `sweep-${n}`, name: `sweep-${n}`, jobType: 'sweep', config: { lr: 10 ** (-4 + (n % 10) / 4), dropout: (n % 7) / 10, batch: 16 * (1 + (n % 4)), optimizer: n % 3 === 0 ? 'sgd' : 'adamw' } });
    await client.runs.log({ run: id, rows: Array.from({ length: 60 }, (_, step) => ({ step, values: { acc: 1 - Math.exp(-(step + 1) / (8 + (n % 13))) - (n % 5) / 50, loss: Math.exp(-step / (6 + (n % 9))) } })) });
    await client.runs.finish({ run: id });
    runs.push(id);
  }
  process.stdout.write(JSON.stringify({ versions, runs }));
  await engine.close();
}

void main();
