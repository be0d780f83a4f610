// Files of a run as the client sends them (config.yaml, media, diff.patch, the console): kept as they come, and logged together as a
// version of `run-<key>-files` when the run ends, so that they sync and are found like everything else.
import type { IncomingMessage } from 'node:http';
import { LogInput } from '../../../../shared/contract/ingest.js';
import type { Digest } from '../../../../shared/contract/primitives.js';
import type { Hold } from '../../cache/types.js';
import type { EngineContext } from '../../commands/context.js';
import { commitKept } from '../../commands/logVersion.js';
import { checkManifestPath } from '../../domain/manifestPath.js';

export interface RunFile {
  readonly path: string;
  readonly digest: Digest;
  readonly size: number;
  /** Base64. */
  readonly md5: string;
  readonly at: number;
}

export interface RunPlace {
  readonly id: string;
  readonly key: string;
  readonly entity: string;
  readonly project: string;
}

export interface RunFiles {
  receive(run: string, path: string, request: IncomingMessage, size: number): Promise<RunFile>;
  /** Keeps a file that is made here. */
  put(run: string, path: string, bytes: Uint8Array): Promise<RunFile>;
  list(run: string): RunFile[];
  /** Logs the files that came since they were last logged; all of them in one version. */
  seal(run: RunPlace, historyRows: Record<string, number> | undefined): Promise<void>;
  close(): Promise<void>;
}

const keyOf = (run: string): string => `wandb:files:${run}`;
export const FILES_TYPE = 'run-files';
export const filesName = (key: string): string => `run-${key}-files`;

export function createRunFiles(engine: EngineContext): RunFiles {
  const { cache, ports } = engine;
  /** Runs with files that no version names yet. */
  const fresh = new Map<string, Hold>();

  const list = (run: string): RunFile[] => Object.values(JSON.parse(engine.registry.local(keyOf(run)) ?? '{}') as Record<string, RunFile>);

  function holdOf(run: string): Hold {
    const known = fresh.get(run);
    if (known) return known;
    const hold = cache.hold();
    fresh.set(run, hold);
    return hold;
  }

  function remember(run: string, file: RunFile): RunFile {
    engine.registry.write(engine.actor(), (tx) => {
      const all = JSON.parse(engine.registry.local(keyOf(run)) ?? '{}') as Record<string, RunFile>;
      tx.setLocal(keyOf(run), JSON.stringify({ ...all, [file.path]: file }));
    });
    return file;
  }

  return {
    async receive(run, given, request, size) {
      const path = checkManifestPath(given);
      const { digest, md5 } = await cache.receive(request as AsyncIterable<Buffer>, holdOf(run), { size });
      return remember(run, { path, digest, size, md5, at: ports.clock.now() });
    },
    async put(run, path, bytes) {
      const { digest, md5 } = await cache.receive((async function* () { yield bytes; })(), holdOf(run), { size: bytes.length });
      return remember(run, { path, digest, size: bytes.length, md5, at: ports.clock.now() });
    },
    list,
    async seal({ id, key, entity, project }, historyRows) {
      const hold = fresh.get(id);
      if (!hold) return;
      fresh.delete(id);
      const files = list(id);
      const here = hold.add(files.map((file) => file.digest));
      const kept = files.filter((_file, index) => here[index]);
      const input = LogInput.parse({ name: filesName(key), type: FILES_TYPE, entity, project, run: key, ...(historyRows ? { historyRows } : {}) });
      try {
        await commitKept(engine, kept.map(({ path, digest, size }) => ({ path, digest, size })), [], input, hold, () => {}, undefined);
      } catch (error) {
        await hold.cancel();
        throw error;
      }
    },
    async close() {
      for (const hold of fresh.values()) await hold.cancel();
      fresh.clear();
    },
  };
}
