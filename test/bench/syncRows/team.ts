// Devices that share a registry in a real bucket, reached through the proxy that counts: whole engines in this process.
import { join } from 'node:path';
import { createEngine, type Engine } from '../../../electron/engine/index.js';
import type { SyncDone } from '../../../shared/contract/sync.js';
import type { Ports } from '../../../electron/engine/ports.js';
import { KEYS } from '../../support/s3Servers.js';
import { noSecrets, silentLogger, systemClock, systemRandom } from '../../support/ports.js';

const ports: Ports = { clock: systemClock, random: systemRandom, secrets: noSecrets, logger: silentLogger, grants: { paths: () => undefined } };

export const workerFile = join(process.env['CAIRN_OUT'] ?? '', 'ingestWorker.cjs');

/** A device whose only registry lives at the URL. */
export async function openDevice(home: string, url: string): Promise<Engine> {
  process.env['AWS_ACCESS_KEY_ID'] = KEYS.accessKeyId;
  process.env['AWS_SECRET_ACCESS_KEY'] = KEYS.secretAccessKey;
  const engine = await createEngine({ dataRoot: home, workerFile, door: 'cli' }, ports);
  await engine.client.remotes.add({ name: 'team', target: { url, secrets: {} } });
  return engine;
}

/** @throws when something was found wrong */
export async function sync(engine: Engine): Promise<SyncDone> {
  const done = await engine.client.sync.now({ refill: false });
  if (done.findings.length > 0) throw new Error(`A sync found ${JSON.stringify(done.findings).slice(0, 1000)}`);
  return done;
}
