// Whether this process listens: as the settings say in the window's engine, always for `cairn serve`, never for other commands.
import type { EngineContext, HttpDoor } from '../../commands/context.js';
import type { HttpServer } from './server.js';

/** `settings`: listen while they say on. `{port}`: listen there (absent: where they say), whatever else they say. */
export type HttpWish = 'never' | 'settings' | { readonly port?: number };

export interface OwnedHttpDoor extends HttpDoor {
  close(): Promise<void>;
}

interface Now {
  readonly state: 'off' | 'listening' | 'elsewhere' | 'failed';
  readonly problem: string | null;
  readonly server?: HttpServer;
  readonly port?: number;
}

const OFF: Now = { state: 'off', problem: null };

function refusedListening(error: unknown, port: number): Now {
  const errno = (error as NodeJS.ErrnoException).code;
  if (errno === 'EADDRINUSE') return { state: 'elsewhere', problem: `Port ${port} is taken, by another Cairn or another program. Choose another port, or stop that one.` };
  return { state: 'failed', problem: `Listening on port ${port} failed (${errno ?? String(error)}).` };
}

/** One change at a time; the last wish is what stands in the end. */
export function createHttpDoor(engine: () => EngineContext, wish: HttpWish): OwnedHttpDoor {
  let now: Now = OFF;
  let turn: Promise<void> = Promise.resolve();

  async function change(): Promise<void> {
    const { http } = engine().settings.get();
    const on = wish !== 'never' && (wish !== 'settings' || http.on);
    const port = typeof wish === 'object' ? (wish.port ?? http.port) : http.port;
    if (now.server && on && now.port === port) return;
    await now.server?.close();
    now = OFF;
    if (!on) return;
    try {
      // Most commands never listen: what HTTP needs is not loaded before it is.
      const { startServer } = await import('./server.js');
      now = { state: 'listening', problem: null, server: await startServer(engine(), port), port };
    } catch (error) {
      now = refusedListening(error, port);
      engine().ports.logger.warn({ err: error, port }, now.problem ?? '');
    }
  }

  return {
    status: () => ({ state: now.state, url: now.server?.url ?? null, problem: now.problem }),
    follow() {
      turn = turn.then(change);
      return turn;
    },
    async close() {
      await turn;
      await now.server?.close();
      now = OFF;
    },
  };
}
