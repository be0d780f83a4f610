// Runs git on a repository that is not trusted: nothing it configures is executed, nothing in it is written.
import { spawn } from 'node:child_process';
import { CairnError } from '../../../shared/contract/errors.js';

/** Longer than any question here should take on a sound repository. */
const TIMEOUT_MS = 20_000;
const MAX_OUTPUT = 64 * 1024 * 1024;

/** What a repository's own configuration could run, turned off. Filters are named by the repository: see `filtersOf`. */
const OFF: readonly string[] = ['core.fsmonitor=false', 'core.hooksPath=/dev/null', 'core.pager=cat', 'core.sshCommand=false', 'core.askPass=', 'core.untrackedCache=false', 'diff.external=', 'interactive.diffFilter=', 'protocol.ext.allow=never', 'credential.helper=', 'gc.auto=0', 'submodule.recurse=false', 'core.quotePath=false', 'log.showSignature=false'];

function environment(): NodeJS.ProcessEnv {
  const env: NodeJS.ProcessEnv = {};
  // GIT_DIR and the like would lead elsewhere than the folder says.
  for (const [name, value] of Object.entries(process.env)) if (!name.startsWith('GIT_')) env[name] = value;
  return { ...env, GIT_CONFIG_NOSYSTEM: '1', GIT_CONFIG_GLOBAL: '/dev/null', GIT_TERMINAL_PROMPT: '0', GIT_OPTIONAL_LOCKS: '0', GIT_PAGER: 'cat', GIT_ASKPASS: '', GIT_NO_LAZY_FETCH: '1', GIT_ATTR_NOSYSTEM: '1', LC_ALL: 'C' };
}

export interface GitResult {
  readonly code: number;
  readonly out: Buffer;
  readonly err: string;
  /** Ended early: too long, or too much. */
  readonly cut: 'time' | 'size' | null;
}

export interface GitOptions {
  /** More `-c` settings. */
  readonly config?: readonly string[];
  readonly input?: Buffer | string;
  readonly timeoutMs?: number;
  readonly maxBytes?: number;
  readonly signal?: AbortSignal | undefined;
  /** Use the person's own configuration and keys: only to fetch what they asked for. */
  readonly trusted?: boolean;
}

/** Undefined when there is no git on this computer. Never throws for what git says. */
export function git(folder: string, args: readonly string[], { config = [], input, timeoutMs = TIMEOUT_MS, maxBytes = MAX_OUTPUT, signal, trusted = false }: GitOptions = {}): Promise<GitResult | undefined> {
  return new Promise((resolve, reject) => {
    const settings = [...(trusted ? ['core.hooksPath=/dev/null', 'core.fsmonitor=false', 'protocol.ext.allow=never'] : OFF), ...config].flatMap((setting) => ['-c', setting]);
    const env = trusted ? { ...process.env, GIT_TERMINAL_PROMPT: '0' } : environment();
    const child = spawn('git', ['--no-pager', ...settings, ...args], { cwd: folder, env, stdio: ['pipe', 'pipe', 'pipe'], windowsHide: true });
    const out: Buffer[] = [];
    let size = 0;
    let err = '';
    let cut: GitResult['cut'] = null;
    const timer = setTimeout(() => {
      cut = 'time';
      child.kill('SIGKILL');
    }, timeoutMs);
    const abort = (): void => void child.kill('SIGKILL');
    signal?.addEventListener('abort', abort, { once: true });
    child.stdout.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size > maxBytes) {
        cut = 'size';
        child.kill('SIGKILL');
      } else out.push(chunk);
    });
    child.stderr.on('data', (chunk: Buffer) => {
      if (err.length < 10_000) err += chunk.toString('utf8');
    });
    child.on('error', (error: NodeJS.ErrnoException) => {
      clearTimeout(timer);
      if (error.code === 'ENOENT') resolve(undefined);
      else reject(error);
    });
    child.on('close', (code) => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', abort);
      if (signal?.aborted) reject(new CairnError('cancelled', 'Looking at the code was cancelled.'));
      else resolve({ code: code ?? -1, out: Buffer.concat(out), err, cut });
    });
    child.stdin.on('error', () => {}); // it may end before it has read everything
    child.stdin.end(input);
  });
}

/** Settings that switch off every filter and text conversion that a repository (with what it includes) names. */
export async function filtersOf(folder: string): Promise<string[]> {
  const listed = await git(folder, ['config', '--list', '--name-only', '-z']);
  const names = new Set((listed?.out.toString('utf8') ?? '').split('\0'));
  const drivers = new Set([...names].flatMap((name) => /^filter\.(.+)\.(?:clean|smudge|process|required)$/s.exec(name)?.[1] ?? []));
  // A name with '=' or a line break cannot be said on the command line; `capture` refuses such a repository.
  return [...drivers].flatMap((driver) => [`filter.${driver}.clean=`, `filter.${driver}.smudge=`, `filter.${driver}.process=`, `filter.${driver}.required=false`]);
}

/** True for a driver whose name cannot be passed on. */
export const isUnspeakable = (setting: string): boolean => /[=\n].*\.(?:clean|smudge|process|required)=/s.test(setting);
