// Runs the built command line as a person would: the real bundle, on the Electron runtime as Node.
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { ROOT } from '../../build/lib/paths.mjs';
import { findElectron } from '../../build/setup/electronPath.mjs';
import { TEST_IDENTITY } from './runtimeProgram.js';

const CLI = join(ROOT, 'out', 'electron', 'cli.cjs');
const RUNTIME = findElectron()?.path ?? process.execPath;

export interface CliResult {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

function environment(home: string, extra: Record<string, string> = {}): NodeJS.ProcessEnv {
  return { ...process.env, ELECTRON_RUN_AS_NODE: '1', CAIRN_HOME: home, ...TEST_IDENTITY, ...extra };
}

/** Runs `cairn ...args` to its end. */
export function cairn(home: string, args: readonly string[], env: Record<string, string> = {}): CliResult {
  const { status, stdout, stderr } = spawnSync(RUNTIME, [CLI, ...args], { encoding: 'utf8', env: environment(home, env), maxBuffer: 256 * 1024 * 1024 });
  return { status, stdout, stderr };
}

/** Runs `cairn ...args --json`, and gives what it printed. Throws what it said when it failed. */
export function cairnJson<T = Record<string, unknown>>(home: string, args: readonly string[]): T {
  const { status, stdout, stderr } = cairn(home, [...args, '--json']);
  if (status !== 0) throw new Error(`cairn ${args.join(' ')} exited with ${status}: ${stderr}`);
  return JSON.parse(stdout) as T;
}

/** Said when the command line cannot be run by another user; listed in test/skips.json. */
export const NO_OTHER_USER = 'no other user can run the command line here';

/** Runs `cairn ...args` as another user, by number. Only root can. */
export function cairnAs(user: number, home: string, args: readonly string[]): CliResult {
  const { status, stdout, stderr } = spawnSync(RUNTIME, [CLI, ...args], { encoding: 'utf8', env: environment(home, { HOME: home }), cwd: home, uid: user, gid: user });
  return { status, stdout: stdout ?? '', stderr: stderr ?? '' };
}

/** Starts `cairn ...args` and leaves it running. */
export function startCairn(home: string, args: readonly string[], env: Record<string, string> = {}): ChildProcess {
  return spawn(RUNTIME, [CLI, ...args], { env: environment(home, env), stdio: ['ignore', 'pipe', 'pipe'] });
}
