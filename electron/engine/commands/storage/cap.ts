// Keeps blobs below the cap that a person set, while this process has the lease: what was used least goes, if a remote has it.
import { formatBytes } from '../../../../shared/util/formatBytes.js';
import type { EngineContext } from '../context.js';
import { freeBytes } from './evict.js';

/** How long what could not be freed rests: meanwhile it may be unpinned or let go. */
const AGAIN_MS = 5 * 60_000;

/**
 * One look; to be called now and then. What could not be freed is tried again after a while, or once the bytes kept, or the cap, are others;
 * what waited for a remote, with the next sync too. It is told once.
 */
export function createCapKeeper(engine: EngineContext): (signal: AbortSignal) => Promise<void> {
  const { clock } = engine.ports;
  let tried = { state: '', at: 0, waits: false };
  let told = '';
  return async (signal) => {
    const { cacheCap } = engine.settings.get();
    const { bytes } = engine.cache.stat();
    if (cacheCap === null || bytes <= cacheCap) {
      told = '';
      return;
    }
    const at = clock.now();
    const synced = engine.sync.status().registries.map((each) => each.synced).join();
    const stateIf = (waits: boolean): string => `${cacheCap} ${bytes} ${waits ? synced : ''}`;
    if (stateIf(tried.waits) === tried.state && Math.abs(at - tried.at) < AGAIN_MS) return;
    const freed = await freeBytes(engine, bytes - cacheCap, true, signal);
    const waits = freed.kept.some(({ reason }) => reason === 'unsent' || reason === 'not_verified');
    tried = { state: stateIf(waits), at, waits };
    const over = engine.cache.stat().bytes - cacheCap;
    const left = over > 0 ? ` ${formatBytes(over)} more than the cap stay: they are pinned, in use, or no remote has them.` : '';
    if (freed.bytes > 0 || left !== told) engine.cache.sync.log({ at: clock.now(), level: left ? 'warning' : 'info', registry: null, text: `The size cap freed ${formatBytes(freed.bytes)}.${left}` });
    told = left;
  };
}
