// Pages by keyset, one page ahead of the reader, behind a small store that React can read.
import { asCairnError, type CairnError } from '../../shared/contract/errors.js';

export interface PageOf<T> {
  readonly rows: readonly T[];
  readonly next: string | null;
  readonly total: number;
}

export interface PagerState<T, P extends PageOf<T>> {
  readonly rows: readonly T[];
  readonly total: number;
  /** The first page as it came, with whatever else it carries. */
  readonly first: P | undefined;
  readonly more: boolean;
  readonly loading: boolean;
  readonly error: CairnError | undefined;
}

export interface Pager<T, P extends PageOf<T>> {
  getState(): PagerState<T, P>;
  subscribe(listener: () => void): () => void;
  /** Shows the next page; asks for the one after it. Nothing happens at the end or while a page is on its way. */
  fetchMore(): void;
  /** Reads again as many rows as are shown, and swaps them in at once, so that what is read does not jump. */
  refresh(): void;
  /** After an error: tries the page that failed. */
  retry(): void;
  stop(): void;
}

/** `known`: a first page that was read before, shown at once while it is read anew. */
export function createPager<T, P extends PageOf<T>>(fetchPage: (cursor: string | null, signal: AbortSignal) => Promise<P>, known?: P): Pager<T, P> {
  let state: PagerState<T, P> = known
    ? { rows: known.rows, total: known.total, first: known, more: known.next !== null, loading: false, error: undefined }
    : { rows: [], total: 0, first: undefined, more: true, loading: true, error: undefined };
  let cursor: string | null = known?.next ?? null;
  let ahead: Promise<P> | undefined;
  let pages = 0;
  let control = new AbortController();
  const listeners = new Set<() => void>();
  const set = (next: Partial<PagerState<T, P>>): void => {
    state = { ...state, ...next };
    for (const listener of [...listeners]) listener();
  };

  const advance = (page: P): void => {
    cursor = page.next;
    ahead = undefined;
    if (cursor === null) return;
    ahead = fetchPage(cursor, control.signal);
    ahead.catch(() => undefined);
  };
  const fail = (error: unknown, signal: AbortSignal): void => {
    if (signal.aborted) return;
    ahead = undefined;
    set({ loading: false, error: asCairnError(error) });
  };
  const step = async (): Promise<void> => {
    const { signal } = control;
    set({ loading: true, error: undefined });
    try {
      const page = await (ahead ?? fetchPage(cursor, signal));
      if (signal.aborted) return;
      pages += 1;
      advance(page);
      set({ rows: [...state.rows, ...page.rows], total: page.total, first: state.first ?? page, more: page.next !== null, loading: false });
    } catch (error) {
      fail(error, signal);
    }
  };
  const reread = async (): Promise<void> => {
    control.abort();
    control = new AbortController();
    const { signal } = control;
    const wanted = Math.max(1, pages);
    try {
      let rows: T[] = [];
      let first: P | undefined;
      let last: P | undefined;
      for (let n = 0; n < wanted && last?.next !== null; n += 1) {
        last = await fetchPage(last?.next ?? null, signal);
        first ??= last;
        rows = [...rows, ...last.rows];
      }
      if (signal.aborted || !last) return;
      pages = wanted;
      advance(last);
      set({ rows, total: last.total, first, more: last.next !== null, loading: false, error: undefined });
    } catch (error) {
      fail(error, signal);
    }
  };

  void (known ? reread() : step());
  return {
    getState: () => state,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    fetchMore() {
      if (!state.loading && state.more && !state.error) void step();
    },
    refresh: () => void reread(),
    retry() {
      if (!state.loading) void (pages === 0 && state.first ? reread() : step());
    },
    stop: () => control.abort(),
  };
}
