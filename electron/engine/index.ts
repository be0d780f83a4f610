// The composition root: opens a data root and answers the contract. Hosts are thin around it.
import { mkdirSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { CairnError } from '../../shared/contract/errors.js';
import type { Actor } from '../../shared/contract/primitives.js';
import { Name } from '../../shared/contract/primitives.js';
import { openCache } from './cache/cache.js';
import { openLease } from './cache/lease.js';
import type { Cache } from './cache/types.js';
import type { Door, EngineContext } from './commands/context.js';
import { registryNamed } from './commands/registryNamed.js';
import { closePairs } from './commands/tables/calls.js';
import { closeTables } from './commands/tables/open.js';
import { tendRuns } from './commands/runs/finish.js';
import { createCapKeeper } from './commands/storage/cap.js';
import { defaultActor, defaultDeviceName, entityNameFor, openSettingsFile } from './commands/settingsFile.js';
import type { Ports } from './ports.js';
import { connectToPeer } from './serve/peer/client.js';
import { listenToPeers, type PeerServer } from './serve/peer/server.js';
import { somethingDue, watchMoves } from './commands/hooks/deliver.js';
import { watchNotices } from './commands/notices/watch.js';
import { createHttpDoor, type HttpWish, type OwnedHttpDoor } from './serve/http/door.js';
import { directClient, servePort, type EngineClient } from './serve/rpc.js';
import { memoryKind } from './remotes/memory.js';
import { openDeviceKey, type DeviceKey } from './store/deviceKey.js';
import { openRegistryStore } from './store/registryStore.js';
import type { RegistryStore } from './store/types.js';
import { createSyncCentre } from './sync/centre/centre.js';
import { openClockWatch } from './sync/centre/clockWatch.js';
import { openRemotesFile, type RemotesFile } from './sync/centre/remotesFile.js';
import { VERSION } from './version.js';

export { signBundle } from './domain/signing/bundle.js';
export { signerOf } from './domain/signing/ecKey.js';
export { environmentHere } from './code/environment.js';
export { appKeychain, serveKeychain } from './serve/peer/keychain.js';
export type { EngineClient } from './serve/rpc.js';

export interface EngineOptions {
  /** Absolute path of the folder that holds everything; created if absent. */
  readonly dataRoot: string;
  /** The bundled ingest worker. */
  readonly workerFile: string;
  readonly door: Door;
  /** Id or home of the registry that bare names are looked up in; the first one if absent. */
  readonly registry?: string;
  /** What a fresh data root's registry is: a random id on this computer if absent. */
  readonly create?: { readonly id?: string; readonly home?: string };
  /** How long a write waits for another process; half a minute if absent. */
  readonly busyMs?: number;
  /** Whether this process answers over HTTP; never if absent. */
  readonly http?: HttpWish;
}

export interface Engine {
  readonly context: EngineContext;
  /** Every command, in process, through this engine's door. */
  readonly client: EngineClient;
  /** Serves one window until its port closes. */
  serve(port: Parameters<typeof servePort>[0]): void;
  /** True when hooks have to be told of something, and no other process is there to do it. */
  hooksDue(): boolean;
  /** Ends work that is going on, lets go of the lease and closes the databases. */
  close(): Promise<void>;
}

/** The registry every data root begins with; others are named by their id. */
const FIRST_REGISTRY = 'main.db';
/** How often a host that wants the lease asks for it while another process has it. */
const LEASE_RETRY_MS = 5000;
/** How often runs are looked after: rows sealed, dead ones ended. */
const TEND_MS = 30_000;

/** @throws CairnError data_root_unusable */
function makeFolder(path: string): void {
  try {
    mkdirSync(path, { recursive: true });
  } catch (error) {
    throw new CairnError('data_root_unusable', `Opening the data root failed: the folder ${path} cannot be made (${(error as NodeJS.ErrnoException).code ?? 'unknown'}). Check what is there and its permissions, or choose another place with --home.`, { path }, { cause: error });
  }
}

/** SQLite takes a file without bytes for a new database. Where the cache keeps blobs, a registry named them. */
function refuseEmptied(file: string, cache: Cache): void {
  if (statSync(file, { throwIfNoEntry: false })?.size !== 0 || cache.stat().blobs === 0) return;
  throw new CairnError('data_root_unusable', `Opening the registry database ${file}: it is empty, though it has held versions. Bring it back from a backup, or remove it to begin anew.`, { file });
}

/** The registries of a data root: opened as they are found, also those that another process makes. */
interface Registries {
  readonly stores: RegistryStore[];
  /** The device's key, which all of them are written with. */
  readonly key: DeviceKey;
  /** Opens what has appeared since. */
  look(): void;
  /** Opens a registry of a remote, made if it is new here. */
  add(id: string, home: string): RegistryStore;
}

/** What is written where it cannot be sent would wait for ever: under keys that may only read, or without a remote. */
function readOnly(remotes: RemotesFile, { id, home }: RegistryStore): string | undefined {
  if (home === 'computer' || home.startsWith(memoryKind.scheme)) return undefined;
  const remote = remotes.list().find(({ registry }) => registry === id);
  if (!remote) return `its remote, ${home}, was left, and it stays here to be read. Add the remote again with "cairn remote add", or write to this computer's own registry with "--registry computer".`;
  if (remote.mirror) return `what "${remote.name}" names is a mirror, which is read and not written. If the remote that it mirrors is lost, make it the home with "cairn remote promote ${remote.name}".`;
  if (remote.writable) return undefined;
  if (remote.url.startsWith('file:')) return `the folder of "${remote.name}" may be read and not written, so this registry is read only here. Once the rights of the folder allow it, run "cairn remote test ${remote.name}".`;
  return `the keys for "${remote.name}" may read and not write, so this registry is read only here. Give it other keys with "cairn remote set".`;
}

/** Stores that opened are in `stores` also when a later one does not, so that the caller can close them. */
function openRegistries(stores: RegistryStore[], { dataRoot, create = {}, busyMs }: EngineOptions, { clock, random, logger }: Ports, deviceName: () => string, cache: Cache, remotes: RemotesFile): Registries {
  const folder = join(dataRoot, 'registries');
  makeFolder(folder);
  refuseEmptied(join(folder, FIRST_REGISTRY), cache);
  const key = openDeviceKey(dataRoot, random);
  const opened = new Set<string>();
  function open(name: string, made: { readonly id?: string; readonly home?: string }): RegistryStore {
    const store: RegistryStore = openRegistryStore({ file: join(folder, name), ...made, clock, random, logger, device: () => key.current(), deviceName: deviceName(), sealed: () => readOnly(remotes, store), ...(busyMs === undefined ? {} : { busyMs }) });
    stores.push(store);
    opened.add(name);
    const before = store.formers;
    if (before.length > 0 && !store.devices().some((known) => known.device === store.device.id)) logger.warn({ file: join(dataRoot, 'device.key'), device: store.device.id, before }, 'This data root has written under another key: device.key is new, and so is this device');
    return store;
  }
  function look(): void {
    if (!opened.has(FIRST_REGISTRY)) open(FIRST_REGISTRY, create);
    for (const name of readdirSync(folder).sort()) if (name.endsWith('.db') && !opened.has(name)) open(name, {});
  }
  look();
  return {
    stores,
    key,
    look,
    add(id, home) {
      look();
      return stores.find((store) => store.id === id) ?? open(`${id.replace(/[^0-9A-Za-z-]/g, '_')}.db`, { id, home });
    },
  };
}

/** Project that CAIRN_PROJECT names, instead of the one in the settings. @throws CairnError invalid_name */
function projectFrom(env: string | undefined): string | undefined {
  if (!env) return undefined;
  const parsed = Name.safeParse(env);
  if (!parsed.success) throw new CairnError('invalid_name', `CAIRN_PROJECT is ${JSON.stringify(env)}, which is no name of a project: ${parsed.error.issues[0]?.message ?? 'not allowed'}.`, { project: env });
  return parsed.data;
}

/** Removes what dead processes left behind. Never fails the caller. */
async function sweep({ cache, registries, ports }: EngineContext): Promise<void> {
  try {
    const swept = await cache.sweep({
      referenced: (blobs) => {
        const named = new Set(registries.flatMap((store) => [...store.read.allBlobs()]));
        return new Set(blobs.filter((blob) => named.has(blob)));
      },
    });
    if (swept.tempFiles + swept.blobs > 0) ports.logger.info(swept, 'Removed what an interrupted process left behind');
  } catch (error) {
    ports.logger.error({ err: error }, 'Cleaning up after interrupted processes failed');
  }
}

/**
 * Opens a data root. Any number of processes may have it open at once.
 * @throws CairnError data_root_unusable, newer_version, not_found (the registry asked for), busy
 */
export async function createEngine(options: EngineOptions, ports: Ports): Promise<Engine> {
  const { dataRoot, busyMs } = options;
  makeFolder(dataRoot);
  const cache = await openCache({ dataRoot, clock: ports.clock, random: ports.random, logger: ports.logger, workerFile: options.workerFile, ...(busyMs === undefined ? {} : { busyMs }) });
  const registries: RegistryStore[] = [];
  let opened: EngineContext | undefined;
  let share: (() => void) | undefined;
  const http = createHttpDoor(() => opened as EngineContext, options.http ?? 'never');
  const close = async (): Promise<void> => {
    await http.close();
    await opened?.sync.stop();
    await cache.close();
    for (const store of registries) store.close();
    share?.();
  };
  try {
    opened = compose(options, ports, cache, registries, http);
    share = opened.lease.acquire();
    if (share) await sweep(opened);
    ports.logger.info({ version: VERSION, node: process.versions.node, electron: process.versions['electron'], dataRoot, registry: opened.registry.id, door: options.door }, 'The engine is open');
    await http.follow();
    return engineOf(opened, options, share, close);
  } catch (error) {
    await close();
    throw error;
  }
}

function compose(options: EngineOptions, ports: Ports, cache: Cache, registries: RegistryStore[], http: OwnedHttpDoor): EngineContext {
  const { dataRoot, door } = options;
  const settings = openSettingsFile(dataRoot, ports.clock);
  // Git is asked once, and only where nobody said who they are and somebody wants to know.
  let fromGit: Actor | undefined;
  const actor = (): Actor => settings.get().actor ?? (fromGit ??= defaultActor());
  // Kept from the first start on: a person who changes their name must still find what they logged before.
  const entity = settings.get().entity ?? settings.update({ entity: entityNameFor(actor()) }).entity;
  const deviceName = (): string => settings.get().deviceName ?? defaultDeviceName();
  const remotes = openRemotesFile(dataRoot);
  const clockWatch = openClockWatch(dataRoot, ports.clock, ports.logger);
  const known = openRegistries(registries, options, ports, deviceName, cache, remotes);
  const preferred = (): RegistryStore => registries.find(({ id }) => id === settings.get().registry) ?? (registries[0] as RegistryStore);
  let current = registryNamed({ registries, registry: preferred(), remotes }, options.registry);
  return {
    dataRoot,
    version: VERSION,
    logFile: join(dataRoot, 'logs', door === 'window' ? 'engine.log' : 'cli.log'),
    ports,
    cache,
    lease: openLease(dataRoot),
    settings,
    http,
    get registry() {
      return current;
    },
    named: options.registry !== undefined,
    registries,
    remotes,
    clockWatch,
    sync: createSyncCentre({ cache, ports, remotes, clockWatch, registries: () => registries, actor, choices: () => settings.get().sync, choose: (sync) => void settings.update({ sync }), renew: (former) => known.key.renew(former) }),
    addRegistry: (id, home) => known.add(id, home),
    useRegistry(id) {
      settings.update({ registry: id });
      if (options.registry === undefined) current = preferred();
    },
    lookAround() {
      known.look();
      if (options.registry === undefined) current = preferred();
    },
    peer: () => connectToPeer(dataRoot),
    actor,
    deviceName,
    where: () => ({ entity: settings.get().entity ?? entity ?? entityNameFor(actor()), project: projectFrom(process.env['CAIRN_PROJECT']) ?? settings.get().project, elsewhere: true }),
  };
}

/** How often what other processes did to the list of registries is looked for. */
const LOOK_MS = 2000;

/** @param share in the lease; undefined while another process has it. Who stays leads with it until the end. */
function engineOf(context: EngineContext, { door, http }: EngineOptions, share: (() => void) | undefined, close: () => Promise<void>): Engine {
  const timers: NodeJS.Timeout[] = [];
  const lasting = door !== 'cli' || http !== undefined;
  let peers: Promise<PeerServer | undefined> | undefined;
  const lead = (): void => {
    context.sync.start();
    peers ??= listenToPeers({ engine: context, door: 'cli' });
  };
  if (!lasting) share?.();
  else {
    if (share) lead();
    else {
      const retry = setInterval(() => {
        share = context.lease.acquire();
        if (!share) return;
        clearInterval(retry);
        lead();
      }, LEASE_RETRY_MS).unref();
      timers.push(retry);
    }
    timers.push(
      setInterval(() => {
        try {
          context.lookAround();
        } catch (error) {
          context.ports.logger.warn({ err: error }, 'Looking for new registries failed');
        }
      }, LOOK_MS).unref(),
    );
  }

  const leads = (): boolean => lasting && share !== undefined;
  const ending = new AbortController();
  const keepBelowCap = createCapKeeper(context);
  let capped = Promise.resolve();
  if (lasting) {
    timers.push(
      setInterval(() => {
        if (leads()) capped = capped.then(() => keepBelowCap(ending.signal)).catch((error: unknown) => context.ports.logger.warn({ err: error }, 'Keeping below the size cap waits'));
      }, TEND_MS).unref(),
    );
  }

  const stopHooks = lasting ? watchMoves(context, leads) : undefined;
  const stopNotices = lasting ? watchNotices(context, leads) : undefined;
  let tending: NodeJS.Timeout | undefined;
  let tended = Promise.resolve();
  if (door !== 'cli') {
    tending = setInterval(() => {
      if (leads()) tended = tended.then(() => tendRuns(context));
    }, TEND_MS).unref();
  }

  return {
    context,
    client: directClient({ engine: context, door }),
    serve: (port) => servePort(port, { engine: context, door }),
    hooksDue: () => !lasting && somethingDue(context),
    async close() {
      await stopHooks?.();
      await stopNotices?.();
      for (const timer of timers) clearInterval(timer);
      clearInterval(tending);
      ending.abort();
      await Promise.allSettled([tended, capped]);
      closePairs(context);
      closeTables(context);
      await (await peers)?.close();
      await close();
      share?.();
    },
  };
}
