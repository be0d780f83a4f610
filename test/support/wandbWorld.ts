// The real `wandb` package, in a virtual environment of its own, against a real `cairn serve`.
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CACHE, ROOT } from '../../build/lib/paths.mjs';
import { startCairn } from './cli.js';

/** Said when the package cannot be had; listed in test/skips.json. */
export const NO_WANDB = 'the wandb package cannot be installed from PyPI here';

const SCRIPTS = join(ROOT, 'test', 'compat', 'wandb');
const ALONGSIDE = ['boto3', 'moto[s3,server]', 'pillow', 'numpy'];

export interface Venv {
  readonly python: string;
  readonly version: string;
}

/**
 * A virtual environment with the wandb that `wanted` names (`wandb`, `wandb==0.28.*`), kept in .cache from one run to the next.
 * Undefined where PyPI cannot be reached.
 */
export function wandbVenv(name: string, wanted: string): Venv | undefined {
  const folder = join(CACHE, name);
  const python = join(folder, 'bin', 'python');
  const mark = join(folder, 'cairn-installed');
  const what = [wanted, ...ALONGSIDE].join(' ');
  if (!existsSync(mark) || readFileSync(mark, 'utf8') !== what) {
    const made = spawnSync('python3', ['-m', 'venv', folder], { stdio: 'ignore' }).status === 0;
    if (!made || spawnSync(python, ['-m', 'pip', 'install', '-q', '--disable-pip-version-check', wanted, ...ALONGSIDE], { stdio: 'ignore', timeout: 300_000 }).status !== 0) return undefined;
    writeFileSync(mark, what);
  }
  const version = spawnSync(python, ['-c', 'import importlib.metadata as m; print(m.version("wandb"))'], { encoding: 'utf8' }).stdout.trim();
  return { python, version };
}

export interface Script {
  readonly status: number | null;
  readonly output: string;
  /** What it noted down. */
  readonly facts: Readonly<Record<string, unknown>>;
}

export interface WandbWorld {
  readonly home: string;
  readonly work: string;
  readonly url: string;
  readonly token: string;
  /** Environment of a program that uses the package. */
  env(more?: Readonly<Record<string, string>>): NodeJS.ProcessEnv;
  /** Runs a script of test/compat/wandb to its end. */
  script(venv: Venv, file: string, more?: Readonly<Record<string, string>>): Promise<Script>;
  start(venv: Venv, file: string, more?: Readonly<Record<string, string>>): ChildProcess;
  /** Starts a store that the package takes for S3; gives what has to be in the environment. */
  startS3(venv: Venv): Promise<Record<string, string>>;
  /** What the server wrote to its log. */
  log(): string;
  end(): Promise<void>;
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}

async function until(what: string, ready: () => Promise<boolean> | boolean, seconds = 30): Promise<void> {
  const end = Date.now() + seconds * 1000;
  while (!(await ready())) {
    if (Date.now() > end) throw new Error(`${what} did not come up in ${seconds} s`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

function ended(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) return resolve();
    child.once('exit', () => resolve());
  });
}

/** What the package is pointed at. */
export interface Door {
  readonly home: string;
  readonly url: string;
  readonly token: string;
}

async function startServing(home: string, children: ChildProcess[]): Promise<Door> {
  const server = startCairn(home, ['serve', '--port', '0', '--json']);
  children.push(server);
  let printed = '';
  server.stdout?.on('data', (chunk: Buffer) => (printed += chunk.toString()));
  server.stderr?.on('data', (chunk: Buffer) => (printed += chunk.toString()));
  await until('cairn serve', () => {
    if (server.exitCode !== null) throw new Error(`cairn serve ended: ${printed}`);
    return printed.includes('}');
  });
  const { url, tokenFile } = JSON.parse(printed) as { url: string; tokenFile: string };
  return { home, url, token: readFileSync(tokenFile, 'utf8') };
}

/** With a `cairn serve` of its own, unless it is given what listens already. */
export async function createWandbWorld(given?: Door): Promise<WandbWorld> {
  const folder = mkdtempSync(join(tmpdir(), 'cairn-wandb-'));
  const work = join(folder, 'work');
  mkdirSync(work, { recursive: true });
  const children: ChildProcess[] = [];
  const { home, url, token } = given ?? (await startServing(join(folder, 'home'), children));

  const env = (more: Readonly<Record<string, string>> = {}): NodeJS.ProcessEnv => ({
    PATH: process.env['PATH'],
    HOME: folder,
    NETRC: join(folder, 'netrc'),
    WANDB_BASE_URL: url,
    WANDB_API_KEY: token,
    WANDB_DIR: folder,
    WANDB_CACHE_DIR: join(folder, 'cache'),
    WANDB_DATA_DIR: join(folder, 'data'),
    WANDB_CONFIG_DIR: join(folder, 'config'),
    WANDB_ERROR_REPORTING: 'false',
    WANDB_SILENT: 'true',
    CAIRN_WORK: work,
    CAIRN_FACTS: join(work, 'facts.json'),
    ...more,
  });

  function start(venv: Venv, file: string, more: Readonly<Record<string, string>> = {}): ChildProcess {
    const child = spawn(venv.python, [join(SCRIPTS, file)], { cwd: work, env: env(more), stdio: ['ignore', 'pipe', 'pipe'] });
    children.push(child);
    return child;
  }

  return {
    home,
    work,
    url,
    token,
    env,
    start,
    async script(venv, file, more = {}) {
      const facts = join(work, `${file}.${children.length}.json`);
      const child = start(venv, file, { ...more, CAIRN_FACTS: facts });
      let output = '';
      child.stdout?.on('data', (chunk: Buffer) => (output += chunk.toString()));
      child.stderr?.on('data', (chunk: Buffer) => (output += chunk.toString()));
      await ended(child);
      return { status: child.exitCode, output, facts: existsSync(facts) ? (JSON.parse(readFileSync(facts, 'utf8')) as Record<string, unknown>) : {} };
    },
    async startS3({ python }) {
      const port = await freePort();
      const child = spawn(python, ['-m', 'moto.server', '-H', '127.0.0.1', '-p', String(port)], { env: env(), stdio: 'ignore' });
      children.push(child);
      const endpoint = `http://127.0.0.1:${port}`;
      await until('The S3 server', () => fetch(endpoint).then(() => true, () => false));
      await fetch(`${endpoint}/path`, { method: 'PUT' });
      await fetch(`${endpoint}/path/to/data`, { method: 'PUT', body: 'pixels' });
      return { AWS_S3_ENDPOINT_URL: endpoint, AWS_ENDPOINT_URL_S3: endpoint, AWS_ENDPOINT_URL: endpoint, AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test', AWS_DEFAULT_REGION: 'us-east-1' };
    },
    log: () => readFileSync(join(home, 'logs', 'cli.log'), 'utf8'),
    async end() {
      for (const child of children) child.kill('SIGTERM');
      await Promise.all(children.map(ended));
      rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
    },
  };
}
