// Hands the window's one engine connection to every component.
import { createContext, useContext, useSyncExternalStore } from 'react';
import type { ReactNode } from 'react';
import type { EngineClient, EngineConnection, EngineState } from './engine.js';

const EngineContext = createContext<EngineConnection | undefined>(undefined);

export function EngineProvider({ connection, children }: { connection: EngineConnection; children: ReactNode }): ReactNode {
  return <EngineContext.Provider value={connection}>{children}</EngineContext.Provider>;
}

export function useEngineConnection(): EngineConnection {
  const connection = useContext(EngineContext);
  if (!connection) throw new Error('useEngineConnection needs an EngineProvider above it');
  return connection;
}

/** The typed client of the contract: `useEngine().ingest.plan({...})`. Calls reject with CairnError. */
export function useEngine(): EngineClient {
  return useEngineConnection().client;
}

/** Whether the engine can be asked now, and why not. */
export function useEngineState(): EngineState {
  const connection = useEngineConnection();
  return useSyncExternalStore(connection.subscribe, connection.getState);
}
