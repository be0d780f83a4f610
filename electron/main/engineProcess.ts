// Keeps the engine's process running and hands each window a port to it. No data passes through here.
import { MessageChannelMain, type UtilityProcess, type WebContents, utilityProcess } from 'electron';
import type { NativeEvent } from '../../shared/contract/native.js';
import { FromEngine, type ToEngine } from '../host/control.js';
import { askKeychain } from './keychain.js';
import { log } from './log.js';
import { bundled, dataRoot } from './paths.js';
import { restartPolicy } from './restartPolicy.js';

type EngineState = Extract<NativeEvent, { event: 'engine' }>;

/** How long a closing engine may take to finish what it is writing. */
const CLOSE_MS = 5000;

export interface EngineProcess {
  /** Gives the page a fresh port now, or as soon as the engine is ready, and again after each restart. */
  connect(page: WebContents): void;
  /** Resolves once the engine knows the grant, or at once when it is not running: it is told when it starts. */
  grant(grant: string, paths: readonly string[]): Promise<void>;
  state(): EngineState;
  close(): Promise<void>;
}

/** `announce` is told of each state, `notify` of each notice. */
export function startEngineProcess(announce: (event: EngineState) => void, notify: (notice: Extract<FromEngine, { type: 'notice' }>) => void): EngineProcess {
  const pages = new Set<WebContents>();
  const grants = new Map<string, readonly string[]>();
  const waiting = new Map<string, () => void>();
  let nextDelay = restartPolicy();
  let child: UtilityProcess | undefined;
  let current: EngineState = { event: 'engine', state: 'starting', reason: null };
  let timer: NodeJS.Timeout | undefined;
  let closing = false;

  const set = (state: EngineState['state'], reason: string | null = null): void => {
    current = { event: 'engine', state, reason };
    log('engine', { state, reason });
    announce(current);
  };
  const tell = (message: ToEngine, ports: Electron.MessagePortMain[] = []): void => child?.postMessage(message, ports);

  function handPort(page: WebContents): void {
    if (page.isDestroyed()) return;
    const { port1, port2 } = new MessageChannelMain();
    tell({ type: 'port' }, [port1]);
    page.postMessage('cairn:port', null, [port2]);
  }

  function start(): void {
    let failure: { reason: string; final: boolean } | undefined;
    let lastWords = '';
    const started = utilityProcess.fork(bundled.engine, ['--home', dataRoot], { serviceName: 'Cairn engine', stdio: ['ignore', 'ignore', 'pipe'] });
    child = started;
    started.stderr?.on('data', (chunk: Buffer) => (lastWords = (lastWords + chunk.toString()).slice(-2000)));
    started.on('spawn', () => grants.forEach((paths, grant) => tell({ type: 'grant', grant, paths: [...paths] })));
    started.on('message', (data: unknown) => {
      const message = FromEngine.parse(data);
      if (message.type === 'granted') waiting.get(message.grant)?.();
      else if (message.type === 'failed') failure = message;
      else if (message.type === 'notice') notify(message);
      else if (message.type === 'keychain') void askKeychain(message).then((answer) => child === started && tell(answer));
      else {
        set('ready');
        pages.forEach(handPort);
      }
    });
    started.once('exit', (code) => {
      child = undefined;
      waiting.forEach((resolve) => resolve());
      if (closing) return;
      const reason = failure?.reason ?? `The engine's process ended unexpectedly (code ${code}).`;
      const delay = failure?.final ? undefined : nextDelay(Date.now());
      log('engine exit', { code, reason, lastWords });
      if (delay === undefined) return set('stopped', reason);
      set('starting', reason);
      timer = setTimeout(start, delay);
    });
  }

  start();
  return {
    state: () => current,
    connect(page) {
      if (!pages.has(page)) page.once('destroyed', () => pages.delete(page));
      pages.add(page);
      if (current.state === 'ready') handPort(page);
      if (current.state === 'stopped') {
        nextDelay = restartPolicy();
        set('starting');
        start();
      }
    },
    async grant(grant, paths) {
      grants.set(grant, paths);
      if (!child) return;
      await new Promise<void>((resolve) => {
        waiting.set(grant, resolve);
        tell({ type: 'grant', grant, paths: [...paths] });
      });
      waiting.delete(grant);
    },
    async close() {
      closing = true;
      clearTimeout(timer);
      const running = child;
      if (!running) return;
      await new Promise<void>((resolve) => {
        const limit = setTimeout(() => running.kill(), CLOSE_MS);
        running.once('exit', () => {
          clearTimeout(limit);
          resolve();
        });
        tell({ type: 'close' });
      });
    },
  };
}
