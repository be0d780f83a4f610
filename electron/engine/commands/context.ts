// What every command is given: the opened parts of the engine, and who is calling.
import { isAbsolute } from 'node:path';
import type { ContractRouterClient } from '@orpc/contract';
import { implement } from '@orpc/server';
import { CairnError } from '../../../shared/contract/errors.js';
import { contract, type Contract } from '../../../shared/contract/index.js';
import type { Source } from '../../../shared/contract/ingest.js';
import type { DoorsStatus } from '../../../shared/contract/doors.js';
import type { Actor, Digest } from '../../../shared/contract/primitives.js';
import type { Cache, Hold, Lease } from '../cache/types.js';
import type { Ports } from '../ports.js';
import type { ResolveContext } from '../store/readTypes.js';
import type { RegistryStore } from '../store/types.js';
import type { ClockWatch } from '../sync/centre/clockWatch.js';
import type { RemotesFile } from '../sync/centre/remotesFile.js';
import type { SyncCentre } from '../sync/centre/types.js';
import { forwarded } from './forward.js';
import type { SettingsFile } from './settingsFile.js';

/** The HTTP door of this process, as commands see it. serve/http/door.ts makes it. */
export interface HttpDoor {
  status(): Pick<DoorsStatus, 'state' | 'url' | 'problem'>;
  /** Listens, or stops, as the settings now say. */
  follow(): Promise<void>;
}

/** The engine of another process of this data root, reached over a socket that only its owner can open. */
export type PeerClient = ContractRouterClient<Contract>;

export interface EngineContext {
  readonly dataRoot: string;
  readonly version: string;
  readonly logFile: string;
  readonly ports: Ports;
  readonly cache: Cache;
  readonly lease: Lease;
  readonly settings: SettingsFile;
  readonly http: HttpDoor;
  /** The registry bare names are looked up in, and all there are. */
  readonly registry: RegistryStore;
  /** It was named by who calls: nothing is looked up elsewhere. */
  readonly named: boolean;
  readonly registries: readonly RegistryStore[];
  readonly remotes: RemotesFile;
  readonly sync: SyncCentre;
  readonly clockWatch: ClockWatch;
  /** Opens a registry that lives in a remote, made here if it is new to this data root. */
  addRegistry(id: string, home: string): RegistryStore;
  /** From now on bare names are looked up in this registry. */
  useRegistry(id: string): void;
  /** Opens registries that another process added, and follows its choice of the one for bare names. */
  lookAround(): void;
  /** The process that has the lease; undefined where none answers. Close it after use. */
  peer(): Promise<{ readonly client: PeerClient; close(): void } | undefined>;
  /** The person at this device, as they named themselves. */
  actor(): Actor;
  deviceName(): string;
  /** Entity and project that bare references are looked up in. */
  where(): ResolveContext;
}

/** Which door a call came through. The window never names paths; the others may. */
export type Door = 'window' | 'cli' | 'http';

/** Files that came in over HTTP and wait under a hold for the call that logs them. */
export interface Upload {
  readonly hold: Hold;
  readonly files: readonly { readonly path: string; readonly size: number; readonly digest: Digest; readonly added: boolean }[];
}

export interface CallContext {
  readonly engine: EngineContext;
  readonly door: Door;
  /** Gives out what was uploaded under a grant, once. */
  readonly takeUpload?: (grant: string) => Upload | undefined;
}

/** The contract, to be implemented group by group. */
export const os = implement(contract)
  .$context<CallContext>()
  .use(({ context, next }, input: unknown) => next({ context: { engine: forwarded(context.engine, input) } }));

/**
 * A path that a caller may name. The window may name none, and who asks over HTTP stands in a folder that nobody here knows.
 * @throws CairnError forbidden, invalid_input
 */
export function checkNamed(path: string, door: Door): string {
  if (door === 'window') throw new CairnError('forbidden', 'The window may not name paths; drop or choose them instead.');
  if (door === 'http' && !isAbsolute(path)) throw new CairnError('invalid_input', `The path ${JSON.stringify(path)} is not absolute. Give it whole: the engine does not know the folder you stand in.`, { path });
  return path;
}

/**
 * The paths behind a source or target. A grant is a handle that a person's drop or dialog made; only the window has them,
 * and it has nothing else.
 */
export function grantedPaths({ engine, door }: CallContext, source: Source): readonly string[] {
  if ('paths' in source) {
    for (const path of source.paths) checkNamed(path, door);
    return source.paths;
  }
  const paths = engine.ports.grants.paths(source.grant);
  if (!paths) throw new CairnError('not_found', 'What was dropped or chosen is no longer known to the engine. Drop or choose it again.', { grant: source.grant });
  return paths;
}
