// One command's life: open the engine on the chosen data root, run, print the result or the error, exit with its code.
import type { Command } from 'commander';
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { CairnError, EXIT } from '../../../shared/contract/errors.js';
import { createEngine, type EngineClient, type EngineOptions } from '../../engine/index.js';
import { chooseDataRoot } from '../dataRoot.js';
import { hostPorts } from '../ports.js';
import { printError } from './output.js';

export interface Session {
  readonly client: EngineClient;
  readonly json: boolean;
  readonly dataRoot: string;
  /** The registry that was named, if one was. */
  readonly registry: string | undefined;
  /** Aborted by the first Ctrl-C; a second one ends the process at once. */
  readonly signal: AbortSignal;
}

interface GlobalOptions {
  readonly home?: string;
  readonly json?: boolean;
  readonly registry?: string;
}

/** A process of its own tells hooks of what this one did: whoever typed the command does not wait for them. */
function tellHooks(dataRoot: string): void {
  spawn(process.execPath, [process.argv[1] ?? '', '--home', dataRoot, 'hook', 'deliver'], { detached: true, stdio: 'ignore' }).unref();
}

/**
 * Wraps a verb: `command.action(withSession(async (session, ...args) => exit code or nothing))`. `engineFor` makes engine options
 * of the verb's own.
 */
export function withSession<A extends unknown[]>(verb: (session: Session, ...args: A) => Promise<number | void>, engineFor: (own: object) => Partial<EngineOptions> = () => ({})) {
  return async (...args: [...A, Command]): Promise<void> => {
    const command = args[args.length - 1] as Command;
    const globals = command.optsWithGlobals<GlobalOptions>();
    const json = globals.json ?? false;
    const abort = new AbortController();
    process.once('SIGINT', () => abort.abort());
    try {
      const dataRoot = chooseDataRoot(globals.home ? ['--home', globals.home] : [], process.env);
      const registry = globals.registry ?? process.env['CAIRN_REGISTRY'];
      const engine = await createEngine({ dataRoot, workerFile: join(__dirname, 'ingestWorker.cjs'), door: 'cli', ...(registry ? { registry } : {}), ...engineFor(command.opts()) }, hostPorts(dataRoot, 'cli'));
      let due = false;
      try {
        process.exitCode = (await verb({ client: engine.client, json, dataRoot, registry, signal: abort.signal }, ...(args.slice(0, -1) as unknown as A))) ?? EXIT.ok;
        due = command.parent?.name() !== 'hook' && engine.hooksDue();
      } finally {
        await engine.close();
      }
      if (due) tellHooks(dataRoot);
    } catch (error) {
      process.exitCode = printError(abort.signal.aborted ? new CairnError('cancelled', 'Cancelled. Nothing was kept.', {}, { cause: error }) : error, json);
    }
  };
}
