// Writes a lineage into a data root as another process would: `<home> sample` or `<home> <nodes>`. Prints the ids as JSON.
import { join } from 'node:path';
import { createEngine } from '../../electron/engine/index.js';
import { largeLineage } from './lineageLarge.js';
import { writeLineage } from './lineageOps.js';
import { sampleLineage } from './lineageSample.js';
import { noSecrets, silentLogger, systemClock, systemRandom } from './ports.js';

const [home = '', what = 'sample'] = process.argv.slice(2);

async function main(): Promise<void> {
  const engine = await createEngine({ dataRoot: home, workerFile: join(process.env['CAIRN_OUT'] ?? '', 'ingestWorker.cjs'), door: 'cli' }, { clock: systemClock, random: systemRandom, secrets: noSecrets, logger: silentLogger, grants: { paths: () => undefined } });
  const ids = writeLineage(engine.context.registry, what === 'sample' ? sampleLineage() : largeLineage(Number(what)));
  process.stdout.write(JSON.stringify(ids));
  await engine.close();
}

void main();
