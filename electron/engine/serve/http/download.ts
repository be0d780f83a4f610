// A file's bytes over HTTP: whole or in ranges, straight from the blob.
import { createReadStream } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { posix } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { CairnError } from '../../../../shared/contract/errors.js';
import type { Digest } from '../../../../shared/contract/primitives.js';
import type { Cache } from '../../cache/types.js';
import type { Logger } from '../../ports.js';

interface Range {
  readonly start: number;
  readonly end: number;
}

/** One range of bytes; several, or what is no range, mean the whole. `null`: it cannot be had. */
export function parseRange(header: string | undefined, size: number): Range | null | undefined {
  const match = /^bytes=(\d*)-(\d*)$/.exec(header ?? '');
  if (!match || (match[1] === '' && match[2] === '')) return undefined;
  const [, first = '', last = ''] = match;
  const start = first === '' ? Math.max(0, size - Number(last)) : Number(first);
  const end = first === '' || last === '' ? size - 1 : Math.min(Number(last), size - 1);
  return start > end || start >= size ? null : { start, end };
}

/** The name to save a file under: once for those who read plain names only, as `curl -OJ` does, once in full. */
export function dispositionOf(path: string): string {
  const name = posix.basename(path);
  const plain = name.replace(/[^\u0020-\u007e]|["\\%]/g, '_');
  return `attachment; filename="${plain}"; filename*=UTF-8''${encodeURIComponent(name).replace(/['()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`)}`;
}

/** Sends a kept blob. `name` is what a browser would save it as. @throws CairnError offline before anything is sent */
export async function sendBlob(request: IncomingMessage, response: ServerResponse, cache: Cache, blob: Digest, name: string, logger: Logger): Promise<void> {
  if (cache.has([blob])[0] !== true) throw new CairnError('offline', `The bytes of ${name} are not on this computer. Sync with a device that has them.`, { blob });
  const size = await cache.withSource(blob, name, (source) => Promise.resolve(source.size));
  const etag = `"${blob}"`;
  const headers = { 'x-content-type-options': 'nosniff', 'content-type': 'application/octet-stream', 'accept-ranges': 'bytes', etag, 'content-disposition': dispositionOf(name) };
  if (request.headers['if-none-match'] === etag) {
    response.writeHead(304, headers).end();
    return;
  }
  const ifRange = request.headers['if-range'];
  const range = ifRange === undefined || ifRange === etag ? parseRange(request.headers.range, size) : undefined;
  if (range === null) {
    response.writeHead(416, { ...headers, 'content-range': `bytes */${size}`, 'content-length': 0 }).end();
    return;
  }
  const length = range ? range.end - range.start + 1 : size;
  response.writeHead(range ? 206 : 200, { ...headers, 'content-length': length, ...(range ? { 'content-range': `bytes ${range.start}-${range.end}/${size}` } : {}) });
  if (request.method === 'HEAD' || length === 0) {
    response.end();
    return;
  }
  try {
    await pipeline(createReadStream(cache.blobPath(blob), { start: range?.start ?? 0, end: range?.end ?? size - 1, highWaterMark: 1024 * 1024 }), response);
  } catch (error) {
    logger.debug({ err: error, blob }, 'A download ended early');
  }
}
