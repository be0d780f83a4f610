// Every kind of remote there is: one line each. The conformance suite loops over this.
import { CairnError } from '../../../shared/contract/errors.js';
import { folderKind } from './folder.js';
import { memoryKind } from './memory.js';
import { s3Kind } from './s3.js';
import type { OpenOptions, Remote, RemoteKind } from './types.js';

export const REMOTE_KINDS: readonly RemoteKind[] = [s3Kind, folderKind, memoryKind];

/** The kind that a URL belongs to. @throws CairnError invalid_input when no kind has its scheme */
export function kindOfUrl(url: string): RemoteKind {
  const kind = REMOTE_KINDS.find(({ scheme }) => url.startsWith(scheme));
  if (!kind) throw new CairnError('invalid_input', `No kind of remote has URLs like ${JSON.stringify(url)}; known are ${REMOTE_KINDS.map(({ scheme }) => scheme).join(', ')}.`);
  return kind;
}

/**
 * Opens the remote that a URL names.
 * @throws CairnError invalid_input when no kind has its scheme
 */
export async function openRemote(url: string, options: OpenOptions): Promise<Remote> {
  return kindOfUrl(url).open(url, options);
}
