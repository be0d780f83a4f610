// Real S3 servers for tests, installed into .cache/s3 by their own tools where those are: moto (PyPI), versitygw (Go). Where one
// cannot be had, its tests are skipped with a reason that test/skips.json lists.
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ROOT } from '../../build/lib/paths.mjs';

const FOLDER = join(ROOT, '.cache', 's3');
/** Compiling versitygw takes a minute or two on two cores. */
const INSTALL_MS = 400_000;

export const SERVERS = ['moto', 'versitygw'] as const;
export type ServerName = (typeof SERVERS)[number];

export const NO_SERVER: Readonly<Record<ServerName, string>> = {
  moto: 'the moto S3 server cannot be installed from PyPI here',
  versitygw: 'the versitygw S3 server cannot be built with Go here',
};

/** The keys every server here is started with. */
export const KEYS = { accessKeyId: 'cairntest', secretAccessKey: 'cairntestsecret' };

export interface S3Server {
  /** `http://127.0.0.1:port` */
  readonly endpoint: string;
  readonly port: number;
  /** The bucket made at its start. */
  readonly bucket: string;
  /** A URL of a new, empty prefix. */
  url(prefix?: string): string;
  /** Removes everything below a prefix, at once and behind the server's back. versitygw alone. */
  empty(prefix: string): void;
  stop(): Promise<void>;
}

const PROGRAM: Readonly<Record<ServerName, string>> = {
  moto: join(FOLDER, 'moto', 'bin', 'python'),
  versitygw: join(FOLDER, 'go', 'bin', 'versitygw'),
};

function run(command: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): boolean {
  return spawnSync(command, args, { stdio: 'ignore', timeout: INSTALL_MS, env: { ...process.env, ELECTRON_RUN_AS_NODE: undefined, ...env } }).status === 0;
}

const INSTALL: Readonly<Record<ServerName, () => boolean>> = {
  moto: () => run('python3', ['-m', 'venv', join(FOLDER, 'moto')]) && run(join(FOLDER, 'moto', 'bin', 'pip'), ['install', '-q', 'moto[server,s3]==5.2.5']),
  versitygw: () => run('go', ['install', 'github.com/versity/versitygw/cmd/versitygw@v1.8.0'], { GOBIN: join(FOLDER, 'go', 'bin'), GOPATH: join(FOLDER, 'go'), GOFLAGS: '-mod=mod -modcacherw', CGO_ENABLED: '0' }),
};

/** The program of a server, installed if need be; undefined where it cannot be had. One process at a time installs. */
export function findServer(name: ServerName): string | undefined {
  const program = PROGRAM[name];
  if (existsSync(program)) return program;
  const lock = join(FOLDER, `${name}.lock`);
  mkdirSync(FOLDER, { recursive: true });
  const failed = join(FOLDER, `${name}.failed`);
  if (existsSync(failed)) return undefined;
  try {
    mkdirSync(lock);
  } catch {
    const until = Date.now() + INSTALL_MS;
    while (existsSync(lock) && Date.now() < until) spawnSync(process.platform === 'win32' ? 'timeout' : 'sleep', ['1']);
    return existsSync(program) ? program : undefined;
  }
  try {
    if (!INSTALL[name]() || !existsSync(program)) mkdirSync(failed);
  } finally {
    rmSync(lock, { recursive: true, force: true });
  }
  return existsSync(program) ? program : undefined;
}

/** A port that nobody listens on now. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}

function start(name: ServerName, program: string, port: number, folder: string): ChildProcess {
  const options = { stdio: ['ignore', 'ignore', 'ignore'] as ['ignore', 'ignore', 'ignore'] };
  const env = { ...process.env, ELECTRON_RUN_AS_NODE: undefined };
  if (name === 'moto') return spawn(program, [join(ROOT, 'test', 'support', 'motoServer.py'), '127.0.0.1', String(port)], { ...options, env });
  return spawn(program, ['--access', KEYS.accessKeyId, '--secret', KEYS.secretAccessKey, '--port', `127.0.0.1:${port}`, 'posix', '--sidecar', join(folder, 'meta'), join(folder, 'data')], { ...options, env });
}

async function answers(endpoint: string): Promise<boolean> {
  try {
    await fetch(endpoint, { signal: AbortSignal.timeout(2000) });
    return true;
  } catch {
    return false;
  }
}

const BUCKET = 'team';

/** Makes the bucket where the server does not do so itself: over HTTP for moto, as a folder for versitygw. */
async function makeBucket(name: ServerName, endpoint: string, folder: string): Promise<void> {
  if (name === 'versitygw') for (const part of [join('data', BUCKET), 'meta']) mkdirSync(join(folder, part), { recursive: true });
  if (name === 'moto') await fetch(`${endpoint}/${BUCKET}`, { method: 'PUT' });
}

let prefixes = 0;

/** Starts a server with an empty bucket. @throws when it does not answer within 30 s */
export async function startServer(name: ServerName): Promise<S3Server> {
  const program = findServer(name);
  if (!program) throw new Error(NO_SERVER[name]);
  const folder = mkdtempSync(join(process.env['CAIRN_BENCH_DIR'] ?? tmpdir(), `cairn-${name}-`));
  const port = await freePort();
  if (name === 'versitygw') await makeBucket(name, '', folder);
  const child = start(name, program, port, folder);
  const endpoint = `http://127.0.0.1:${port}`;
  const stop = async (): Promise<void> => {
    if (child.exitCode === null) {
      const ended = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGKILL');
      await ended;
    }
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  };
  const until = Date.now() + 30_000;
  while (!(await answers(endpoint))) {
    if (child.exitCode !== null || Date.now() > until) {
      await stop();
      throw new Error(`${name} did not start`);
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  if (name !== 'versitygw') await makeBucket(name, endpoint, folder);
  return {
    endpoint,
    port,
    bucket: BUCKET,
    url: (prefix = `p${process.pid}-${(prefixes += 1)}`) => `s3://${BUCKET}/${prefix}?endpoint=${encodeURIComponent(endpoint)}&region=us-east-1&pathStyle=1`,
    empty: (prefix) => [join('data', BUCKET), join('meta', BUCKET)].forEach((part) => rmSync(join(folder, part, prefix), { recursive: true, force: true, maxRetries: 3 })),
    stop,
  };
}
