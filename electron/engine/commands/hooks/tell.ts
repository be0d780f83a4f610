// Tells one hook of one move: a command with JSON on its standard input, or a POST to an address of this computer.
import { spawn } from 'node:child_process';
import { request } from 'node:http';
import type { HookRow } from '../../store/hookRows.js';

/** Of what it prints, so much of the end is kept. */
const MAX_OUTPUT = 16 * 1024;
/** Between being asked to end and being ended. */
const GRACE_MS = 2000;

export interface Told {
  readonly ok: boolean;
  /** Exit code or HTTP status; null where there was none. */
  readonly status: number | null;
  readonly output: string;
}

function runCommand([program = '', ...args]: readonly string[], payload: string, timeout: number): Promise<Told> {
  return new Promise((resolve) => {
    let output = '';
    const note = (chunk: Buffer | string): void => void (output = (output + chunk.toString()).slice(-MAX_OUTPUT));
    const child = spawn(program, args, { stdio: ['pipe', 'pipe', 'pipe'], windowsHide: true, env: { ...process.env, ELECTRON_RUN_AS_NODE: undefined } });
    const end = setTimeout(() => {
      note(`\n(ended after ${timeout} s)`);
      child.kill('SIGTERM');
      setTimeout(() => child.kill('SIGKILL'), GRACE_MS).unref();
    }, timeout * 1000);
    child.stdout.on('data', note);
    child.stderr.on('data', note);
    child.stdin.on('error', () => {}); // it need not read what it is told
    child.once('error', (error) => {
      clearTimeout(end);
      resolve({ ok: false, status: null, output: error.message });
    });
    child.once('close', (status) => {
      clearTimeout(end);
      resolve({ ok: status === 0, status, output });
    });
    child.stdin.end(`${payload}\n`);
  });
}

function post(url: string, payload: string, timeout: number): Promise<Told> {
  return new Promise((resolve) => {
    const fail = (error: Error): void => resolve({ ok: false, status: null, output: error.message });
    const sent = request(url, { method: 'POST', timeout: timeout * 1000, headers: { 'content-type': 'application/json', 'content-length': Buffer.byteLength(payload) } }, (response) => {
      let output = '';
      response.on('data', (chunk: Buffer) => (output = (output + chunk.toString()).slice(-MAX_OUTPUT)));
      response.on('error', fail);
      response.on('end', () => {
        const status = response.statusCode ?? 0;
        resolve({ ok: status >= 200 && status < 300, status, output });
      });
    });
    sent.on('timeout', () => sent.destroy(new Error(`no answer within ${timeout} s`)));
    sent.on('error', fail);
    sent.end(payload);
  });
}

/** Never fails: what went wrong is in the answer. */
export function tell({ command, url, timeout }: HookRow, payload: string): Promise<Told> {
  if (command) return runCommand(command, payload, timeout);
  return url === null ? Promise.resolve({ ok: false, status: null, output: 'The hook names neither a command nor an address.' }) : post(url, payload, timeout);
}
