// What is done one at a time: who comes while another is at it waits until that one has left.

export interface Turns {
  /** Waits for all who took this name before; gives what ends one's own turn. @throws the reason of the signal */
  take(name: string, signal?: AbortSignal): Promise<() => void>;
}

/** Turns of this process. */
export function createTurns(): Turns {
  const last = new Map<string, Promise<void>>();

  return {
    async take(name, signal) {
      signal?.throwIfAborted();
      const before = last.get(name) ?? Promise.resolve();
      let leave = (): void => {};
      const left = new Promise<void>((resolve) => (leave = resolve));
      const all = before.then(() => left);
      last.set(name, all);
      void all.then(() => {
        if (last.get(name) === all) last.delete(name);
      });
      await new Promise<void>((resolve, reject) => {
        const giveUp = (): void => {
          leave();
          reject(signal?.reason as Error);
        };
        signal?.addEventListener('abort', giveUp, { once: true });
        void before.then(() => {
          signal?.removeEventListener('abort', giveUp);
          resolve();
        });
      });
      return leave;
    },
  };
}
