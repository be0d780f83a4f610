// A server before ours that throws uploaded bytes away: what the client itself takes, however fast a server is.
import { createServer, request, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Uploads longer than this are thrown away; a manifest goes through. */
const LONG = 1_000_000;

export interface Sink {
  readonly url: string;
  /** When the last byte thrown away had come, in seconds since 1970. */
  emptied(): number;
  end(): void;
}

/** Passes everything on to `server`, uploads excepted; what they are told of addresses names the sink. */
export async function sink(server: string): Promise<Sink> {
  let last = NaN;
  const pass = (asked: IncomingMessage, answer: ServerResponse, own: string): void => {
    const { hostname, port, host } = new URL(server);
    const on = request({ hostname, port, path: asked.url, method: asked.method, headers: { ...asked.headers, host, 'accept-encoding': 'identity' } }, (answered) => {
      const parts: Buffer[] = [];
      answered.on('data', (part: Buffer) => parts.push(part));
      answered.on('end', () => {
        const body = Buffer.from(Buffer.concat(parts).toString().replaceAll(server, own));
        const { 'transfer-encoding': _, ...headers } = answered.headers;
        answer.writeHead(answered.statusCode ?? 500, { ...headers, 'content-length': body.length }).end(body);
      });
    });
    on.on('error', () => answer.destroy());
    asked.pipe(on);
  };
  const thrower = createServer((asked, answer) => {
    if (asked.method !== 'PUT' || Number(asked.headers['content-length'] ?? 0) < LONG) return pass(asked, answer, url);
    asked.on('end', () => {
      last = Date.now() / 1000;
      answer.end();
    });
    asked.resume();
  });
  await new Promise<void>((resolve) => thrower.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(thrower.address() as AddressInfo).port}`;
  return {
    url,
    emptied: () => last,
    end: () => {
      thrower.closeAllConnections();
      thrower.close();
    },
  };
}
