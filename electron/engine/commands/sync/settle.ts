// A move of a protected alias that somebody waits for: it gets its place in the sequence now, is refused, or waits for the network.
import type { AliasMoved } from '../../../../shared/contract/registry.js';
import type { EngineContext } from '../context.js';
import { withLease } from './holder.js';

interface Waiting {
  readonly registry: string;
  readonly collection: string;
  readonly alias: string;
}

/** @throws CairnError alias_moved, lease_held */
export function settleMove(engine: EngineContext, move: Waiting, signal?: AbortSignal): Promise<{ settled: boolean }> {
  return withLease(
    engine,
    async () => ({ settled: await engine.sync.settle(move, signal) }),
    (client) => client.sync.settle(move, { ...(signal ? { signal } : {}) }),
  );
}

/**
 * What became of a move just made. Where the remote answers, it stands in sequence or is refused; else it is kept as it was.
 * @throws CairnError alias_moved naming who was first; nothing of the move is left behind then
 */
export async function settled(engine: EngineContext, moved: AliasMoved, signal?: AbortSignal): Promise<AliasMoved> {
  const { id: registry } = engine.registry;
  if (moved.state !== 'publishing' || !engine.remotes.list().some((remote) => remote.registry === registry)) return moved;
  const { collection, alias } = moved;
  const done = await settleMove(engine, { registry, collection, alias }, signal);
  if (!done.settled) return moved;
  const after = engine.registry.read.aliasStates(collection).find((state) => state.alias === alias);
  return { ...moved, to: after?.label ?? null, ref: after?.ref ?? null, state: 'moved', contested: after?.contest != null };
}
