// A process that ingests a folder and then waits to be killed: `node ingestProgram HOME WORKER FOLDER`.
import { openCache } from '../../electron/engine/cache/cache.js';
import { silentLogger, systemClock, systemRandom } from './ports.js';

async function main(): Promise<void> {
  const [dataRoot = '', workerFile = '', folder = ''] = process.argv.slice(2);
  const cache = await openCache({ dataRoot, clock: systemClock, random: systemRandom, logger: silentLogger, workerFile });
  const { entries } = await cache.scan([folder]);
  process.stdout.write('started\n');
  await cache.ingest(entries, { hold: cache.hold() });
  process.stdout.write('ingested\n');
  setInterval(() => undefined, 60_000);
}

void main();
