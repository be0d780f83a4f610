// Starts the proxy of program.ts in front of a server, and steers it.
import { buildProgram } from '../buildProgram.js';
import { listenTo, startProgram } from '../runtimeProgram.js';
import type { Conditions, Passed } from './conditions.js';

export interface Proxy {
  readonly port: number;
  /** `http://127.0.0.1:port` */
  readonly endpoint: string;
  set(conditions: Partial<Conditions>): Promise<void>;
  /** What passed since it was last asked. */
  take(): Promise<Passed>;
  stop(): Promise<void>;
}

/** @param seed decides which requests meet the troubles of a rule with a chance */
export async function startProxy(target: number, seed = 1): Promise<Proxy> {
  const child = startProgram(await buildProgram('test/support/proxy/program.ts'), [String(target), String(seed)]);
  const { answer, ended } = listenTo(child, 'The proxy');
  let turn: Promise<unknown> = Promise.resolve();
  const ask = <T>(command: unknown): Promise<T> => {
    const mine = turn.then(() => {
      child.stdin?.write(`${JSON.stringify(command)}\n`);
      return answer<T>();
    });
    turn = mine.catch(() => {});
    return mine;
  };
  const { port } = await answer<{ port: number }>();
  return {
    port,
    endpoint: `http://127.0.0.1:${port}`,
    set: async (conditions) => void (await ask({ set: conditions })),
    take: () => ask({ take: true }),
    async stop() {
      child.stdin?.end();
      await ended;
    },
  };
}
