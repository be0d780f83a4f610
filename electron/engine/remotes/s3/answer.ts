// What a bucket's answer means: XML to values, and its refusals in the words that sync acts by.
import { XMLParser } from 'fast-xml-parser';
import { z } from 'zod';
import { CairnError } from '../../../../shared/contract/errors.js';

const parser = new XMLParser({ ignoreAttributes: true, parseTagValue: false, isArray: (name) => name === 'Contents' || name === 'Rule' });

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Uint8Array;
}

export function readXml(body: Uint8Array): unknown {
  return parser.parse(Buffer.from(body).toString('utf8'));
}

const Failure = z.object({ Error: z.object({ Code: z.string().default(''), Message: z.string().default('') }) });

/** Code and message of an error's body; empty where it is none. */
export function failureIn(body: Uint8Array): { readonly code: string; readonly message: string } {
  try {
    const { Error: found } = Failure.parse(readXml(body));
    return { code: found.Code, message: found.Message };
  } catch {
    return { code: '', message: '' };
  }
}

const EXPIRED = new Set(['ExpiredToken', 'ExpiredTokenException', 'TokenRefreshRequired', 'RequestExpired']);
const SKEWED = new Set(['RequestTimeTooSkewed']);
/** Of status 400, as S3 says them: the connection was too slow, the request was cut. */
const PASSING = new Set(['RequestTimeout', 'IncompleteBody']);
const FULL = new Set(['QuotaExceeded', 'XMinioStorageFull', 'InsufficientStorage', 'StorageFull', 'EntityTooLarge']);

/** True for keys that may be good again once they are read anew. */
export function isExpired(answer: Answer): boolean {
  return (answer.status === 400 || answer.status === 401 || answer.status === 403) && EXPIRED.has(failureIn(answer.body).code);
}

/** The error behind an answer that is no success. `retry` in its details: whether the same request may succeed later by itself. */
export function refusal(doing: string, where: string, answer: Answer, keysFrom: string): CairnError {
  const { status, body } = answer;
  const { code, message } = failureIn(body);
  const said = `${status}${code ? ` ${code}` : ''}${message ? `: ${message}` : ''}`;
  const details = { status, code, retry: false };
  if (status === 507 || FULL.has(code)) return new CairnError('no_space', `${doing} in ${where}: the bucket takes no more (${said}). Raise its quota or free space; sync goes on by itself.`, details);
  if (SKEWED.has(code)) return new CairnError('forbidden', `${doing} in ${where}: the clock of this computer is too far off for signed requests (${said}). Set it right.`, { ...details, clock: true });
  if (EXPIRED.has(code)) return new CairnError('forbidden', `${doing} in ${where}: the keys from ${keysFrom} have expired (${said}). Sign in again or enter new ones.`, { ...details, expired: true });
  if (code === 'NoSuchBucket') return new CairnError('not_found', `${doing}: there is no bucket ${where}. Make it, or check the name, the endpoint and the region.`, details);
  if (code === 'PermanentRedirect' || code === 'AuthorizationHeaderMalformed' || status === 301) return new CairnError('invalid_input', `${doing} in ${where}: the bucket is of another region (${said}). Set region.`, details);
  if (status === 401 || status === 403) return new CairnError('forbidden', `${doing} in ${where} was refused (${said}). Check the keys from ${keysFrom} and what they may do.`, details);
  if (PASSING.has(code) || status === 408 || status === 409 || status === 429 || status >= 500) return new CairnError('offline', `${doing} in ${where}: the store is busy or failing (${said}). It is tried again.`, { ...details, retry: true, slow: status === 429 || status === 503 });
  return new CairnError('internal', `${doing} in ${where} was refused: ${said}.`, details);
}

const Listing = z.object({
  ListBucketResult: z.object({
    IsTruncated: z.string().default('false'),
    EncodingType: z.string().default(''),
    NextContinuationToken: z.string().optional(),
    Contents: z.array(z.object({ Key: z.string(), Size: z.string().default('0'), ETag: z.string().default(''), LastModified: z.string().default('') })).default([]),
  }),
});

export interface Listed {
  readonly contents: readonly { readonly key: string; readonly size: number; readonly tag: string; readonly at: number }[];
  readonly truncated: boolean;
  /** Token of the next page. */
  readonly next: string | undefined;
}

/** A page of a listing that was asked for with encoding-type=url, by a store that need not know it. @throws CairnError offline for what is no listing: a proxy's page, half an answer */
export function readListing(body: Uint8Array): Listed {
  try {
    const { ListBucketResult: found } = Listing.parse(readXml(body));
    const decoded = (key: string): string => (found.EncodingType === 'url' ? decodeURIComponent(key.replace(/\+/g, ' ')) : key);
    return {
      truncated: found.IsTruncated === 'true',
      next: found.NextContinuationToken || undefined,
      contents: found.Contents.map((item) => ({ key: decoded(item.Key), size: Number(item.Size), tag: item.ETag.replace(/&(quot|#34);|"/g, ''), at: Date.parse(item.LastModified) || 0 })),
    };
  } catch (error) {
    throw new CairnError('offline', 'Listing the bucket, something else than a listing came back. It is tried again.', { retry: true }, { cause: error });
  }
}
