// Keeps blobs below the cap that a person set, while this process has the lease: what was used least goes, if a remote has it.
import { formatBytes } from '../../../../shared/util/formatBytes.js';
import type { EngineContext } from '../context.js';
import { freeBytes } from './evict.js';

/** One look; to be called now and then. What could not be freed is not tried again before the bytes kept, or the cap, are others. */
export function createCapKeeper(engine: EngineContext): (signal: AbortSignal) => Promise<void> {
  let tried = '';
  return async (signal) => {
    const { cacheCap } = engine.settings.get();
    const { bytes } = engine.cache.stat();
    const now = `${cacheCap} ${bytes}`;
    if (cacheCap === null || bytes <= cacheCap || now === tried) return;
    tried = now;
    const freed = await freeBytes(engine, bytes - cacheCap, true, signal);
    const over = engine.cache.stat().bytes - cacheCap;
    const left = over > 0 ? ` ${formatBytes(over)} more than the cap stay: they are pinned, in use, or no remote has them.` : '';
    if (freed.bytes > 0 || left) engine.cache.sync.log({ at: engine.ports.clock.now(), level: left ? 'warning' : 'info', registry: null, text: `The size cap freed ${formatBytes(freed.bytes)}.${left}` });
  };
}
