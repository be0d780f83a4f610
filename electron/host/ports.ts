// What every host supplies to the engine: the system's clock, randomness, secrets and a log file.
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { uptime } from 'node:os';
import { join } from 'node:path';
import pino from 'pino';
import { appKeychain } from '../engine/index.js';
import type { Grants, Keychain, Logger, Notice, Ports } from '../engine/ports.js';
import { openLogFile } from './logFile.js';
import { openSecrets, type HostSecrets } from './secrets.js';

const NO_GRANTS: Grants = { paths: () => undefined };

/** Names this start of the computer, where the system does; else this process. */
const BOOT = ((): string => {
  try {
    return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
  } catch {
    return randomBytes(16).toString('hex');
  }
})();

/** What a host has of its own. */
interface HostOwn {
  readonly grants?: Grants;
  readonly keychain?: Keychain;
  readonly notify?: (notice: Notice) => void;
}

export interface HostPorts extends Ports {
  readonly secrets: HostSecrets;
}

/**
 * `log` names the file under `<root>/logs`; each kind of host has its own, as they may run at once. Without a keychain of its own a
 * host asks the app's.
 */
export function hostPorts(dataRoot: string, log: 'engine' | 'cli', { grants = NO_GRANTS, keychain = appKeychain(dataRoot), notify }: HostOwn = {}): HostPorts {
  return {
    clock: { now: () => Date.now(), steady: () => ({ ms: uptime() * 1000, boot: BOOT }) },
    random: { bytes: (length) => new Uint8Array(randomBytes(length)) },
    secrets: openSecrets(join(dataRoot, 'secrets.json'), process.env, keychain),
    logger: hostLogger(join(dataRoot, 'logs', `${log}.log`)),
    grants,
    ...(notify ? { notify } : {}),
  };
}

function hostLogger(file: string): Logger {
  const level = process.env['CAIRN_LOG'] ?? 'info';
  const options = { level: level in pino.levels.values ? level : 'info', base: { pid: process.pid } };
  let target: pino.Logger | undefined;
  const logger = (): pino.Logger => (target ??= pino({ ...options, timestamp: pino.stdTimeFunctions.isoTime }, openLogFile(file)));
  return {
    debug: (data, message) => logger().debug(data, message),
    info: (data, message) => logger().info(data, message),
    warn: (data, message) => logger().warn(data, message),
    error: (data, message) => logger().error(data, message),
  };
}
