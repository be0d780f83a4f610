// The system's own clock, randomness and a silent log, for tests that run the engine's parts for real.
import { randomBytes } from 'node:crypto';
import type { Clock, Logger, Random } from '../../electron/engine/ports.js';

export const systemClock: Clock = { now: () => Date.now() };
export const systemRandom: Random = { bytes: (length) => randomBytes(length) };
export const silentLogger: Logger = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
