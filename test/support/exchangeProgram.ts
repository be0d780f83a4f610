// Two data roots and the memory remote they share, in one process beside the windows: reads commands as lines, answers in JSON lines.
// `exchange` syncs both until neither has news; `sync a` and `sync b` one of them once; `hashes` gives both state hashes; `quit` ends.
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { createEngine, type Engine } from '../../electron/engine/index.js';
import { createMemoryRemote } from '../../electron/engine/remotes/memory.js';
import { exchange } from '../../electron/engine/sync/exchange.js';
import { syncOnce } from '../../electron/engine/sync/syncOnce.js';
import type { SyncParty } from '../../electron/engine/sync/types.js';
import { hostPorts } from '../../electron/host/ports.js';

const [homeA = '', homeB = '', registry = ''] = process.argv.slice(2);
const workerFile = join(process.env['CAIRN_OUT'] ?? '', 'ingestWorker.cjs');

const open = (dataRoot: string): Promise<Engine> => createEngine({ dataRoot, workerFile, door: 'cli', create: { id: registry, home: 'memory:' } }, hostPorts(dataRoot, 'cli'));

function party({ context }: Engine): SyncParty {
  const { clock, random } = context.ports;
  return { store: context.registry, actor: context.actor(), clock, random };
}

async function main(): Promise<void> {
  const engines = [await open(homeA), await open(homeB)] as const;
  const [a, b] = [party(engines[0]), party(engines[1])];
  const remote = createMemoryRemote();
  const commands: Record<string, () => unknown> = {
    exchange: () => exchange(a, b, remote),
    'sync a': () => syncOnce(a, remote),
    'sync b': () => syncOnce(b, remote),
    hashes: () => [a.store.stateHash(), b.store.stateHash()],
  };
  const say = (value: unknown): boolean => process.stdout.write(`${JSON.stringify(value)}\n`);
  say({ ready: [a.store.id, b.store.id] });
  for await (const line of createInterface(process.stdin)) {
    if (line === 'quit') break;
    say((await commands[line]?.()) ?? { unknown: line });
  }
  for (const engine of engines) await engine.close();
}

// What it fails with ends it: Node says it and exits with 1.
void main();
