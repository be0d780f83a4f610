// One signed request and its whole answer, with deadlines for sockets that are silent or half open.
import { request as httpRequest, type Agent, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { Socket } from 'node:net';
import aws4 from 'aws4';
import { CairnError } from '../../../../shared/contract/errors.js';
import type { Answer } from './answer.js';
import type { Keys } from './credentials.js';
import { createDeadlines } from './deadlines.js';
import { liftNext } from './lift.js';
import type { S3Place } from './place.js';

export interface Asked {
  readonly method: 'GET' | 'HEAD' | 'PUT' | 'DELETE';
  /** Without the prefix; undefined asks the bucket itself. */
  readonly key?: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Uint8Array;
  /** A success that announces, or turns out to have, more than this (16 MiB if absent) ends with `onTooLong`. */
  readonly maxBytes?: number;
  readonly onTooLong?: (found: number) => CairnError;
  /** Where a body that fits is put together. */
  readonly room?: Uint8Array | undefined;
}

/** Everything but letters, digits and `-._~`, as the signature wants it. */
const encoded = (text: string): string => encodeURIComponent(text).replace(/[!'()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);

function pathFor(place: S3Place, asked: Asked): string {
  const key = asked.key === undefined ? '' : `${place.prefix}${asked.key}`;
  const path = `${place.pathStyle ? `/${place.bucket}` : ''}/${key.split('/').map(encoded).join('/')}`;
  const query = Object.entries(asked.query ?? {}).map(([name, value]) => `${encoded(name)}=${encoded(value)}`);
  return query.length > 0 ? `${path}?${query.join('&')}` : path;
}

/** GCS does not know If-None-Match on writes; it has a header of its own. */
function headersFor(place: S3Place, asked: Asked): Record<string, string> {
  const headers: Record<string, string> = { 'X-Amz-Content-Sha256': 'UNSIGNED-PAYLOAD', ...asked.headers };
  if (place.endpoint.hostname === 'storage.googleapis.com' && headers['If-None-Match'] === '*') {
    delete headers['If-None-Match'];
    headers['x-goog-if-generation-match'] = '0';
  }
  if (asked.body) headers['Content-Length'] = String(asked.body.length);
  if (asked.method === 'PUT' && asked.key !== undefined && place.encryption) {
    const [algorithm, key] = /^aws:kms(?::(.+))?$/.exec(place.encryption) ? ['aws:kms', place.encryption.slice('aws:kms:'.length)] : [place.encryption, ''];
    headers['x-amz-server-side-encryption'] = algorithm;
    if (key) headers['x-amz-server-side-encryption-aws-kms-key-id'] = key;
  }
  return headers;
}

/** Longest answer to what says nothing of it: more than any listing. */
const MOST = 16 * 1024 * 1024;
const mostFor = ({ maxBytes = MOST }: Asked): number => maxBytes;

/** Room for a body of this length; undefined where there is not so much memory. */
function placeFor(bytes: number, room: Uint8Array | undefined): Uint8Array | undefined {
  if (room && bytes <= room.length) return room.subarray(0, bytes);
  try {
    return Buffer.allocUnsafeSlow(bytes);
  } catch {
    return undefined;
  }
}

function readAnswer(response: IncomingMessage, asked: Asked, lifted: Uint8Array | undefined, resolve: (answer: Answer) => void, reject: (error: Error) => void): void {
  const announced = Number(response.headers['content-length'] ?? Number.NaN);
  const succeeded = (response.statusCode ?? 0) < 300;
  const most = succeeded ? mostFor(asked) : 1024 * 1024;
  const tooLong = (found: number): void => {
    const length = `${found} bytes came where at most ${most} belong`;
    if (succeeded) reject(asked.onTooLong?.(found) ?? new CairnError('corrupt', `An answer of ${length}.`));
    else reject(new Error(`an answer ${response.statusCode ?? 0} of ${length}`));
    response.destroy();
  };
  if (asked.method !== 'HEAD' && announced > most) return tooLong(announced);
  // A body whose length is announced is put together where it will stay: collected in parts and joined it would take twice the room.
  const expected = asked.method !== 'HEAD' && Number.isSafeInteger(announced) && announced > 0;
  const whole = expected ? placeFor(announced, asked.room) : undefined;
  if (expected && !whole) {
    response.destroy();
    return reject(new Error(`there is no memory for the ${announced} bytes of an answer`));
  }
  const parts: Buffer[] = [];
  let length = 0;
  response.on('data', (part: Buffer) => {
    if (whole) part.copy(whole, length);
    else parts.push(part);
    length += part.length;
    if (length > most) tooLong(length);
  });
  response.on('error', reject);
  response.on('aborted', () => reject(new Error('the connection was cut in the middle of an answer')));
  response.on('end', () => {
    if (asked.method !== 'HEAD' && Number.isFinite(announced) && length !== announced) reject(new Error(`${length} of ${announced} bytes arrived`));
    else resolve({ status: response.statusCode ?? 0, headers: lifted ? { ...response.headers, 'content-length': String(lifted.length) } : response.headers, body: lifted ?? whole ?? Buffer.concat(parts, length) });
  });
}

/** Calls back once the other end has answered, so that a request can go. */
function onceOpen(socket: Socket & { readonly secureConnecting?: boolean }, open: () => void): void {
  if (socket.secureConnecting) socket.once('secureConnect', open);
  else if (socket.connecting) socket.once('connect', open);
  else open();
}

/** @throws Late; whatever the network says; the signal's reason */
export function send(place: S3Place, agent: Agent, keys: Keys, asked: Asked, signal?: AbortSignal, deadlines = createDeadlines()): Promise<Answer> {
  signal?.throwIfAborted();
  const { endpoint } = place;
  const host = `${place.pathStyle ? '' : `${place.bucket}.`}${endpoint.host}`;
  const signed = aws4.sign(
    { host, method: asked.method, path: pathFor(place, asked), service: 's3', region: place.region, headers: { Host: host, ...headersFor(place, asked) } },
    { accessKeyId: keys.accessKeyId, secretAccessKey: keys.secretAccessKey, ...(keys.sessionToken ? { sessionToken: keys.sessionToken } : {}) },
  );
  const start = endpoint.protocol === 'https:' ? httpsRequest : httpRequest;
  const name = `${place.pathStyle ? '' : `${place.bucket}.`}${endpoint.hostname}`;
  return new Promise<Answer>((resolve, reject) => {
    const request = start({ method: asked.method, hostname: name, port: endpoint.port || undefined, path: signed.path, headers: signed.headers, agent, timeout: deadlines.silenceMs });
    const giveUp = (error: Error): void => {
      reject(error);
      request.destroy();
    };
    const silent = (): void => giveUp(new Error(`the store was silent for ${deadlines.silenceMs / 1000} s`));
    const opening = setTimeout(silent, deadlines.silenceMs);
    let end: ((arrived: boolean) => void) | undefined;
    let arrived = false;
    const abort = (): void => void request.destroy(signal?.reason instanceof Error ? signal.reason : new Error('cancelled'));
    const ended = (): void => {
      clearTimeout(opening);
      end?.(arrived);
      signal?.removeEventListener('abort', abort);
    };
    signal?.addEventListener('abort', abort, { once: true });
    request.on('socket', (socket) =>
      onceOpen(socket, () => {
        clearTimeout(opening);
        const way = asked.body ? deadlines.up : deadlines.down;
        end = way.begin(asked.body?.length ?? asked.maxBytes ?? 0, giveUp);
      }),
    );
    // Silence says nothing of a body that goes up.
    request.on('timeout', () => (asked.body && end) || silent());
    request.on('error', reject);
    request.on('close', ended);
    let lifted: Uint8Array | undefined;
    if (asked.method === 'GET') request.on('socket', (socket) => liftNext(socket, (bytes) => (lifted = bytes > mostFor(asked) ? undefined : placeFor(bytes, asked.room))));
    request.on('response', (response) => {
      arrived = asked.body !== undefined && (response.statusCode ?? 0) < 300;
      readAnswer(response, asked, lifted, resolve, reject);
      // A store that answers before it has read the body may read no further: nothing can be asked on this socket again.
      response.on('end', () => request.writableFinished || request.destroy());
    });
    request.end(asked.body);
  });
}
