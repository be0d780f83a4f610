// The window's line to the engine: one typed client over whichever port is current, across restarts of the engine.
import { createORPCClient } from '@orpc/client';
import type { ClientContext, ClientLink } from '@orpc/client';
import type { ContractRouterClient } from '@orpc/contract';
import type { Contract } from '../../shared/contract/index.js';
import type { NativeBridge } from '../../shared/contract/native.js';
import { asCairnError, CairnError } from '../../shared/contract/errors.js';
import { engineStopped } from './errors.js';
import { openPort } from './port.js';
import type { EnginePort } from './port.js';

export type EngineClient = ContractRouterClient<Contract>;

/** `starting`: no port yet, also after a crash. `stopped`: it gave up; `reason` says why. `life` counts the ports taken. */
export interface EngineState {
  readonly state: 'starting' | 'ready' | 'stopped';
  readonly reason: string | null;
  readonly life: number;
}

export interface EngineConnection {
  /** Every call rejects with CairnError. Queries wait for the engine and survive its restart; commands fail with `engine_stopped`. */
  readonly client: EngineClient;
  getState(): EngineState;
  subscribe(listener: () => void): () => void;
  /** Resolves when a port is there; rejects when the engine gave up or the signal fired. */
  ready(signal?: AbortSignal): Promise<void>;
  /** Begins to listen and asks for the first port; the function returned lets go of everything. */
  start(): () => void;
}

/** What may be asked again by itself: it changes nothing. */
const QUERIES = new Set([
  'system.status', 'system.settings', 'system.logs', 'ingest.plan', 'ingest.inspect', 'ingest.checkName',
  'reports.list', 'reports.get', 'reports.history', 'versions.get', 'versions.files', 'versions.tensors', 'browse.scope', 'browse.search', 'browse.history', 'registry.contests', 'registry.aliases', 'registry.asOf', 'registry.protectedAliases', 'browse.query', 'browse.explain', 'views.list', 'policies.list', 'policies.get', 'policies.check', 'retention.preview', 'retention.settings', 'retention.removals', 'retention.deleted', 'retention.ttl',
]);
/** A query that is in flight at three crashes may be what crashes it. */
const TRIES = 3;

export function createEngineConnection(bridge: NativeBridge, page: Window): EngineConnection {
  let state: EngineState = { state: 'starting', reason: null, life: 0 };
  let current: EnginePort | undefined;
  const listeners = new Set<() => void>();
  const set = (next: Omit<EngineState, 'life'>, life = state.life): void => {
    state = { ...next, life };
    for (const listener of [...listeners]) listener();
  };

  const drop = (): void => {
    const port = current;
    current = undefined;
    port?.close();
  };
  const take = (port: MessagePort): void => {
    drop();
    const opened = openPort(port, () => {
      if (current !== opened) return;
      current = undefined;
      set({ state: 'starting', reason: null });
    });
    current = opened;
    set({ state: 'ready', reason: null }, state.life + 1);
  };
  const onMessage = (event: MessageEvent): void => {
    const port = event.ports[0];
    if (event.source !== page || event.origin !== page.origin || !isPortMessage(event.data) || !port) return;
    take(port);
  };

  const ready = (signal?: AbortSignal): Promise<void> =>
    new Promise((resolve, reject) => {
      const check = (): void => {
        if (signal?.aborted) finish(() => reject(new CairnError('cancelled', 'Cancelled.')));
        else if (state.state === 'ready') finish(resolve);
        else if (state.state === 'stopped') finish(() => reject(engineStopped(state.reason)));
      };
      const finish = (settle: () => void): void => {
        listeners.delete(check);
        signal?.removeEventListener('abort', check);
        settle();
      };
      listeners.add(check);
      signal?.addEventListener('abort', check);
      check();
    });

  const link: ClientLink<ClientContext> = {
    async call(path, input, options) {
      const tries = QUERIES.has(path.join('.')) ? TRIES : 1;
      for (let attempt = 1; ; attempt += 1) {
        await ready(options.signal);
        try {
          if (!current) throw engineStopped();
          return await current.call(path, input, options);
        } catch (error) {
          const failure = asCairnError(error);
          if (failure.code !== 'engine_stopped' || attempt >= tries) throw failure;
        }
      }
    },
  };

  return {
    client: createORPCClient(link),
    getState: () => state,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    ready,
    start() {
      page.addEventListener('message', onMessage);
      const unlisten = bridge.onEvent((event) => {
        if (event.event !== 'engine' || event.state === 'ready') return;
        drop();
        set({ state: event.state, reason: event.reason });
      });
      void bridge.requestPort();
      return () => {
        page.removeEventListener('message', onMessage);
        unlisten();
        drop();
      };
    },
  };
}

function isPortMessage(data: unknown): boolean {
  return typeof data === 'object' && data !== null && 'type' in data && data.type === 'cairn:port';
}
