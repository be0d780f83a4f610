// The engine's own process, started by the main process. It serves each window over a port of its own.
import { join } from 'node:path';
import { CairnError } from '../../shared/contract/errors.js';
import { createEngine, type Engine, serveKeychain } from '../engine/index.js';
import { type FromEngine, ToEngine } from './control.js';
import { chooseDataRoot } from './dataRoot.js';
import { mainKeychain } from './mainKeychain.js';
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
const { keychain, answered } = mainKeychain((question) => parent.postMessage(question));
const ports = hostPorts(dataRoot, 'engine', { grants: { paths: (grant) => grants.get(grant) }, keychain, notify: (notice) => parent.postMessage({ type: 'notice', ...notice }) });

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
  } else if (message.type === 'keychain') {
    answered(message);
  } else {
    void Promise.allSettled([starting.then((engine) => engine.close()), door.then((open) => open?.close())]).finally(() => process.exit());
  }
});

/** Other commands of this person ask for the keychain while this process runs. */
const door = starting.then(() => serveKeychain(dataRoot, keychain, ports.logger), () => undefined);

starting
  .then(() => ports.secrets.takeIn())
  .then((taken) => taken > 0 && ports.logger.info({ taken }, 'Secrets that lay in clear text are encrypted by the keychain now'))
  .catch((error: unknown) => ports.logger.warn({ err: error }, 'Secrets stay in clear text'));

starting.then(
  () => parent.postMessage({ type: 'ready' }),
  fail,
);
