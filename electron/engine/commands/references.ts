// References: what can be known of bytes that stay elsewhere, without credentials and without waiting long; and whether they changed.
import { statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { LogInput } from '../../../shared/contract/ingest.js';
import { requireManifest, requireVersion } from './contents.js';
import type { EngineContext } from './context.js';

/** Size and etag of a place; null where it cannot be reached, or does not say. */
export interface ReferenceFacts {
  readonly size: number | null;
  readonly etag: string | null;
}

const WAIT_MS = 4000;
/** Asked at a time. */
const AT_ONCE = 8;

/** The public address of an object, where there is one. */
function publicUrl(uri: string): string | undefined {
  const s3 = /^s3:\/\/([a-z0-9][a-z0-9.-]{1,62})\/(.+)$/.exec(uri);
  const encoded = (key: string): string => key.split('/').map(encodeURIComponent).join('/');
  if (s3) return `https://${s3[1] ?? ''}.s3.amazonaws.com/${encoded(s3[2] ?? '')}`;
  const gs = /^gs:\/\/([a-z0-9][a-z0-9._-]{1,220})\/(.+)$/.exec(uri);
  if (gs) return `https://storage.googleapis.com/${gs[1] ?? ''}/${encoded(gs[2] ?? '')}`;
  return /^https?:\/\//.test(uri) ? uri : undefined;
}

/** A file's place in time: its size and when it was last written. */
function fileFacts(uri: string): ReferenceFacts | undefined {
  try {
    const stat = statSync(fileURLToPath(uri), { bigint: true });
    return stat.isFile() ? { size: Number(stat.size), etag: `mtime-${stat.mtimeNs}` } : { size: null, etag: `mtime-${stat.mtimeNs}` };
  } catch {
    return undefined; // not there, or no path of this system
  }
}

async function headFacts(url: string, signal: AbortSignal | undefined): Promise<ReferenceFacts | undefined> {
  const abort = new AbortController();
  const stop = (): void => abort.abort();
  const timer = setTimeout(stop, WAIT_MS);
  signal?.addEventListener('abort', stop, { once: true });
  try {
    const answer = await fetch(url, { method: 'HEAD', redirect: 'follow', signal: abort.signal });
    if (!answer.ok) return undefined;
    const size = Number(answer.headers.get('content-length') ?? Number.NaN);
    return { size: Number.isSafeInteger(size) ? size : null, etag: answer.headers.get('etag')?.replace(/^W\//, '').replaceAll('"', '') ?? null };
  } catch {
    return undefined; // no network, no such place, or not for everybody
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', stop);
  }
}

/** What a place says of itself now; undefined where it cannot be reached. */
export async function lookAt(uri: string, signal?: AbortSignal): Promise<ReferenceFacts | undefined> {
  if (uri.startsWith('file://')) return fileFacts(uri);
  const url = publicUrl(uri);
  return url === undefined ? undefined : headFacts(url, signal);
}

async function mapped<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  for (let start = 0; start < items.length; start += AT_ONCE) results.push(...(await Promise.all(items.slice(start, start + AT_ONCE).map(work))));
  return results;
}

type References = LogInput['references'];

/** References with size and etag where their caller did not say them and they can be had. */
export function withFacts(references: References, signal: AbortSignal | undefined): Promise<References> {
  return mapped(references, async (reference) => {
    if (reference.size !== undefined || reference.etag !== undefined) return reference;
    const facts = await lookAt(reference.uri, signal);
    return { ...reference, ...(facts?.size == null ? {} : { size: facts.size }), ...(facts?.etag == null ? {} : { etag: facts.etag }) };
  });
}

export interface ReferenceState {
  readonly path: string;
  readonly uri: string;
  readonly recorded: ReferenceFacts;
  readonly now: ReferenceFacts | null;
  /** `unknown`: there was nothing to compare with. */
  readonly state: 'same' | 'changed' | 'unreachable' | 'unknown';
}

function stateOf(recorded: ReferenceFacts, now: ReferenceFacts | undefined): ReferenceState['state'] {
  if (!now) return 'unreachable';
  const both = (field: 'size' | 'etag'): boolean => recorded[field] !== null && now[field] !== null;
  if ((both('etag') && recorded.etag !== now.etag) || (both('size') && recorded.size !== now.size)) return 'changed';
  return both('etag') || both('size') ? 'same' : 'unknown';
}

/** Looks at every reference of a version again. @throws CairnError not_found, offline */
export function checkReferences(engine: EngineContext, version: string, signal: AbortSignal | undefined): Promise<ReferenceState[]> {
  const entries = requireManifest(engine, requireVersion(engine, version)).entries.flatMap((entry) => ('uri' in entry ? [entry] : []));
  return mapped(entries, async ({ path, uri, size, etag }) => {
    const recorded = { size: size ?? null, etag: etag ?? null };
    const now = await lookAt(uri, signal);
    return { path, uri, recorded, now: now ?? null, state: stateOf(recorded, now) };
  });
}
