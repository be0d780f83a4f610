// Two data roots that share a registry over a memory remote, driven from a test: see exchangeProgram.ts.
import { join } from 'node:path';
import { OUT } from '../../build/lib/paths.mjs';
import { buildProgram } from './buildProgram.js';
import { listenTo, startProgram } from './runtimeProgram.js';

export interface Exchange {
  /** Syncs both devices until neither has anything to tell. */
  exchange(): Promise<{ rounds: number; findings: readonly unknown[] }>;
  /** Syncs one of them once. */
  sync(device: 'a' | 'b'): Promise<{ sent: number; received: number; numbered: number }>;
  hashes(): Promise<readonly [string, string]>;
  close(): Promise<void>;
}

/** Opens both data roots, made with one registry where they are new, before any window does. */
export async function startExchange(homeA: string, homeB: string, registry: string): Promise<Exchange> {
  const child = startProgram(await buildProgram('test/support/exchangeProgram.ts'), [homeA, homeB, registry], { CAIRN_OUT: join(OUT, 'electron') });
  const { answer, ended } = listenTo(child, 'The program of the two devices');
  const ask = <T>(command: string): Promise<T> => {
    child.stdin?.write(`${command}\n`);
    return answer<T>();
  };
  await answer();
  return {
    exchange: () => ask('exchange'),
    sync: (device) => ask(`sync ${device}`),
    hashes: () => ask('hashes'),
    async close() {
      child.stdin?.end('quit\n');
      await ended;
    },
  };
}
