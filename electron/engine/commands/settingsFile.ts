// settings.json in the data root: what belongs to this device and its person, never to a registry.
import { execFileSync } from 'node:child_process';
import { type BigIntStats, closeSync, fsyncSync, openSync, readFileSync, renameSync, rmSync, statSync, writeSync } from 'node:fs';
import { hostname, userInfo } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { DEFAULT_PORT, Port } from '../../../shared/contract/doors.js';
import { Actor } from '../../../shared/contract/primitives.js';
import { CairnError } from '../../../shared/contract/errors.js';
import { namedError } from '../cache/fsErrors.js';
import { identityOf, isSettled, sameFile } from '../cache/identity.js';
import type { FileIdentity } from '../cache/types.js';
import { Settings, type SettingsPatch } from '../../../shared/contract/system.js';
import type { Clock } from '../ports.js';

/** Keys of a newer build are kept as they are. */
const Http = z.object({ on: z.boolean().default(false), port: Port.default(DEFAULT_PORT) });
const SyncChoices = z.object({ paused: z.boolean(), up: z.number().nullable(), down: z.number().nullable() });
const Stored = Settings.extend({
  actor: Actor.optional(),
  /** Id of the registry that bare names are looked up in; the first one where absent. */
  registry: z.string().optional(),
  sync: SyncChoices.default({ paused: false, up: null, down: null }),
  /** The most bytes that blobs may take. */
  cacheCap: z.number().nullable().default(null),
  /** Whether what others do to what is followed makes notices. */
  notices: z.boolean().default(true),
  http: Http.default({ on: false, port: DEFAULT_PORT }),
}).loose();
type Stored = z.infer<typeof Stored>;

export interface SettingsFile {
  get(): Stored;
  /** Reads, changes and writes atomically (temp file, fsync, rename). Of two processes at one moment the later one's stands. */
  update(patch: SettingsPatch & { readonly actor?: Actor; readonly http?: z.infer<typeof Http>; readonly registry?: string; readonly sync?: z.infer<typeof SyncChoices>; readonly cacheCap?: number | null; readonly notices?: boolean }): Stored;
}

/** Undefined where it cannot be had: reading says why. */
function statOf(file: string): BigIntStats | undefined {
  try {
    return statSync(file, { bigint: true });
  } catch {
    return undefined;
  }
}

/** Opens the settings of a data root. A file that cannot be understood is an error that names it, never overwritten. */
export function openSettingsFile(dataRoot: string, clock: Clock): SettingsFile {
  const file = join(dataRoot, 'settings.json');
  let known: { readonly identity: FileIdentity; readonly settings: Stored } | undefined;

  /** Asked for with every piece of a transfer: a file that has not changed is not read again. */
  function get(): Stored {
    const stat = statOf(file);
    if (known && stat && sameFile(known.identity, stat)) return known.settings;
    const settings = read();
    const identity = stat && identityOf(stat, clock.now());
    known = identity && isSettled(identity) ? { identity, settings } : undefined;
    return settings;
  }

  function read(): Stored {
    let text: string;
    try {
      text = readFileSync(file, 'utf8');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return Stored.parse({});
      throw new CairnError('data_root_unusable', `Reading the settings failed: ${file} cannot be read. Check its permissions.`, { file }, { cause: error });
    }
    try {
      return Stored.parse(JSON.parse(text));
    } catch (error) {
      throw new CairnError('data_root_unusable', `Reading the settings failed: ${file} is not a settings file. Mend it, or move it away to start with defaults.`, { file }, { cause: error });
    }
  }

  function write(settings: Stored): void {
    const temp = `${file}.${process.pid}.tmp`;
    try {
      const handle = openSync(temp, 'w', 0o600);
      try {
        writeSync(handle, `${JSON.stringify(settings, null, 2)}\n`);
        fsyncSync(handle);
      } finally {
        closeSync(handle);
      }
      renameSync(temp, file);
    } catch (error) {
      rmSync(temp, { force: true });
      throw namedError(error, 'root', 'Writing the settings to', file);
    }
  }

  return {
    get,
    update(patch) {
      const next = Stored.parse({ ...read(), ...patch });
      write(next);
      return next;
    },
  };
}

function gitConfig(key: string): string | undefined {
  try {
    return execFileSync('git', ['config', '--get', key], { encoding: 'utf8', timeout: 2000, stdio: ['ignore', 'pipe', 'ignore'] }).trim() || undefined;
  } catch {
    return undefined; // no git, or the key is not set: the account's name serves
  }
}

/** Name and e-mail from git's configuration, else the account's name. */
export function defaultActor(): Actor {
  const email = gitConfig('user.email');
  return { name: gitConfig('user.name') ?? userInfo().username, ...(email ? { email } : {}) };
}

/** The name this device shows to others until it is changed. */
export function defaultDeviceName(): string {
  return hostname() || 'this computer';
}

/** A personal entity's name, made from a person's: `Mira Ovist` -> `mira`. */
export function entityNameFor(actor: Actor): string {
  const first = actor.name.normalize('NFC').toLowerCase().split(/\s+/)[0] ?? '';
  return first.replace(/[^\p{L}\p{N}._-]/gu, '') || 'me';
}
