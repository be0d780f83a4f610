// Every kind of remote there is: one line each. The conformance suite loops over this.
import { CairnError } from '../../../shared/contract/errors.js';
import { memoryKind } from './memory.js';
import type { Remote, RemoteKind } from './types.js';

export const REMOTE_KINDS: readonly RemoteKind[] = [memoryKind];

/**
 * Opens the remote that a URL names.
 * @throws CairnError invalid_input when no kind has its scheme
 */
export async function openRemote(url: string, signal?: AbortSignal): Promise<Remote> {
  const kind = REMOTE_KINDS.find(({ scheme }) => url.startsWith(scheme));
  if (!kind) throw new CairnError('invalid_input', `No kind of remote has URLs like ${JSON.stringify(url)}; known are ${REMOTE_KINDS.map(({ scheme }) => scheme).join(', ')}.`);
  return kind.open(url, signal);
}
