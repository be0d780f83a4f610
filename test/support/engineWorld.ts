// A whole engine over a data root in a temporary folder, and what must be the same after something was refused.
import { blake3 } from '@napi-rs/blake-hash';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect } from 'vitest';
import type { VersionDetail } from '../../shared/contract/entities.js';
import { asCairnError, type CairnError, type ErrorCode } from '../../shared/contract/errors.js';
import type { IngestPlan, LogInput } from '../../shared/contract/ingest.js';
import type { VerifyEvent } from '../../shared/contract/system.js';
import type { UseEvent } from '../../shared/contract/versions.js';
import { createEngine, type Engine, type EngineOptions } from '../../electron/engine/index.js';
import type { Logger, Ports } from '../../electron/engine/ports.js';
import { buildWorker } from './buildWorker.js';
import { filesUnder } from './filesUnder.js';
import { noSecrets, silentLogger, systemClock, systemRandom } from './ports.js';

type Verified = Extract<VerifyEvent, { event: 'done' }>;
type Used = Extract<UseEvent, { event: 'done' }>['result'];

/** What a refusal must leave as it was. */
export interface Snapshot {
  readonly state: string;
  readonly ops: number;
  /** Path of each blob with the digest of its bytes. */
  readonly blobs: readonly string[];
  readonly rows: { readonly blobs: number; readonly bytes: number };
  /** Everything in tmp/ but the marks of living processes. */
  readonly temp: readonly string[];
}

export interface EngineWorld {
  /** Holds the data root, and room for whatever a test drops. */
  readonly folder: string;
  readonly home: string;
  readonly engine: Engine;
  /** Absolute path below the folder. */
  at(path: string): string;
  /** Writes a file below the folder and gives its absolute path. */
  put(path: string, bytes?: Uint8Array | string): string;
  plan(...paths: string[]): Promise<IngestPlan>;
  log(paths: readonly string[], input?: Partial<LogInput>): Promise<VersionDetail>;
  show(ref: string): Promise<VersionDetail>;
  use(ref: string, target: string, hardlink?: boolean): Promise<Used>;
  verify(): Promise<Verified>;
  snapshot(): Snapshot;
  /** Runs what must fail with this code, in words that hold all of these, and must leave store and cache as they were. */
  refused(work: () => Promise<unknown>, code: ErrorCode, ...words: readonly string[]): Promise<CairnError>;
  end(): Promise<void>;
}

export interface WorldOptions {
  /** Where to make the folder, for other volumes. */
  readonly base?: string;
  /** An existing data root. */
  readonly home?: string;
  readonly logger?: Logger;
  readonly busyMs?: number;
}

export function testPorts(logger: Logger = silentLogger): Ports {
  return { clock: systemClock, random: systemRandom, secrets: noSecrets, logger, grants: { paths: () => undefined } };
}

/** Opens an engine as the command line does. */
export async function openEngine(home: string, { logger, ...options }: Partial<EngineOptions> & { readonly logger?: Logger } = {}): Promise<Engine> {
  return createEngine({ dataRoot: home, workerFile: await buildWorker(), door: 'cli', ...options }, testPorts(logger));
}

/** The error that something ends with. */
export async function failureOf(work: Promise<unknown>): Promise<CairnError> {
  try {
    await work;
  } catch (error) {
    return asCairnError(error);
  }
  throw new Error('It succeeded, and should not have');
}

export function expectError(error: CairnError, code: ErrorCode, words: readonly string[]): void {
  expect(error.code, error.message).toBe(code);
  for (const word of words) expect(error.message).toContain(word);
}

function blobsOf(home: string): string[] {
  return filesUnder(join(home, 'blobs')).map((path) => `${path} ${blake3(readFileSync(join(home, 'blobs', path))).toString('hex')}`);
}

export async function createEngineWorld(options: WorldOptions = {}): Promise<EngineWorld> {
  const folder = mkdtempSync(join(options.base ?? tmpdir(), 'cairn-engine-'));
  const home = options.home ?? join(folder, 'home');
  const engine = await openEngine(home, { ...(options.logger ? { logger: options.logger } : {}), ...(options.busyMs === undefined ? {} : { busyMs: options.busyMs }) });
  const { client, context } = engine;

  async function last<E extends { readonly event: string }, K extends E['event']>(events: Promise<AsyncIterable<E>>, event: K): Promise<Extract<E, { event: K }>> {
    for await (const each of await events) if (each.event === event) return each as Extract<E, { event: K }>;
    throw new Error(`It ended without "${event}"`);
  }

  const world: EngineWorld = {
    folder,
    home,
    engine,
    at: (path) => join(folder, path),
    put(path, bytes = path) {
      const full = join(folder, path);
      mkdirSync(dirname(full), { recursive: true });
      writeFileSync(full, bytes);
      return full;
    },
    plan: (...paths) => client.ingest.plan({ source: { paths } }),
    log: async (paths, input = {}) => (await last(client.ingest.log({ ...(paths.length > 0 ? { source: { paths: [...paths] } } : {}), name: 'model', ...input }), 'done')).version,
    show: (ref) => client.versions.get({ ref }),
    use: async (ref, target, hardlink = false) => (await last(client.versions.use({ ref, hardlink, target: { path: target } }), 'done')).result,
    verify: () => last(client.system.verify({}), 'done'),
    snapshot: () => ({
      state: context.registry.stateHash(),
      ops: context.registry.opCount(),
      blobs: blobsOf(home),
      rows: context.cache.stat(),
      temp: filesUnder(join(home, 'tmp')).filter((path) => !/(^|\/)alive(-journal)?$/.test(path)),
    }),
    async refused(work, code, ...words) {
      const before = world.snapshot();
      const error = await failureOf(work());
      expectError(error, code, words);
      expect(world.snapshot()).toEqual(before);
      expect(before.temp).toEqual([]);
      return error;
    },
    async end() {
      await engine.close();
      rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
    },
  };
  return world;
}
