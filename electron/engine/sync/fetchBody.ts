// Reads an object that anybody with the credentials may have put: one that is too long is a fault of its own, not of the sync.
import { CairnError } from '../../../shared/contract/errors.js';
import type { Remote } from '../remotes/types.js';

/** The body, put together in `room` where it fits, or why there is none. Whatever else goes wrong (offline, cancelled) is thrown. */
export async function fetchBody(remote: Remote, key: string, maxBytes: number, signal?: AbortSignal, room?: Uint8Array): Promise<{ readonly body: Uint8Array } | { readonly reason: 'missing' | 'too_long'; readonly message: string }> {
  try {
    const body = await remote.get(key, maxBytes, signal, room);
    return body ? { body } : { reason: 'missing', message: `${key}: listed, and not there.` };
  } catch (error) {
    if (error instanceof CairnError && error.code === 'corrupt') return { reason: 'too_long', message: `${key}: longer than the ${maxBytes} bytes that such an object may have.` };
    throw error;
  }
}
