// system.*: what this engine is, who is using it, its settings, its logs, and whether everything is intact.
import { readFileSync } from 'node:fs';
import type { Progress } from '../../../shared/contract/primitives.js';
import { PROTOCOL_VERSION } from '../../../shared/contract/protocolVersion.js';
import { Settings, type VerifyEvent } from '../../../shared/contract/system.js';
import type { RegistryStore } from '../store/types.js';
import { os, type EngineContext } from './context.js';
import { registryName, registryNamed } from './registryNamed.js';
import { streamed } from './streamed.js';
import { verify } from './verify.js';

function registryRow(engine: EngineContext, store: RegistryStore): { id: string; name: string; home: string; devices: number; ops: number } {
  const { devices, ops } = store.read.counts();
  return { id: store.id, name: store.home === 'computer' ? 'On this computer' : registryName(engine, store), home: store.home, devices, ops };
}

/** The last lines of a log; an absent one is empty. */
function tail(file: string, lines: number): string[] {
  try {
    return readFileSync(file, 'utf8').split('\n').filter(Boolean).slice(-lines);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

async function status(engine: EngineContext) {
  const { registry, cache, dataRoot } = engine;
  const { models, artifacts, runs, versions } = registry.read.counts();
  const { free, total } = await cache.freeSpace();
  return {
    version: engine.version,
    protocol: PROTOCOL_VERSION,
    pid: process.pid,
    runtime: {
      node: process.versions.node,
      electron: process.versions['electron'] ?? null,
      chrome: process.versions['chrome'] ?? null,
      platform: process.platform,
      arch: process.arch,
    },
    dataRoot,
    disk: { free, total },
    cache: cache.stat(),
    registry: registryRow(engine, registry),
    registries: engine.registries.map((store) => registryRow(engine, store)),
    device: { id: registry.device.id, name: engine.deviceName(), fingerprint: registry.device.id.slice(0, 16) },
    actor: engine.actor(),
    entity: engine.where().entity,
    lease: engine.lease.heldByUs,
    counts: { models, artifacts, runs, versions },
  };
}

export const systemCommands = {
  status: os.system.status.handler(({ context: { engine } }) => status(engine)),

  useRegistry: os.system.useRegistry.handler(({ input, context: { engine } }) => {
    engine.useRegistry(registryNamed(engine, input.registry).id);
    return status(engine);
  }),

  settings: os.system.settings.handler(({ context: { engine } }) => Settings.parse(engine.settings.get())),

  setSettings: os.system.setSettings.handler(({ input, context: { engine } }) => Settings.parse(engine.settings.update(input))),

  setIdentity: os.system.setIdentity.handler(({ input, context: { engine } }) => {
    engine.settings.update({ actor: input });
    return engine.actor();
  }),

  logs: os.system.logs.handler(({ input, context: { engine } }) => ({ file: engine.logFile, lines: tail(engine.logFile, input.lines) })),

  verify: os.system.verify.handler(async function* ({ input, context: { engine }, signal }): AsyncGenerator<VerifyEvent, void, void> {
    yield* streamed<Progress, VerifyEvent>(
      signal,
      (progress) => ({ event: 'progress', progress }),
      (onProgress, abort) => verify(engine, input, onProgress, abort),
    );
  }),
};
