// Turns work that reports progress by a callback into an event iterator. Ending the iteration early cancels the work.

/**
 * Yields the newest progress (older ones that nobody took are dropped), then the result. Leaving the loop, or `signal`,
 * aborts the work, and the iterator ends only once the work has cleaned up after itself.
 */
export async function* streamed<P, E>(signal: AbortSignal | undefined, toEvent: (progress: P) => E, work: (onProgress: (progress: P) => void, abort: AbortSignal) => Promise<E>): AsyncGenerator<E, void, void> {
  const abort = new AbortController();
  const forward = (): void => abort.abort();
  signal?.addEventListener('abort', forward, { once: true });
  if (signal?.aborted) forward();

  let newest: P | undefined;
  let wake: () => void = () => {};
  let settled = false;
  const done = work((progress) => {
    newest = progress;
    wake();
  }, abort.signal).finally(() => {
    settled = true;
    wake();
  });
  done.catch(() => {}); // awaited below; without this an early end would count as unhandled

  let finished = false;
  try {
    while (!settled) {
      if (newest === undefined) await new Promise<void>((resolve) => (wake = resolve));
      if (newest !== undefined && !settled) {
        const progress = newest;
        newest = undefined;
        yield toEvent(progress);
      }
    }
    finished = true;
    yield await done;
  } finally {
    signal?.removeEventListener('abort', forward);
    if (!finished) {
      abort.abort();
      await done.catch(() => {});
    }
  }
}
