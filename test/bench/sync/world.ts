// What the transfers are measured on: a real server, the proxy that makes the network, and processes whose time and memory are taken.
import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { electronPath } from '../../../build/setup/electronPath.mjs';
import { FAIR } from '../../support/proxy/conditions.js';
import { startProxy, type Proxy } from '../../support/proxy/startProxy.js';
import { KEYS, startServer, type S3Server } from '../../support/s3Servers.js';
import { makeRandom } from '../fill.js';
import type { Subject } from '../harness.js';

export const GIGABYTES = Number(process.env['CAIRN_BENCH_GB'] ?? 4);
export const BYTES = Math.round(GIGABYTES * 1e9);
export const SMALL_FILES = Number(process.env['CAIRN_BENCH_FILES'] ?? 10_000);
export const ROUNDS = Number(process.env['CAIRN_BENCH_ROUNDS'] ?? 3);
/** Requests at once: ours at most, and what the others are told. */
export const STREAMS = 32;
/** 1 Gb/s. */
const WIRE = 125_000_000;
const LATENCY_MS = 50;
const SAMPLE_MS = 50;

const CLI = join(process.env['CAIRN_OUT'] ?? '', 'cli.cjs');
export const PEER_ENV = { AWS_ACCESS_KEY_ID: KEYS.accessKeyId, AWS_SECRET_ACCESS_KEY: KEYS.secretAccessKey, AWS_REGION: 'us-east-1' };

export const work = mkdtempSync(join(process.env['CAIRN_BENCH_DIR'] ?? tmpdir(), 'cairn-bench-sync-'));
export const inWork = (...names: string[]): string => join(work, ...names);

/** How a server is reached. */
export interface Net {
  readonly name: string;
  readonly endpoint: string;
  /** Pace and delay are the proxy's, so that one round before those that count shows nothing. */
  readonly paced: boolean;
}

export interface Bench {
  readonly server: S3Server;
  readonly proxy: Proxy;
  readonly nets: readonly Net[];
  stop(): Promise<void>;
}

export async function openBench(): Promise<Bench> {
  const server = await startServer('versitygw');
  const proxy = await startProxy(server.port);
  await proxy.set({ ...FAIR, latencyMs: LATENCY_MS, bytesPerSecond: WIRE });
  return {
    server,
    proxy,
    nets: [
      { name: 'loopback', endpoint: server.endpoint, paced: false },
      { name: `${LATENCY_MS} ms and 1 Gb/s`, endpoint: proxy.endpoint, paced: true },
    ],
    async stop() {
      await proxy.stop();
      await server.stop();
      rmSync(work, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

/** Most memory that a process ever had, in bytes. Linux alone; 0 elsewhere, and for one that is gone. */
function peakOf(pid: number): number {
  try {
    return Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) * 1024;
  } catch {
    return 0;
  }
}

/** Most memory that any `cairn` of this bench had, and what it was doing. */
export const memory = { peak: 0, of: '' };

export interface Ran {
  readonly stdout: string;
  readonly stderr: string;
  /** Null for one that was killed. */
  readonly status: number | null;
  readonly peak: number;
}

/** Runs a program to its end. `begun` is handed the process, to end it sooner. */
export async function run(command: string, args: readonly string[], env: NodeJS.ProcessEnv = {}, begun?: (child: ChildProcess) => void): Promise<Ran> {
  const child = spawn(command, args, { env: { ...process.env, AWS_CA_BUNDLE: undefined, ...PEER_ENV, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
  let [stdout, stderr, peak] = ['', '', 0];
  child.stdout.on('data', (part: Buffer) => (stdout += part.toString()));
  child.stderr.on('data', (part: Buffer) => (stderr += part.toString()));
  const timer = setInterval(() => (peak = Math.max(peak, peakOf(child.pid ?? 0))), SAMPLE_MS);
  begun?.(child);
  const status = await new Promise<number | null>((resolve, reject) => child.once('error', reject).once('close', resolve));
  clearInterval(timer);
  return { stdout, stderr, status, peak };
}

/** Runs it, and throws what it said unless it ended well. */
export async function runWell(command: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Ran> {
  const ran = await run(command, args, env);
  if (ran.status !== 0) throw new Error(`${command} ${args.join(' ')} exited with ${ran.status}: ${ran.stderr}`);
  return ran;
}

/** What was written to prepare it is on the disk before its time begins: nobody waits for the writes of another. */
export function settled(subject: Subject): Subject {
  return {
    ...subject,
    async prepare(turn) {
      await subject.prepare?.(turn);
      await runWell('sync', []);
    },
  };
}

function note(args: readonly string[], { peak }: Ran): void {
  if (peak > memory.peak) Object.assign(memory, { peak, of: `cairn ${args[0] ?? ''}` });
}

export async function tryCairn(home: string, args: readonly string[], begun?: (child: ChildProcess) => void): Promise<Ran> {
  const ran = await run(electronPath().path, [CLI, '--home', home, ...args], { ELECTRON_RUN_AS_NODE: '1' }, begun);
  note(args, ran);
  return ran;
}

/** @returns what it printed as JSON */
export async function cairn<T = unknown>(home: string, ...args: readonly string[]): Promise<T> {
  const ran = await tryCairn(home, [...args, '--json']);
  if (ran.status !== 0) throw new Error(`cairn ${args.join(' ')} exited with ${ran.status}: ${ran.stderr}`);
  return JSON.parse(ran.stdout) as T;
}

/** Sends and receives everything. @throws when something was found wrong, or waits */
export async function sync(home: string): Promise<void> {
  const { findings, pending } = await cairn<{ findings: unknown[]; pending: number }>(home, 'sync');
  if (findings.length > 0 || pending > 0) throw new Error(`${home} is not in step: ${pending} waiting, ${JSON.stringify(findings).slice(0, 1000)}`);
}

export function urlOf({ server }: Bench, net: Net, prefix: string): string {
  return server.url(prefix).replace(encodeURIComponent(server.endpoint), encodeURIComponent(net.endpoint));
}

/** A folder with as many files as asked for, `BYTES` together. */
export function makeFolder(name: string, files: number): string {
  const folder = inWork(name);
  for (let n = 0; n < files; n += 1) {
    const place = join(folder, String(n % 100).padStart(2, '0'));
    if (!existsSync(place)) mkdirSync(place, { recursive: true });
    makeRandom(join(place, `${n}.bin`), Math.round(BYTES / files), n + 1);
  }
  return folder;
}
