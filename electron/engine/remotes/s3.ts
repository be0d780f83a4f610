// A remote in an S3-compatible bucket. Objects of Cairn are short (16 MiB at most), so that one request each is all there is.
import { createHash } from 'node:crypto';
import { CairnError } from '../../../shared/contract/errors.js';
import { notDeleted, notOverwritten, tooLong } from './refusals.js';
import { isExpired, readListing, refusal, type Answer } from './s3/answer.js';
import { connect } from './s3/connection.js';
import { createKeySource, findSettings, type Keys } from './s3/credentials.js';
import { createDeadlines, Late } from './s3/deadlines.js';
import { S3_FIELDS, S3_PRESETS, s3UrlOf } from './s3/form.js';
import { readS3Url, type S3Place } from './s3/place.js';
import { bucketPolicies } from './s3/policies.js';
import { send, type Asked } from './s3/request.js';
import { mayDelete, mayMend, mayOverwrite, type OpenOptions, type Remote, type RemoteKind } from './types.js';

const PAGE = 1000;
/** The store's clock is asked for again so long after it was heard; and where this computer's went back since, or slept. */
const HEARD_MS = 60_000;

/** Sends requests to one bucket, and turns what goes wrong into the errors that sync acts by. */
export type Ask = (doing: string, asked: Asked, signal: AbortSignal | undefined, accept: readonly number[]) => Promise<Answer>;

/** When the store answered, by its own clock. The header has whole seconds; the middle of one is the best guess. */
function timeOf({ headers }: Answer): number | undefined {
  const at = Date.parse(String(headers['date'] ?? ''));
  return Number.isFinite(at) ? at + 500 : undefined;
}

function createAsk(place: S3Place, options: OpenOptions): Ask {
  const agent = connect(place.endpoint, place.caFile);
  const deadlines = createDeadlines(options.silenceMs);
  const keySource = createKeySource(options.secrets ?? {}, place.profile, options.clock);
  const where = `${place.bucket} at ${place.endpoint.host}`;
  const once = async (doing: string, asked: Asked, signal: AbortSignal | undefined, refused?: Keys): Promise<{ answer: Answer; keys: Keys }> => {
    const keys = await keySource(refused).catch((error: unknown) => {
      throw error instanceof CairnError ? new CairnError(error.code, `${doing} in ${where} failed. ${error.message}`, error.details, { cause: error }) : error;
    });
    try {
      const answer = await send(place, agent, keys, asked, signal, deadlines);
      const now = timeOf(answer);
      if (now !== undefined) options.told?.(now);
      return { answer, keys };
    } catch (error) {
      if (error instanceof CairnError) throw error;
      signal?.throwIfAborted();
      const why = error instanceof Error ? error.message : String(error);
      const certificate = /certificate|self.signed|UNABLE_TO_VERIFY|ERR_TLS/i.test(`${(error as NodeJS.ErrnoException).code ?? ''} ${why}`);
      if (certificate) throw new CairnError('forbidden', `${doing} in ${where}: its certificate is not trusted (${why}). Name the file of its authority with ca=, or check the address.`, { certificate: true }, { cause: error });
      throw new CairnError('offline', `${doing} in ${where} failed: ${why}. It is tried again.`, { retry: true, slow: error instanceof Late, errno: (error as NodeJS.ErrnoException).code }, { cause: error });
    }
  };
  return async (doing, asked, signal, accept) => {
    let { answer, keys } = await once(doing, asked, signal);
    if (isExpired(answer)) ({ answer, keys } = await once(doing, asked, signal, keys));
    if ((answer.status >= 200 && answer.status < 300) || accept.includes(answer.status)) {
      // A HEAD of a bucket that is not there, and a GET of a key that is not there, differ by the body alone.
      if (answer.status !== 404 || !/NoSuchBucket/.test(Buffer.from(answer.body).toString('latin1'))) return answer;
    }
    throw refusal(doing, where, answer, keys.from);
  };
}

/** True where the store's answer names the bytes it keeps: their MD5, unless it encrypts them with keys of its own. */
const isVerified = (key: string, body: Uint8Array, tag: string): boolean => key.startsWith('claims/') && tag === createHash('md5').update(body).digest('hex');

