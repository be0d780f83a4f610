// Runs the system's own tools as root. Accounts and packages have one lock for the machine: whoever holds it is waited for.
import { spawnSync } from 'node:child_process';

const WAIT_MS = 60_000;
const STEP_MS = 250;
const LOCKED = /\block(?:ed|ing)?\b/;

export const has = (command: string): boolean => spawnSync('which', [command]).status === 0;

/** What a command printed. Throws what it said when it failed. */
export function must(command: string, ...args: string[]): string {
  const until = Date.now() + WAIT_MS;
  for (;;) {
    const { status, stdout, stderr, error } = spawnSync(command, args, { encoding: 'utf8', env: { ...process.env, LC_ALL: 'C.UTF-8' }, maxBuffer: 1 << 26 });
    if (status === 0) return stdout;
    if (!LOCKED.test(stderr) || Date.now() > until) throw new Error(`${command} ${args.join(' ')} exited with ${status}: ${stdout}${stderr || String(error)}`);
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, STEP_MS);
  }
}
