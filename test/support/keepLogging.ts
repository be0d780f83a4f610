// Logs version after version until it is killed. Prints `ack <digest>` once a version is acknowledged.
import { randomBytes } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createEngine } from '../../electron/engine/index.js';
import { hostPorts } from '../../electron/host/ports.js';

const [home = '', work = ''] = process.argv.slice(2);
const workerFile = join(process.env['CAIRN_OUT'] ?? '', 'ingestWorker.cjs');

/** A folder with one larger file, a few small ones, one shared by all versions and an empty one. */
function makeFolder(name: string): string {
  const folder = join(work, name);
  mkdirSync(join(folder, 'sub'), { recursive: true });
  writeFileSync(join(folder, 'weights.bin'), randomBytes(6_000_000 + Math.floor(Math.random() * 6_000_000)));
  for (let index = 0; index < 4; index += 1) writeFileSync(join(folder, 'sub', `${index}.bin`), randomBytes(20_000));
  writeFileSync(join(folder, 'shared.bin'), Buffer.alloc(100_000, 7));
  writeFileSync(join(folder, 'empty.bin'), '');
  return folder;
}

async function main(): Promise<void> {
  const engine = await createEngine({ dataRoot: home, workerFile, door: 'cli' }, hostPorts(home, 'cli'));
  process.stdout.write('ready\n');
  for (let turn = 0; ; turn += 1) {
    const folder = makeFolder(`${process.pid}-${turn}`);
    for await (const event of await engine.client.ingest.log({ source: { paths: [folder] }, name: 'killed', metrics: { turn } })) {
      if (event.event === 'done') process.stdout.write(`ack ${event.version.digest}\n`);
    }
  }
}

void main();
