// Opens the replica of the data root the engine serves, runs the feed, and hands both to the hooks.
import { createContext, useContext, useEffect, useMemo, useState } from 'react';
import type { ReactNode } from 'react';
import { liveQuery } from 'dexie';
import type { ContractRouterClient } from '@orpc/contract';
import type { Contract } from '../../shared/contract/index.js';
import type { Status } from '../../shared/contract/system.js';
import { CairnError } from '../../shared/contract/errors.js';
import { openPageStore, openReplica } from './database.js';
import type { Identity, PageStore, Replica } from './database.js';
import { FEED_RECORD } from './replica.js';
import { runFeed } from './feed.js';
import { createLastRead, type LastRead } from './lastRead.js';
import { createLiveScopes, type LiveScopes } from './liveScopes.js';
import type { PageOf } from './pager.js';
import { createSharing, type Share } from './sharing.js';

/** What the data layer needs of the engine; the connection of `api/engine` is one. */
export interface DataEngine {
  readonly client: ContractRouterClient<Contract>;
  ready(signal?: AbortSignal): Promise<void>;
  subscribe(listener: () => void): () => void;
  getState(): { readonly life: number };
}

export interface DataContextValue {
  readonly engine: DataEngine;
  /** Undefined until the engine said whose data this is; `unusable` when the browser's storage failed: everything is paged then. */
  readonly replica: Replica | 'unusable' | undefined;
  readonly pageStore: PageStore | undefined;
  readonly statusError: CairnError | undefined;
  readonly refreshStatus: () => void;
  /** For reads that several parts of a screen want at once. */
  readonly share: Share;
  /** Of this replica; undefined while there is none. */
  readonly live: LiveScopes | undefined;
  /** First pages of scopes that are too large to be held. */
  readonly lastPages: LastRead<PageOf<unknown>>;
}

const DataContext = createContext<DataContextValue | undefined>(undefined);
/** Apart from the rest: it moves with every change in the registry, and few look at it. */
const StatusContext = createContext<Status | undefined>(undefined);

export function useData(): DataContextValue {
  const value = useContext(DataContext);
  if (!value) throw new Error('useData needs a DataProvider above it');
  return value;
}

export function useStatusValue(): Status | undefined {
  return useContext(StatusContext);
}

/** Before it is known whose data this is nothing is kept. */
const NOTHING_READ: LastRead<PageOf<unknown>> = { of: () => undefined, keep: () => {} };

export function DataProvider({ engine, children }: { engine: DataEngine; children: ReactNode }): ReactNode {
  const [stamp, setStamp] = useState(0);
  const { status, error } = useEngineStatus(engine, stamp);
  const stores = useStores(status?.registry.id, status?.device.id);
  useFeed(engine, stores === 'unusable' ? undefined : stores?.replica, setStamp);
  const [share] = useState(createSharing);
  // Another data root, another memory.
  const lastPages = useMemo(() => (stores ? createLastRead<PageOf<unknown>>() : NOTHING_READ), [stores]);
  const value = useMemo<DataContextValue>(
    () => ({
      engine,
      replica: stores === 'unusable' ? stores : stores?.replica,
      pageStore: stores === 'unusable' ? undefined : stores?.pageStore,
      statusError: error,
      refreshStatus: () => setStamp((n) => n + 1),
      share,
      live: stores === 'unusable' ? undefined : stores?.live,
      lastPages,
    }),
    [engine, stores, error, share, lastPages],
  );
  return (
    <DataContext.Provider value={value}>
      <StatusContext.Provider value={status}>{children}</StatusContext.Provider>
    </DataContext.Provider>
  );
}

/** The status, asked again at every life of the engine and whenever `stamp` moves. */
function useEngineStatus(engine: DataEngine, stamp: number): { status: Status | undefined; error: CairnError | undefined } {
  const [state, setState] = useState<{ status: Status | undefined; error: CairnError | undefined }>({ status: undefined, error: undefined });
  const [life, setLife] = useState(engine.getState().life);
  useEffect(() => engine.subscribe(() => setLife(engine.getState().life)), [engine]);
  useEffect(() => {
    const control = new AbortController();
    engine.client.system.status(undefined, { signal: control.signal }).then(
      (status) => !control.signal.aborted && setState({ status, error: undefined }),
      (error: unknown) => {
        if (!control.signal.aborted && error instanceof CairnError) setState((old) => ({ ...old, error }));
      },
    );
    return () => control.abort();
  }, [engine, life, stamp]);
  return state;
}

interface Stores {
  readonly replica: Replica;
  readonly pageStore: PageStore;
  readonly live: LiveScopes;
}

function useStores(registry: string | undefined, device: string | undefined): Stores | 'unusable' | undefined {
  const [stores, setStores] = useState<Stores | 'unusable'>();
  useEffect(() => {
    if (!registry || !device) return undefined;
    const identity: Identity = { registry, device };
    let closed = false;
    const opening = Promise.all([openReplica(identity), openPageStore(identity)]).then(([replica, pageStore]): Stores => ({ replica, pageStore, live: createLiveScopes(replica) }));
    opening.then(
      (opened) => !closed && setStores(opened),
      () => !closed && setStores('unusable'),
    );
    return () => {
      closed = true;
      setStores(undefined);
      opening.then(({ replica, pageStore, live }) => {
        live.close();
        replica.close();
        pageStore.close();
      }, noop);
    };
  }, [registry, device]);
  return stores;
}

function useFeed(engine: DataEngine, replica: Replica | undefined, onChange: (update: (n: number) => number) => void): void {
  useEffect(() => {
    if (!replica) return undefined;
    const control = new AbortController();
    const source = {
      feed: engine.client.browse.feed,
      ready: (signal: AbortSignal) => engine.ready(signal),
    };
    void runFeed(
      { db: replica, source: { ...source, feed: (from, signal) => source.feed(from, { signal }) }, locks: navigator.locks, now: Date.now },
      control.signal,
    );
    let last: number | undefined;
    const watch = liveQuery(async () => (await replica.scopes.get(FEED_RECORD))?.seq).subscribe((seq) => {
      if (seq !== last) onChange((n) => n + 1);
      last = seq;
    });
    return () => {
      control.abort();
      watch.unsubscribe();
    };
  }, [engine, replica, onChange]);
}

function noop(): void {}
