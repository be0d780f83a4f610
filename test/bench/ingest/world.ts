// Where the ingest bench works, what it makes and how it logs.
import { closeSync, fsyncSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { createCipheriv } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createEngine, type Engine } from '../../../electron/engine/index.js';
import { hostPorts } from '../../../electron/host/ports.js';
import { safetensorsHeader } from '../../fixtures/safetensors.js';

export const MEGABYTE = 1_000_000;
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

const BLOCK = Buffer.alloc(8 * 1024 * 1024);

/** Bytes without any pattern, the same for the same seed, at the speed of the cipher. */
function writeBytes(file: number, bytes: number, at: number, seed: number): void {
  const key = Buffer.alloc(16);
  key.writeDoubleLE(seed);
  const cipher = createCipheriv('aes-128-ctr', key, Buffer.alloc(16));
  for (let done = 0; done < bytes; ) {
    const length = Math.min(BLOCK.length, bytes - done);
    done += writeSync(file, cipher.update(BLOCK).subarray(0, length), 0, length, at + done);
  }
}

function filling(path: string, flags: 'w' | 'r+', fill: (file: number) => void): void {
  const file = openSync(path, flags);
  fill(file);
  fsyncSync(file);
  closeSync(file);
}

/** A new durable file of random bytes. */
export function makeRandom(path: string, bytes: number): void {
  filling(path, 'w', (file) => writeBytes(file, bytes, 0, 1));
}

/** Other random bytes from `at` on. */
export function replaceSpan(path: string, at: number, bytes: number): void {
  filling(path, 'r+', (file) => writeBytes(file, bytes, at, 2));
}

/** A durable safetensors file with a tensor of random bytes for each seed. `note` makes the header longer. Gives its size. */
export function makeSafetensors(path: string, each: number, seeds: readonly number[], note = ''): number {
  const header = safetensorsHeader(Object.fromEntries(seeds.map((_, index) => [`layer.${index}.weight`, { dtype: 'BF16', shape: [each / 2], bytes: each }])), { note });
  filling(path, 'w', (file) => {
    writeSync(file, header);
    seeds.forEach((seed, index) => writeBytes(file, each, header.length + index * each, seed));
  });
  return header.length + seeds.length * each;
}
