// The engine's own process, started by the main process. It serves each window over a port of its own.
import { join } from 'node:path';
import { CairnError } from '../../shared/contract/errors.js';
import { createEngine, type Engine } from '../engine/index.js';
import { type FromEngine, ToEngine } from './control.js';
import { chooseDataRoot } from './dataRoot.js';
import { hostPorts } from './ports.js';

/** Electron's MessagePortMain: it holds what arrives until it is started. */
type EnginePort = Parameters<Engine['serve']>[0] & { start(): void };

/** The part of Electron's process.parentPort used here; this file runs without importing electron. */
interface ParentPort {
  on(event: 'message', listener: (message: { data: unknown; ports: EnginePort[] }) => void): void;
  postMessage(message: FromEngine): void;
}

const parent = (process as unknown as { parentPort: ParentPort }).parentPort;
const grants = new Map<string, readonly string[]>();
const dataRoot = chooseDataRoot(process.argv.slice(2), process.env);
const ports = hostPorts(dataRoot, 'engine', { paths: (grant) => grants.get(grant) });

/** Codes that starting again cannot mend. */
const FINAL: ReadonlySet<string> = new Set(['data_root_unusable', 'newer_version']);

/** Logs why, tells the main process, and ends: a process in an unknown state must not go on writing. */
function fail(error: unknown): void {
  const known = error instanceof CairnError ? error : undefined;
  try {
    ports.logger.error({ err: error instanceof Error ? { code: known?.code, stack: error.stack } : error }, 'The engine stops');
  } finally {
    parent.postMessage({ type: 'failed', reason: error instanceof Error ? error.message : String(error), final: FINAL.has(known?.code ?? '') });
    setTimeout(() => process.exit(1), 50);
  }
}

process.on('uncaughtException', fail);
process.on('unhandledRejection', fail);

function serve(engine: Engine, port: EnginePort): void {
  engine.serve(port);
  port.start();
}

const starting = createEngine({ dataRoot, workerFile: join(__dirname, 'ingestWorker.cjs'), door: 'window', http: 'settings' }, ports);

parent.on('message', ({ data, ports: transferred }) => {
  const message = ToEngine.parse(data);
  if (message.type === 'grant') {
    grants.set(message.grant, message.paths);
    parent.postMessage({ type: 'granted', grant: message.grant });
  } else if (message.type === 'port') {
    const [port] = transferred;
    if (port) void starting.then((engine) => serve(engine, port), () => undefined);
  } else {
    void starting.then((engine) => engine.close()).finally(() => process.exit());
  }
});

starting.then(
  () => parent.postMessage({ type: 'ready' }),
  fail,
);
