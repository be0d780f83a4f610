// Opens the installed app from its desktop entry, as an ordinary user on a screen of its own.
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { attach, type Page } from './cdp.js';
import { commandOf } from './desktopEntry.js';
import type { OrdinaryUser } from './ordinaryUser.js';

/** Development packages alone take it. */
const DEBUGGING = '--remote-debugging-pipe';
/** What Chromium says before it ends where the kernel lets it make no sandbox. */
const NO_SANDBOX = /No usable sandbox|sandbox\/linux|SUID sandbox|Operation not permitted|Failed to move to new namespace/;

export interface PackagedApp {
  readonly page: Page;
  /** False where the kernel gives none: the app was started with --no-sandbox. */
  readonly sandboxed: boolean;
  /** Starts the entry once more, with a link, as a desktop does: the running window takes it. Resolves when that start is over. */
  openLink(link: string): Promise<void>;
  /** Asks it to end, as a desktop does when its user logs out. Gives its exit code; null when it had to be killed. */
  close(): Promise<number | null>;
}

interface Opened {
  readonly child: ChildProcess;
  readonly page: Page;
}

/** Starts an entry and attaches to its window; what the app said comes with the error when it ends before. */
async function open(user: OrdinaryUser, exec: string, display: string, more: readonly string[]): Promise<Opened> {
  const { program, args } = commandOf(exec);
  const child = user.start(program, [...args, ...more, DEBUGGING], { DISPLAY: display }, true);
  const closed = once(child, 'close');
  let said = '';
  child.stderr?.on('data', (data: Buffer) => (said += data.toString()));
  try {
    return { child, page: await attach(child) };
  } catch (error) {
    await end(child);
    await closed;
    throw new Error(`${(error as Error).message}: ${said.slice(-2000)}`, { cause: error });
  }
}

/** Asks a process to end, and its group when it does not. */
async function end(child: ChildProcess): Promise<number | null> {
  if (child.exitCode !== null || child.signalCode !== null) return child.exitCode;
  const gone = once(child, 'exit');
  child.kill('SIGTERM');
  const limit = setTimeout(() => process.kill(-(child.pid as number), 'SIGKILL'), 10_000);
  await gone;
  clearTimeout(limit);
  return child.exitCode;
}

export async function openPackagedApp(user: OrdinaryUser, exec: string, display: string): Promise<PackagedApp> {
  let more: readonly string[] = [];
  const opened = await open(user, exec, display, more).catch((error: Error) => {
    if (!NO_SANDBOX.test(error.message)) throw error;
    more = ['--no-sandbox'];
    return open(user, exec, display, more);
  });
  return {
    page: opened.page,
    sandboxed: more.length === 0,
    async openLink(link) {
      const { program, args } = commandOf(exec, link);
      const second = user.start(program, [...args, ...more], { DISPLAY: display }, false);
      second.stderr?.resume();
      await once(second, 'exit');
    },
    close: () => end(opened.child),
  };
}

/** Starts an entry with a debugging switch and gives what came of it: for a package that must refuse. */
export async function startForDebugging(user: OrdinaryUser, exec: string, flag: string): Promise<{ code: number | null; said: string }> {
  const { program, args } = commandOf(exec);
  const child = user.start(program, [...args, '--no-sandbox', flag], {}, true);
  let said = '';
  child.stderr?.on('data', (data: Buffer) => (said += data.toString()));
  const limit = setTimeout(() => process.kill(-(child.pid as number), 'SIGKILL'), 15_000);
  const [code] = (await once(child, 'close')) as [number | null];
  clearTimeout(limit);
  return { code, said };
}

/** Kernel's word on each page process of a program: 2 is a filter on system calls, which only Chromium's sandbox sets. */
export function seccompOfPages(program: string): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && existsSync(join('/proc', name, 'cmdline')))
    .filter((pid) => isPage(pid, program))
    .map((pid) => Number(/^Seccomp:\s*(\d)/m.exec(readFileSync(join('/proc', pid, 'status'), 'utf8'))?.[1]));
}

function isPage(pid: string, program: string): boolean {
  try {
    const words = readFileSync(join('/proc', pid, 'cmdline'), 'utf8').split('\0');
    return words[0]?.startsWith(program) === true && words.some((word) => word.includes('--type=renderer'));
  } catch {
    return false;
  }
}
