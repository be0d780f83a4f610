// Small programs of tests and benches that must run on the Electron runtime as Node: bundled (buildProgram.ts), then started.
import { spawn, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { ROOT } from '../../build/lib/paths.mjs';
import { findElectron } from '../../build/setup/electronPath.mjs';

/** Who the tests are, whatever git says on this machine. */
export const TEST_IDENTITY = { GIT_CONFIG_GLOBAL: join(ROOT, 'test', 'fixtures', 'gitconfig') };

/** Starts a bundled program on the app's runtime. */
export function startProgram(file: string, args: readonly string[], env: Record<string, string> = {}): ChildProcess {
  return spawn(findElectron()?.path ?? process.execPath, [file, ...args], { env: { ...process.env, ...TEST_IDENTITY, ...env, ELECTRON_RUN_AS_NODE: '1' }, stdio: ['pipe', 'pipe', 'pipe'] });
}

export interface Conversation {
  /** The next line that it says, as JSON. @throws with what it wrote to its standard error, when it ended instead */
  answer<T>(): Promise<T>;
  readonly ended: Promise<void>;
}

/** Listens to a program that answers in lines of JSON. @param who in the error: `The proxy` */
export function listenTo(child: ChildProcess, who: string): Conversation {
  let errors = '';
  child.stderr?.on('data', (part: Buffer) => (errors += part.toString()));
  const lines = createInterface(child.stdout as NodeJS.ReadableStream)[Symbol.asyncIterator]();
  return {
    async answer<T>() {
      const line = await lines.next();
      if (line.done) throw new Error(`${who} ended: ${errors}`);
      return JSON.parse(line.value) as T;
    },
    ended: new Promise((done) => child.once('exit', () => done())),
  };
}
