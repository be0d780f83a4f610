// What the doors are measured on: a data root of its own, the command line, `cairn serve`, and the real wandb package.
import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { electronPath } from '../../../build/setup/electronPath.mjs';

const CLI = join(process.env['CAIRN_OUT'] ?? '', 'cli.cjs');
export const PYTHON = join(process.cwd(), '.cache', 'wandb-new', 'bin', 'python');
const AS_NODE = { ...process.env, ELECTRON_RUN_AS_NODE: '1' };

/** Runs the app's runtime as Node to its end, and gives what it printed. */
export const node = (...args: string[]): string => spawnSync(electronPath().path, args, { encoding: 'utf8', env: AS_NODE }).stdout;
export const cairn = (...args: string[]): string => node(CLI, ...args);

export function tempFolder(): { readonly folder: string; remove(): void } {
  const folder = mkdtempSync(join(tmpdir(), 'cairn-bench-'));
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }) };
}

/** Bytes of memory that a process has now. Linux only; 0 elsewhere. */
export function memoryOf(pid: number): number {
  try {
    return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) * 1024;
  } catch {
    return 0;
  }
}

/** Starts `cairn serve` on a data root; gives its address, a token, and its end. */
export async function serve(home: string): Promise<{ url: string; token: string; end(): Promise<void> }> {
  const child = spawn(electronPath().path, [CLI, '--home', home, 'serve', '--port', '0', '--json'], { env: AS_NODE });
  let said = '';
  await new Promise<void>((resolve) => {
    child.stdout.on('data', (chunk: Buffer) => {
      said += chunk.toString();
      if (said.includes('}')) resolve();
    });
  });
  const { url, tokenFile } = JSON.parse(said) as { url: string; tokenFile: string };
  return {
    url,
    token: readFileSync(tokenFile, 'utf8'),
    async end() {
      child.kill('SIGTERM');
      await new Promise((resolve) => child.once('exit', resolve));
    },
  };
}

const PLACES = ['WANDB_DIR', 'WANDB_CACHE_DIR', 'WANDB_DATA_DIR', 'WANDB_CONFIG_DIR'];

/** Forgets what the package staged and cached below a folder. */
export const forget = (folder: string): void => PLACES.forEach((name) => rmSync(join(folder, name), { recursive: true, force: true }));

/** Runs a Python program that logs to `url`, and gives what it printed. What it keeps lies below `folder`. */
export function python(folder: string, url: string, token: string, code: string): Promise<string> {
  const places = Object.fromEntries(PLACES.map((name) => [name, join(folder, name)]));
  for (const place of Object.values(places)) mkdirSync(place, { recursive: true });
  const env = { PATH: process.env['PATH'], HOME: folder, NETRC: join(folder, 'netrc'), ...places, WANDB_BASE_URL: url, WANDB_API_KEY: token, WANDB_SILENT: 'true', WANDB_ERROR_REPORTING: 'false', WANDB_PROJECT: 'bench' };
  return new Promise((resolve, reject) => {
    const child = spawn(PYTHON, ['-c', code], { cwd: folder, env, stdio: ['ignore', 'pipe', 'pipe'] });
    let [out, errors] = ['', ''];
    child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()));
    child.once('close', (status) => (status === 0 ? resolve(out) : reject(new Error(errors.slice(-2000)))));
  });
}

export const lastLine = (text: string): string => text.trim().split('\n').at(-1) ?? '';

export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}

/** Waits until the API answers. @throws Error after ten seconds */
export async function answers(url: string, token: string): Promise<void> {
  for (let turn = 0; turn < 100; turn += 1) {
    const answer = await fetch(`${url}/api/v1/status`, { headers: { authorization: `Bearer ${token}` } }).catch(() => undefined);
    if (answer?.ok) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`Nothing answers at ${url}`);
}
