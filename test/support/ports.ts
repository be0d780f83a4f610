// The system's own clock and randomness, a silent log and no secrets, for tests that run the engine's parts for real.
import { randomBytes } from 'node:crypto';
import type { Clock, Logger, Random, Secrets } from '../../electron/engine/ports.js';

export const systemClock: Clock = { now: () => Date.now() };
export const systemRandom: Random = { bytes: (length) => randomBytes(length) };
export const silentLogger: Logger = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
/** A computer that keeps none. */
export const noSecrets: Secrets = { get: () => Promise.resolve(undefined), set: () => Promise.resolve(), delete: () => Promise.resolve(), place: () => Promise.resolve({ kept: 'file', file: 'secrets.json' }) };
