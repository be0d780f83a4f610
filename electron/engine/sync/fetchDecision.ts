// Reads an object whose place in the remote decides something for good: numbers, moves of protected aliases.
import type { Remote } from '../remotes/types.js';
import { fetchBody } from './fetchBody.js';

export type Decision<T> = { readonly value: T } | { readonly reason: 'missing' | 'void' | 'unclear'; readonly message: string };

/**
 * What stands at the key. `void`: nothing that `read` can take, for ever. A body may be damaged on its way, and a place counted as void
 * would be taken a second time: it is void only when the same bytes come twice, or are too long twice, else `unclear`, and the next sync asks again.
 */
export async function fetchDecision<T>(remote: Remote, key: string, maxBytes: number, read: (body: Uint8Array) => T | undefined, signal?: AbortSignal): Promise<Decision<T>> {
  const first = await fetchBody(remote, key, maxBytes, signal);
  if ('reason' in first && first.reason === 'missing') return { reason: 'missing', message: first.message };
  const value = 'body' in first ? read(first.body) : undefined;
  if (value !== undefined) return { value };
  const again = await fetchBody(remote, key, maxBytes, signal);
  const second = 'body' in again ? read(again.body) : undefined;
  if (second !== undefined) return { value: second };
  if ('body' in first && 'body' in again && Buffer.compare(first.body, again.body) === 0) return { reason: 'void', message: `${key}: not valid for its place.` };
  if ('reason' in first && 'reason' in again && again.reason === first.reason) return { reason: 'void', message: first.message };
  return { reason: 'unclear', message: `${key}: it was read twice and came in two ways; nothing is decided by it before the next sync.` };
}
