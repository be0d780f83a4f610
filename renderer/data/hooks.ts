// What screens read: the same shape whether the rows come from the replica or by pages from the engine.
import { useCallback, useEffect, useMemo, useRef, useState, useSyncExternalStore } from 'react';
import { useLiveQuery } from 'dexie-react-hooks';
import type { SearchHit } from '../../shared/contract/browse.js';
import type { VersionDetail } from '../../shared/contract/entities.js';
import { asCairnError, type CairnError } from '../../shared/contract/errors.js';
import type { Status } from '../../shared/contract/system.js';
import { useData, useStatusValue } from './DataProvider.js';
import type { DataContextValue } from './DataProvider.js';
import { loadScope } from './load.js';
import type { ReplicaRows } from './liveScopes.js';
import { createPager } from './pager.js';
import type { PageOf, Pager } from './pager.js';
import { MAX_SCOPE_ROWS, touchScopes } from './replica.js';
import { matches } from './scopeTypes.js';
import type { RowOf, Scope } from './scopeTypes.js';

export interface Rows<T> {
  readonly rows: readonly T[];
  /** Rows there are in all, filter applied; more than `rows` holds while pages are missing. */
  readonly total: number;
  /** True when `rows` is all there is. */
  readonly complete: boolean;
  /** True until the first rows are here. */
  readonly loading: boolean;
  readonly error: CairnError | undefined;
  /** Call when the reader nears the end. Cheap, and idle where nothing is missing. */
  readonly fetchMore: () => void;
  readonly retry: () => void;
}

/** Fills a window; what is below it follows in larger pages. */
const FIRST_PAGE = 60;
const PAGE = 200;
/** A screen that stays open says so well within the time that unused scopes are held. */
const TOUCH_MS = 4 * 60_000;

/** Rows of a scope, newest first, live. `undefined` as scope reads nothing and stays loading. */
export function useScope<S extends Scope>(scope: S | undefined, options: { query?: string } = {}): Rows<RowOf<S>> {
  const data = useData();
  const query = options.query ?? '';
  const live = useReplicaRows(data, scope);
  // Whoever answers first is shown: the replica, which may not be open yet, or may not hold it; or the engine.
  const needsPages = scope !== undefined && live?.rows === undefined;
  const stamp = live?.stamp ?? 0;
  const { engine, share } = data;
  const fetchPage = useCallback(
    async (cursor: string | null, signal: AbortSignal, of: number): Promise<PageOf<RowOf<S>>> => {
      const input = { scope: scope ?? 'collections', cursor, limit: cursor === null ? FIRST_PAGE : PAGE, query } as const;
      const page = await share(JSON.stringify(['page', input, of]), signal, (shared) => engine.client.browse.scope(input, { signal: shared }));
      return { rows: page.items.map((item) => item.row as RowOf<S>), next: page.next, total: page.total };
    },
    [engine, share, scope, query],
  );
  const known = (scope !== undefined && !query ? data.lastPages.of(scope) : undefined) as PageOf<RowOf<S>> | undefined;
  const paged = usePager<RowOf<S>, PageOf<RowOf<S>>>(fetchPage, needsPages, stamp, known);
  const { lastPages } = data;
  useEffect(() => {
    if (scope !== undefined && !query && paged.first) lastPages.keep(scope, paged.first);
  }, [lastPages, scope, query, paged.first]);
  // What is shown comes before what is kept.
  useWholeScope(data, scope, live !== undefined && live.rows === undefined && !paged.loading && paged.total <= MAX_SCOPE_ROWS, stamp);
  const [kept, setKept] = useState<{ readonly scope: Scope; readonly rows: ReplicaRows['rows'] }>();
  useEffect(() => {
    if (live?.rows && scope) setKept({ scope, rows: live.rows });
  }, [live, scope]);
  // While a scope is read anew its last rows stay: what is being read never blinks.
  const shown = live?.rows ?? (paged.loading && !paged.error && kept?.scope === scope ? kept?.rows : undefined);
  return useMemo(() => {
    if (!shown) return data.statusError && !data.replica ? { ...paged, loading: false, error: data.statusError, retry: data.refreshStatus } : paged;
    const rows = (query.trim() ? shown.filter((row) => matches(scope ?? '', row, query)) : shown) as readonly RowOf<S>[];
    return { rows, total: rows.length, complete: true, loading: false, error: undefined, fetchMore: noop, retry: noop };
  }, [shown, paged, scope, query, data]);
}

/** One version as its page shows it; `version` undefined and not loading means there is none. */
export function useVersion(id: string): { version: VersionDetail | undefined; loading: boolean; error: CairnError | undefined; retry: () => void } {
  const { rows, loading, error, retry } = useScope(`version:${id}`);
  return { version: rows[0], loading, error, retry };
}

/**
 * A number that moves whenever one of the scopes changed, for what is asked of the engine by other calls than pages of a scope.
 * Bursts are told at most once in `calm` milliseconds.
 */
export function useStamp(scopes: readonly string[], calm = 500): number {
  const { replica: opened } = useData();
  const replica = opened === 'unusable' ? undefined : opened;
  const key = scopes.join('\n');
  useEffect(() => {
    if (!replica) return;
    touchScopes(replica, key.split('\n').filter(Boolean), Date.now()).catch(noop);
  }, [replica, key]);
  const seq = useLiveQuery(async () => Math.max(0, ...((await replica?.scopes.bulkGet(key.split('\n'))) ?? []).map((record) => record?.seq ?? 0)), [replica, key], 0);
  const [stamp, setStamp] = useState(0);
  const told = useRef(0);
  useEffect(() => {
    const wait = Math.max(0, told.current + calm - Date.now());
    const timer = setTimeout(() => {
      told.current = Date.now();
      setStamp(seq);
    }, wait);
    return () => clearTimeout(timer);
  }, [seq, calm]);
  return stamp;
}

