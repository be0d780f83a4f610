// A bundled program in a process that may hold little, watched: silence means that it hangs.
import { spawn } from 'node:child_process';

/** No case takes a second; a process that is silent for so long hangs. */
const HANG_MS = 30_000;
/** Kilobytes that the process may hold; the kernel refuses more. */
const CAP_KB = 256 * 1024;

export interface Ended {
  readonly code: number | null;
  readonly lastLine: string;
  readonly errors: string;
  readonly hung: boolean;
}

export function runCapped(program: string, args: readonly string[]): Promise<Ended> {
  const node = [process.execPath, '--max-old-space-size=128', program, ...args];
  const [command, ...rest] = process.platform === 'linux' ? ['sh', '-c', `ulimit -d ${CAP_KB}; exec "$@"`, 'sh', ...node] : node;
  return new Promise((resolve, reject) => {
    const child = spawn(command as string, rest, { env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' }, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    let errors = '';
    let hung = false;
    const watch = (): NodeJS.Timeout => setTimeout(() => { hung = true; child.kill('SIGKILL'); }, HANG_MS);
    let timer = watch();
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      clearTimeout(timer);
      timer = watch();
      output = (output + text).slice(-10_000);
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => (errors = (errors + text).slice(-10_000)));
    child.on('error', reject);
    child.on('close', (code) => {
      clearTimeout(timer);
      resolve({ code, lastLine: output.trimEnd().split('\n').at(-1) ?? '', errors, hung });
    });
  });
}
