// Syncing, evicting and collecting belong to the process that has the lease: this one if it can take it, else the one that has it.
import { CairnError } from '../../../../shared/contract/errors.js';
import type { EngineContext, PeerClient } from '../context.js';

const nobody = (): CairnError => new CairnError('lease_held', 'Another process of Cairn syncs this data folder and does not answer. Close it, or try again in a moment.');

/** How long the lease is waited for when its holder is just going. */
const TRIES = 20;
const WAIT_MS = 250;

type Peer = NonNullable<Awaited<ReturnType<EngineContext['peer']>>>;

/** Takes a share in the lease, or finds who has it. `release` gives it back. */
async function findHolder(engine: EngineContext): Promise<{ readonly peer?: Peer; release(): void }> {
  for (let attempt = 0; attempt < TRIES; attempt += 1) {
    const release = engine.lease.acquire();
    if (release) return { release };
    const peer = await engine.peer();
    if (peer) return { peer, release: () => peer.close() };
    await new Promise((resolve) => setTimeout(resolve, WAIT_MS));
  }
  throw nobody();
}

/** Runs `here` under the lease, or asks the holder. */
export async function withLease<T>(engine: EngineContext, here: () => Promise<T> | T, there: (client: PeerClient) => Promise<T>): Promise<T> {
  const { peer, release } = await findHolder(engine);
  try {
    return await (peer ? there(peer.client) : here());
  } finally {
    release();
  }
}

/** The same for calls that answer with events. */
export async function* streamWithLease<E>(engine: EngineContext, here: () => AsyncIterable<E>, there: (client: PeerClient) => Promise<AsyncIterable<E>>): AsyncGenerator<E, void, void> {
  const { peer, release } = await findHolder(engine);
  try {
    yield* peer ? await there(peer.client) : here();
  } finally {
    release();
  }
}
