// An engine that listens, with a token, for tests of the doors.
import { mkdtempSync, rmSync } from 'node:fs';
import { request as httpRequest, type IncomingHttpHeaders } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createHttpClient, type HttpClient } from '../../shared/client/index.js';
import type { Engine } from '../../electron/engine/index.js';
import { openEngine } from './engineWorld.js';

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  readonly text: string;
}

export interface Ask {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
  /** False: send no token. */
  readonly token?: string | false;
  readonly host?: string;
}

export interface HttpWorld {
  readonly folder: string;
  readonly home: string;
  readonly engine: Engine;
  readonly url: string;
  readonly port: number;
  readonly token: string;
  readonly client: HttpClient;
  /** One request, with its Host and path sent as they are given. */
  ask(path: string, ask?: Ask): Promise<Answer>;
  end(): Promise<void>;
}

export async function createHttpWorld(): Promise<HttpWorld> {
  const folder = mkdtempSync(join(tmpdir(), 'cairn-http-'));
  const home = join(folder, 'home');
  const engine = await openEngine(home, { http: { port: 0 } });
  const { url } = await engine.client.doors.status();
  if (url === null) throw new Error('It does not listen');
  const { token } = await engine.client.doors.tokens.create({ name: 'test', actor: { name: 'Ada Test' } });
  const port = Number(new URL(url).port);

  function ask(path: string, { method = 'GET', headers = {}, body, token: sent = token, host = `127.0.0.1:${port}` }: Ask = {}): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const all = { host, ...(sent === false ? {} : { authorization: `Bearer ${sent}` }), ...(body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) }), ...headers };
      const request = httpRequest({ host: '127.0.0.1', port, path, method, headers: all, agent: false }, (response) => {
        const parts: Buffer[] = [];
        response.on('data', (part: Buffer) => parts.push(part));
        response.on('error', reject);
        response.on('end', () => {
          const whole = Buffer.concat(parts);
          resolve({ status: response.statusCode ?? 0, headers: response.headers, body: whole, text: whole.toString('utf8') });
        });
      });
      request.on('error', reject);
      request.end(body);
    });
  }

  return {
    folder,
    home,
    engine,
    url,
    port,
    token,
    client: createHttpClient(url, token),
    ask,
    async end() {
      await engine.close();
      rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
    },
  };
}
