// app://cairn/: the page under an origin of its own, from out/renderer alone, with a strict content security policy.
import { net, protocol, type ProtocolRequest, type ProtocolResponse } from 'electron';
import { readFileSync } from 'node:fs';
import { extname, join, resolve, sep } from 'node:path';
import { bundled } from './paths.js';
import { holds } from './rules.js';

export const ORIGIN = 'app://cairn';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.map': 'application/json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
};

/** `unsafe-inline` for styles only: the component kit places elements by style attributes. */
function policy(dev: URL | undefined): string {
  const inline = dev ? " 'unsafe-inline'" : '';
  const socket = dev ? ` ws://${dev.host}` : '';
  return [
    "default-src 'none'",
    `script-src 'self'${inline}`,
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "font-src 'self'",
    `connect-src 'self'${socket}`,
    "worker-src 'self'",
    "frame-src 'none'",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}

function headers(type: string, dev: URL | undefined): Record<string, string> {
  const csp = holds('csp') ? { 'Content-Security-Policy': policy(dev) } : {};
  return { 'Content-Type': type, 'X-Content-Type-Options': 'nosniff', 'Cache-Control': 'no-cache', ...csp };
}

/** Must run before the app is ready. */
export function registerScheme(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme: 'app', privileges: { standard: true, secure: true, supportFetchAPI: true, stream: true, codeCache: true } },
  ]);
}

/** Answers app:// requests. `dev` is the address of Vite's server, used by `npm run dev` alone. */
export function serveScheme(dev: URL | undefined): void {
  if (dev) protocol.handle('app', (request) => proxy(request, dev));
  // By buffers, read at once: `protocol.handle` loads the web's Response into the main process first, and streams each file through it.
  else protocol.registerBufferProtocol('app', (request, answer) => answer(answerTo(request)));
}

const ours = (method: string, url: URL): boolean => method === 'GET' && url.host === 'cairn';
const text = (statusCode: number, said: string): ProtocolResponse => ({ statusCode, mimeType: 'text/plain', data: Buffer.from(said) });

function answerTo({ method, url: address }: ProtocolRequest): ProtocolResponse {
  const url = new URL(address);
  const file = ours(method, url) ? fileOf(url.pathname) : undefined;
  if (!file) return text(403, 'Refused');
  try {
    return { data: readFileSync(file), headers: headers(TYPES[extname(file)] ?? 'application/octet-stream', undefined) };
  } catch {
    return text(404, 'Not found');
  }
}

/** The file a path names, or undefined when it would lie outside the page's folder. */
function fileOf(pathname: string): string | undefined {
  let decoded: string;
  try {
    decoded = decodeURIComponent(pathname);
  } catch {
    return undefined;
  }
  const file = resolve(bundled.page, `.${sep}${decoded === '/' ? 'index.html' : decoded}`);
  if (holds('traversal') && (decoded.includes('\0') || decoded.includes('\\') || !file.startsWith(join(bundled.page, sep)))) return undefined;
  return file;
}

async function proxy(request: Request, dev: URL): Promise<Response> {
  const url = new URL(request.url);
  if (!ours(request.method, url)) return new Response('Refused', { status: 403 });
  const answer = await net.fetch(new URL(url.pathname + url.search, dev).href);
  return new Response(answer.body, { status: answer.status, headers: headers(answer.headers.get('content-type') ?? 'text/plain', dev) });
}