/** What the engine is and holds; asked again when anything changes. */
export function useStatus(): { status: Status | undefined; error: CairnError | undefined; refresh: () => void } {
  const status = useStatusValue();
  const { statusError, refreshStatus } = useData();
  return { status, error: statusError, refresh: refreshStatus };
}

/** Search over everything. The last hits stay until the next ones are here. */
export function useSearch(text: string, limit = 20): { hits: readonly SearchHit[]; total: number; loading: boolean; error: CairnError | undefined } {
  const { engine } = useData();
  const [state, setState] = useState<{ for: string; hits: readonly SearchHit[]; total: number; error: CairnError | undefined }>({ for: '', hits: [], total: 0, error: undefined });
  const wanted = text.trim();
  useEffect(() => {
    if (!wanted) return undefined;
    const control = new AbortController();
    engine.client.browse.search({ text: wanted, limit }, { signal: control.signal }).then(
      ({ hits, total }) => !control.signal.aborted && setState({ for: wanted, hits, total, error: undefined }),
      (error: unknown) => !control.signal.aborted && setState((old) => ({ ...old, for: wanted, error: asCairnError(error) })),
    );
    return () => control.abort();
  }, [engine, wanted, limit]);
  if (!wanted) return { hits: [], total: 0, loading: false, error: undefined };
  return { hits: state.hits, total: state.total, loading: state.for !== wanted, error: state.error };
}

/**
 * Pages of any paged call, e.g. `usePaged((cursor, signal) => client.versions.files({version, query, cursor, limit: 200}, {signal}), [version, query])`.
 * `deps` name what the call depends on; `first` is the first page with whatever else it carries. `stamp` moving reads again in place.
 */
export function usePaged<T, P extends PageOf<T>>(
  call: (cursor: string | null, signal: AbortSignal) => Promise<P & PageOf<T>>,
  deps: readonly unknown[],
  options: { enabled?: boolean; stamp?: number } = {},
): Rows<T> & { readonly first: P | undefined } {
  const key = JSON.stringify(deps);
  // The call is named by `key`: a new closure with equal deps is the same call, so the first one is kept.
  const [kept, setKept] = useState({ key, call });
  if (kept.key !== key) setKept({ key, call });
  const fetchPage = kept.call;
  return usePager<T, P>(fetchPage, options.enabled ?? true, options.stamp ?? 0);
}

/** What the replica says of a scope, live; sees to it that the scope is held. */
function useReplicaRows({ replica: opened, live }: DataContextValue, scope: Scope | undefined): ReplicaRows | undefined {
  const replica = opened === 'unusable' ? undefined : opened;
  const subscribe = useCallback((listener: () => void) => (live && scope ? live.subscribe(scope, listener) : noop), [live, scope]);
  useEffect(() => {
    if (!replica || !scope) return undefined;
    const touch = (): void => void touchScopes(replica, [scope], Date.now()).catch(noop);
    touch();
    const timer = setInterval(touch, TOUCH_MS);
    return () => clearInterval(timer);
  }, [replica, scope]);
  return useSyncExternalStore(subscribe, () => (scope === undefined ? undefined : live?.of(scope)));
}

/** Reads a scope whole into the replica, where it can be held. */
function useWholeScope({ replica: opened, engine, share }: DataContextValue, scope: Scope | undefined, missing: boolean, stamp: number): void {
  const replica = opened === 'unusable' ? undefined : opened;
  useEffect(() => {
    if (!replica || !scope || !missing) return undefined;
    const control = new AbortController();
    const fetchPage = (cursor: string | null, limit: number, signal: AbortSignal) => engine.client.browse.scope({ scope, cursor, limit, query: '' }, { signal });
    // A failure shows where the rows are shown: the pages of the same scope fail alike.
    share(JSON.stringify(['whole', scope, stamp]), control.signal, (signal) => loadScope(replica, scope, fetchPage, signal, Date.now())).catch(noop);
    return () => control.abort();
  }, [replica, engine, share, scope, missing, stamp]);
}

function usePager<T, P extends PageOf<T>>(
  fetchPage: (cursor: string | null, signal: AbortSignal, stamp: number) => Promise<P>,
  enabled: boolean,
  stamp: number,
  known?: P,
): Rows<T> & { readonly first: P | undefined } {
  const [pager, setPager] = useState<Pager<T, P>>();
  const newest = useRef({ stamp, known });
  useEffect(() => {
    newest.current = { stamp, known };
  }, [stamp, known]);
  useEffect(() => {
    if (!enabled) return undefined;
    const made = createPager<T, P>((cursor, signal) => fetchPage(cursor, signal, newest.current.stamp), newest.current.known);
    setPager(made);
    return () => {
      made.stop();
      setPager(undefined);
    };
  }, [fetchPage, enabled]);
  const [seen, setSeen] = useState(stamp);
  useEffect(() => {
    if (seen === stamp) return;
    setSeen(stamp);
    pager?.refresh();
  }, [pager, seen, stamp]);
  const state = useSyncExternalStore(pager?.subscribe ?? subscribeNothing, pager?.getState ?? nothing);
  return useMemo(
    () => ({
      rows: state?.rows ?? [],
      total: state?.total ?? 0,
      first: state?.first,
      complete: state ? !state.more && !state.loading : false,
      loading: !state || (state.loading && !state.first),
      error: state?.error,
      fetchMore: pager?.fetchMore ?? noop,
      retry: pager?.retry ?? noop,
    }),
    [state, pager],
  );
}

function noop(): void {}
function subscribeNothing(): () => void {
  return noop;
}
function nothing(): undefined {
  return undefined;
}
