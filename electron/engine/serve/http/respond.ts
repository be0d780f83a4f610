// Answers as every route gives them: JSON, errors of the closed list, and bodies read up to a limit.
import type { IncomingMessage, ServerResponse } from 'node:http';
import { asCairnError, CairnError, ERROR_STATUS } from '../../../../shared/contract/errors.js';
import { formatBytes } from '../../../../shared/util/formatBytes.js';
import type { Logger } from '../../ports.js';

/** Nothing that is served may be framed, sniffed or kept by a cache in between. */
const SAFE_HEADERS = { 'x-content-type-options': 'nosniff', 'cache-control': 'no-store', 'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'" } as const;

export function send(response: ServerResponse, status: number, body: string | Uint8Array, type: string, headers: Readonly<Record<string, string>> = {}): void {
  const bytes = typeof body === 'string' ? Buffer.from(body, 'utf8') : body;
  response.writeHead(status, { ...SAFE_HEADERS, 'content-type': type, 'content-length': bytes.length, ...headers });
  response.end(bytes);
}

export function sendJson(response: ServerResponse, status: number, body: unknown, headers: Readonly<Record<string, string>> = {}): void {
  send(response, status, JSON.stringify(body), 'application/json; charset=utf-8', headers);
}

/** Sends an error as `{error: {code, message, details}}`; what is our own fault goes to the log with its cause. */
export function sendError(response: ServerResponse, error: unknown, logger: Logger, status?: number): void {
  const failure = asCairnError(error);
  if (failure.code === 'internal') logger.error({ err: failure.cause ?? failure }, failure.message);
  if (response.headersSent) {
    response.destroy();
    return;
  }
  const code = status ?? (failure.details['status'] === 401 ? 401 : ERROR_STATUS[failure.code]);
  // What was not read of the body would be taken for the next request.
  sendJson(response, code, { error: failure.toShape() }, { connection: 'close', ...(code === 401 ? { 'www-authenticate': 'Bearer realm="cairn"' } : {}), ...(code === 503 ? { 'retry-after': '2' } : {}) });
}

export function tooLong(limit: number): CairnError {
  return new CairnError('invalid_input', `The body is longer than the ${formatBytes(limit)} that are taken here.`, { limit });
}

/** The whole body, of at most `limit` bytes. @throws CairnError invalid_input, cancelled */
export async function readBody(request: IncomingMessage, limit: number): Promise<Buffer> {
  if (Number(request.headers['content-length'] ?? 0) > limit) throw tooLong(limit);
  const parts: Buffer[] = [];
  let size = 0;
  try {
    for await (const part of request as AsyncIterable<Buffer>) {
      size += part.length;
      if (size > limit) throw tooLong(limit);
      parts.push(part);
    }
  } catch (error) {
    throw error instanceof CairnError ? error : new CairnError('cancelled', 'The sender went away before its request was whole.', {}, { cause: error });
  }
  return Buffer.concat(parts);
}