const tagOf = (answer: Answer): string => String(answer.headers['etag'] ?? '').replace(/"/g, '');

function createS3Remote(place: S3Place, ask: Ask, options: OpenOptions): Remote {
  const mode = options.mode ?? place.mode ?? 'cas';
  const get = async (key: string, maxBytes: number, room: Uint8Array | undefined, signal: AbortSignal | undefined): Promise<Uint8Array | undefined> => {
    const answer = await ask(`Reading ${key}`, { method: 'GET', key, maxBytes, room, onTooLong: (found) => tooLong(key, found, maxBytes) }, signal, [404, 416]);
    if (answer.status === 404) return undefined;
    return answer.status === 416 ? new Uint8Array(0) : answer.body;
  };
  const head: Remote['head'] = async (key, signal) => {
    const { status, headers, ...answer } = await ask(`Looking at ${key}`, { method: 'HEAD', key }, signal, [404]);
    if (status === 404) return undefined;
    return { key, size: Number(headers['content-length'] ?? 0), tag: tagOf({ status, headers, ...answer }), at: Date.parse(String(headers['last-modified'] ?? '')) || 0 };
  };
  /** When the store last answered a listing, by both clocks. */
  let heard: { readonly there: number; readonly here: number } | undefined;
  const hear = (answer: Answer): number | undefined => {
    const there = timeOf(answer);
    if (there !== undefined) heard = { there, here: options.clock.now() };
    return there;
  };
  return {
    url: place.url,
    capabilities: { mode, writable: options.writable ?? true, durable: true },
    get: (key, maxBytes, signal, room) => get(key, maxBytes, room, signal),
    getRange: async (key, from, length, signal) => {
      if (length <= 0) return (await head(key, signal)) && new Uint8Array(0);
      // A store that ignores ranges answers with everything; what was asked for is cut out of it.
      const answer = await ask(`Reading ${key}`, { method: 'GET', key, headers: { Range: `bytes=${from}-${from + length - 1}` } }, signal, [404, 416]);
      if (answer.status === 404) return undefined;
      if (answer.status === 416) return new Uint8Array(0);
      return answer.status === 206 ? answer.body : answer.body.subarray(from, from + length);
    },
    head,
    async putIfAbsent(key, body, signal) {
      // Where the store is known to ignore the condition, looking first is the best there is; the mode says that it decides nothing.
      if (mode === 'single' && (await head(key, signal))) return 'exists';
      const answer = await ask(`Writing ${key}`, { method: 'PUT', key, body, headers: { 'If-None-Match': '*' } }, signal, [412, 501]).catch(async (error: unknown) => {
        // Some stores say that the key is there before they have read the body, and hang up: the answer is lost with the connection.
        if (error instanceof CairnError && error.code === 'offline' && (await head(key, signal))) return undefined;
        throw error;
      });
      if (!answer || answer.status === 412) return 'exists';
      if (answer.status === 501) {
        if (await head(key, signal)) return 'exists';
        await ask(`Writing ${key}`, { method: 'PUT', key, body }, signal, []);
        return 'created';
      }
      return isVerified(key, body, tagOf(answer)) ? 'verified' : 'created';
    },
    async put(key, body, signal) {
      if (!mayOverwrite(key)) throw notOverwritten(key);
      return tagOf(await ask(`Writing ${key}`, { method: 'PUT', key, body }, signal, [])) || undefined;
    },
    async mend(key, tag, body, signal) {
      if (!mayMend(key)) throw notOverwritten(key);
      const { status } = await ask(`Mending ${key}`, { method: 'PUT', key, body, headers: { 'If-Match': `"${tag}"` } }, signal, [404, 412, 501]);
      return status < 300;
    },
    async list(prefix, after, signal, { next: token, most = PAGE } = {}) {
      const from = token !== undefined ? { 'continuation-token': token } : after !== undefined ? { 'start-after': `${place.prefix}${after}` } : {};
      const query = { 'list-type': '2', 'max-keys': String(most), 'encoding-type': 'url', prefix: `${place.prefix}${prefix}`, ...from };
      const answer = await ask(`Listing ${prefix}`, { method: 'GET', query }, signal, []);
      hear(answer);
      const { contents, truncated, next } = readListing(answer.body);
      const items = contents
        .filter(({ key }) => key.startsWith(query.prefix))
        .map((item) => ({ ...item, key: item.key.slice(place.prefix.length) }))
        // Some stores ignore start-after.
        .filter(({ key }) => after === undefined || key > after)
        .sort((a, b) => (a.key < b.key ? -1 : 1));
      return { items, more: truncated, next };
    },
    async delete(key, signal) {
      if (!mayDelete(key)) throw notDeleted(key);
      await ask(`Removing ${key}`, { method: 'DELETE', key }, signal, [404]);
    },
    async now(signal) {
      const since = heard ? options.clock.now() - heard.here : -1;
      if (heard && since >= 0 && since < HEARD_MS) return heard.there + since;
      return hear(await ask('Asking for the time', { method: 'GET', query: { 'list-type': '2', 'max-keys': '1', prefix: `${place.prefix}config` } }, signal, []));
    },
    policies: (signal) => bucketPolicies(ask, signal),
  };
}

export const s3Kind: RemoteKind = {
  scheme: 's3:',
  id: 's3',
  title: 'S3-compatible bucket',
  description: 'A bucket of AWS, MinIO, Cloudflare R2, Google Cloud Storage, Ceph, Backblaze B2 or another store that speaks S3',
  offered: true,
  fields: S3_FIELDS,
  presets: S3_PRESETS,
  toUrl: (values) => readS3Url(s3UrlOf(values)).url,
  async open(url, options) {
    const place = readS3Url(url, await findSettings(options.secrets ?? {}, readS3Url(url).profile));
    return createS3Remote(place, createAsk(place, options), options);
  },
};
