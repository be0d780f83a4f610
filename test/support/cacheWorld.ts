// A data root in a temporary folder with a real cache over it, for tests.
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openCache } from '../../electron/engine/cache/cache.js';
import type { Cache } from '../../electron/engine/cache/types.js';
import { buildWorker } from './buildWorker.js';
import { silentLogger, systemClock, systemRandom } from './ports.js';

/** Every file below a folder, relative to it, sorted. */
export function treeOf(folder: string, prefix = ''): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .flatMap((entry) => {
      const path = prefix === '' ? entry.name : `${prefix}/${entry.name}`;
      return entry.isDirectory() ? treeOf(join(folder, entry.name), path) : [path];
    })
    .sort();
}

export interface CacheWorld {
  /** Holds `home`, and room for whatever a test drops. */
  readonly folder: string;
  readonly home: string;
  readonly cache: Cache;
  /** Another cache over the same data root, as a second process would have. */
  another(): Promise<Cache>;
  blobFiles(): string[];
  /** Files in tmp/ but for the locks of living processes. */
  tempFiles(): string[];
  end(): Promise<void>;
}

/** `base`: where to make the temporary folder, for tests on other file systems. */
export async function createCacheWorld(base = tmpdir()): Promise<CacheWorld> {
  const folder = mkdtempSync(join(base, 'cairn-cache-'));
  const home = join(folder, 'home');
  const workerFile = await buildWorker();
  const opened: Cache[] = [];
  const open = async (): Promise<Cache> => {
    const cache = await openCache({ dataRoot: home, clock: systemClock, random: systemRandom, logger: silentLogger, workerFile });
    opened.push(cache);
    return cache;
  };
  return {
    folder,
    home,
    cache: await open(),
    another: open,
    blobFiles: () => treeOf(join(home, 'blobs')),
    tempFiles: () => treeOf(join(home, 'tmp')).filter((path) => !/^[0-9a-f]+\/alive(-journal)?$/.test(path)),
    async end() {
      for (const cache of opened) await cache.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
