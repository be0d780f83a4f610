// Where the ingest bench works, and how it logs.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createEngine, type Engine } from '../../../electron/engine/index.js';
import { hostPorts } from '../../../electron/host/ports.js';

export const work = mkdtempSync(join(process.env['CAIRN_BENCH_DIR'] ?? tmpdir(), 'cairn-bench-'));
export const inWork = (...names: string[]): string => join(work, ...names);

const workerFile = join(process.env['CAIRN_OUT'] ?? join(process.cwd(), 'out', 'electron'), 'ingestWorker.cjs');

/** A data root of its own in the work folder. */
export function openHome(name: string): Promise<Engine> {
  return createEngine({ dataRoot: inWork(name), workerFile, door: 'cli' }, hostPorts(inWork(name), 'cli'));
}

export async function closeHome(engine: Engine): Promise<void> {
  await engine.close();
  rmSync(engine.context.dataRoot, { recursive: true });
}

export interface Logged {
  readonly bytesRead: number;
  readonly bytes: number;
  readonly version: string;
}

export async function log(engine: Engine, path: string, name: string): Promise<Logged> {
  for await (const event of await engine.client.ingest.log({ source: { paths: [path] }, name })) {
    if (event.event !== 'done') continue;
    return { bytesRead: event.bytesRead, bytes: event.version.bytes, version: event.version.id };
  }
  throw new Error('logging ended without a result');
}

/** Digest of the only file of a version. */
export function blobOf(engine: Engine, { version }: Logged): string {
  return engine.context.registry.read.versionBlobs([version])[0]?.blob ?? '';
}
