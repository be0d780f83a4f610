// A person without any rights: an account made for a test, with a home of its own, gone when the test is over.
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { chownSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { must } from './system.js';

export interface Ran {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface OrdinaryUser {
  readonly home: string;
  /** Writes a file that belongs to the user and gives its path. */
  file(name: string, bytes: Uint8Array | string): string;
  /** Runs a program to its end, without a display. */
  run(command: string, args: readonly string[]): Ran;
  /** Starts a program in a process group of its own. `pipes` adds file descriptors 3 and 4 for talking to it. */
  start(command: string, args: readonly string[], env: Readonly<Record<string, string>>, pipes: boolean): ChildProcess;
  remove(): void;
}

/** Needs root. */
export function addOrdinaryUser(): OrdinaryUser {
  const name = `cairn-test-${process.pid}`;
  const home = mkdtempSync(join(tmpdir(), 'cairn-user-'));
  must('useradd', '--no-create-home', '--home-dir', home, '--shell', '/bin/sh', name);
  const [uid, gid] = [Number(must('id', '-u', name)), Number(must('id', '-g', name))];
  const own = (path: string): string => {
    chownSync(path, uid, gid);
    return path;
  };
  own(home);
  mkdirSync(join(home, 'run'), { mode: 0o700 });
  own(join(home, 'run'));
  const env = { PATH: '/usr/bin:/bin', HOME: home, USER: name, LOGNAME: name, LANG: 'C.UTF-8', XDG_RUNTIME_DIR: join(home, 'run') };
  return {
    home,
    file(file, bytes) {
      writeFileSync(join(home, file), bytes);
      return own(join(home, file));
    },
    run(command, args) {
      const { status, stdout, stderr } = spawnSync(command, args, { uid, gid, env, cwd: home, encoding: 'utf8', timeout: 30_000 });
      return { status, stdout, stderr };
    },
    start: (command, args, more, pipes) =>
      spawn(command, args, { uid, gid, env: { ...env, ...more }, cwd: home, detached: true, stdio: ['ignore', 'ignore', 'pipe', ...(pipes ? (['pipe', 'pipe'] as const) : [])] }),
    remove() {
      must('userdel', '--force', name);
      rmSync(home, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}
