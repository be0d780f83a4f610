// One MessagePort to one life of the engine: calls over it fail at once when that life ends.
import type { ClientContext, ClientOptions } from '@orpc/client';
import { RPCLink } from '@orpc/client/message-port';
import { asCairnError } from '../../shared/contract/errors.js';
import { engineStopped } from './errors.js';

export interface EnginePort {
  /** Rejects with CairnError; `engine_stopped` when the port dies first. An iterator fails the same way. */
  call(path: readonly string[], input: unknown, options: ClientOptions<ClientContext>): Promise<unknown>;
  /** Fails every call in flight and closes the port. Safe to call twice. */
  close(): void;
}

/** Wraps a port that was just received. `onDead` runs once, when the other side closes it (Chrome 122 on; before that main says so). */
export function openPort(port: MessagePort, onDead: () => void): EnginePort {
  const inFlight = new Set<(error: Error) => void>();
  let dead = false;
  const close = (): void => {
    if (dead) return;
    dead = true;
    for (const reject of inFlight) reject(engineStopped());
    inFlight.clear();
    port.close();
    onDead();
  };
  // Before the link listens: it ends its calls as aborted, which would read as cancelled.
  port.addEventListener('close', close);
  const link = new RPCLink({ port });
  port.start();

  const guard = <T>(work: Promise<T>): Promise<T> =>
    new Promise<T>((resolve, reject) => {
      if (dead) {
        work.catch(() => undefined);
        reject(engineStopped());
        return;
      }
      inFlight.add(reject);
      work.then(resolve, (error: unknown) => reject(dead ? engineStopped() : asCairnError(error))).finally(() => inFlight.delete(reject));
    });

  return {
    async call(path, input, options) {
      const result = await guard(link.call(path, input, options));
      return isAsyncIterator(result) ? guardIterator(result, guard) : result;
    },
    close,
  };
}

function isAsyncIterator(value: unknown): value is AsyncIterator<unknown> {
  return typeof value === 'object' && value !== null && Symbol.asyncIterator in value && 'next' in value;
}

function guardIterator<T>(inner: AsyncIterator<T>, guard: <R>(work: Promise<R>) => Promise<R>): AsyncIterableIterator<T> {
  return {
    next: () => guard(inner.next()),
    return: async (value?: unknown) => {
      await inner.return?.(value).catch(() => undefined);
      return { done: true, value: undefined };
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}
