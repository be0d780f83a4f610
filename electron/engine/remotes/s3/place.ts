// Which bucket a URL means: `s3://bucket/prefix?endpoint=...&region=...&pathStyle=1&profile=...&sse=...`.
import { CairnError } from '../../../../shared/contract/errors.js';

export interface S3Place {
  readonly bucket: string;
  /** Empty, or ends with `/`. */
  readonly prefix: string;
  readonly endpoint: URL;
  readonly region: string;
  /** Bucket in the path instead of the host name. */
  readonly pathStyle: boolean;
  /** Profile of the AWS files to take the keys from. */
  readonly profile: string | undefined;
  /** Server-side encryption to ask for: `AES256`, `aws:kms`, or `aws:kms:<key id>`. */
  readonly encryption: string | undefined;
  /** PEM file of a certificate authority to trust besides the usual ones. */
  readonly caFile: string | undefined;
  /** What a person set: the default where absent. */
  readonly mode: 'cas' | 'single' | undefined;
  /** The URL as it is shown and kept. */
  readonly url: string;
}

const KNOWN = ['endpoint', 'region', 'pathStyle', 'profile', 'sse', 'ca', 'mode'] as const;

function readParts(text: string): { url: URL; bucket: string; prefix: string } | string {
  if (/[\0-\u0020]|%00/.test(text)) return 'it holds a character that no URL has';
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    return 'it is no URL';
  }
  if (url.protocol !== 's3:') return 'it does not begin with s3://';
  if (url.username || url.password) return 'it holds a key; keys are given apart from the URL, and kept as secrets';
  const bucket = url.hostname;
  if (!/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(bucket)) return `"${bucket}" is no name of a bucket`;
  const strange = [...url.searchParams.keys()].find((key) => !(KNOWN as readonly string[]).includes(key));
  if (strange !== undefined) return `"${strange}" is not known; known are ${KNOWN.join(', ')}`;
  const prefix = decodeURIComponent(url.pathname).replace(/^\/+|\/+$/g, '');
  if (/[^\u0020-\u007e]|\/\/|(^|\/)\.{1,2}(\/|$)/.test(prefix)) return 'its prefix is not plain ASCII, or holds empty parts or dots';
  return { url, bucket, prefix: prefix === '' ? '' : `${prefix}/` };
}

/** What the AWS files say of a profile besides its keys. */
export interface ProfileSettings {
  readonly region?: string | undefined;
  readonly endpoint?: string | undefined;
}

/** `profile`: what holds where neither the URL nor the environment says. @throws CairnError invalid_input naming what is wrong */
export function readS3Url(text: string, profile: ProfileSettings = {}): S3Place {
  const parts = readParts(text);
  const bad = (why: string): CairnError => new CairnError('invalid_input', `The remote ${JSON.stringify(text)} is no bucket: ${why}. Write s3://bucket/prefix?endpoint=...&region=...`);
  if (typeof parts === 'string') throw bad(parts);
  const { url, bucket, prefix } = parts;
  const query = url.searchParams;
  const region = query.get('region') || process.env['AWS_REGION'] || process.env['AWS_DEFAULT_REGION'] || profile.region || 'us-east-1';
  const address = query.get('endpoint') || profile.endpoint;
  let endpoint: URL;
  try {
    endpoint = new URL(address || `https://s3.${region}.amazonaws.com`);
  } catch {
    throw bad(`its endpoint ${address ?? ''} is no URL`);
  }
  if (!/^https?:$/.test(endpoint.protocol) || endpoint.pathname !== '/' || endpoint.search || endpoint.username) throw bad('its endpoint is not https://host[:port]');
  const mode = query.get('mode') ?? undefined;
  if (mode !== undefined && mode !== 'cas' && mode !== 'single') throw bad('mode is cas or single');
  const said = query.get('pathStyle');
  // A bucket whose name has dots has no certificate of its own; a host that is an address has no names below it.
  const pathStyle = said === null ? bucket.includes('.') || !/amazonaws\.com$|\.r2\.cloudflarestorage\.com$|backblazeb2\.com$/.test(endpoint.hostname) : said !== '0' && said !== 'false';
  const shown = new URL(`s3://${bucket}/${prefix.replace(/\/$/, '')}`);
  for (const key of KNOWN) if (query.get(key)) shown.searchParams.set(key, query.get(key) ?? '');
  return {
    bucket,
    prefix,
    endpoint,
    region,
    pathStyle,
    profile: query.get('profile') || undefined,
    encryption: query.get('sse') || undefined,
    caFile: query.get('ca') || undefined,
    mode,
    url: shown.href.replace(/\/(?=\?|$)/, ''),
  };
}
