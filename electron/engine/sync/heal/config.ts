// Mends the config of a remote. Its bytes name the remote in what every device remembers: one that was damaged looks like another remote,
// and is told from one by the heads, which name the remote they were written for; in a mirror they name another one.
import { CairnError } from '../../../../shared/contract/errors.js';
import { blake3Hex } from '../../domain/blake3.js';
import type { Remote } from '../../remotes/types.js';
import { decodeConfig, MIRROR_FEATURE, readConfig } from '../config.js';
import { fetchBody } from '../fetchBody.js';
import { readHead } from '../headObject.js';
import { CONFIG_KEY, HEADS_PREFIX, LIMITS } from '../keys.js';
import { listAll } from '../listAll.js';
import { lastRemote, openMarks } from '../marks.js';
import type { SyncParty } from '../types.js';
import type { RemoteLack } from './types.js';

/** Hashes of the configs that the heads name. */
async function remotesNamed(remote: Remote, signal: AbortSignal | undefined): Promise<ReadonlySet<string>> {
  const named = new Set<string>();
  for (const { key } of await listAll(remote, HEADS_PREFIX, signal)) {
    const fetched = await fetchBody(remote, key, LIMITS.head, signal);
    const head = 'body' in fetched ? readHead(fetched.body) : undefined;
    if (head?.remote !== undefined) named.add(head.remote);
  }
  return named;
}

async function putBack(remote: Remote, remoteId: string, text: string, signal: AbortSignal | undefined): Promise<boolean> {
  const body = Buffer.from(text, 'utf8');
  const there = await remote.head(CONFIG_KEY, signal);
  if (there) await remote.mend(CONFIG_KEY, there.tag, body, signal);
  else await remote.putIfAbsent(CONFIG_KEY, body, signal);
  return (await readConfig(remote, signal))?.remoteId === remoteId;
}

/**
 * @returns which remote this is, and what was wrong with its config
 * @throws CairnError corrupt or offline where it is not, or cannot be told to be, the home of this registry
 */
export async function healConfig({ store, actor }: SyncParty, remote: Remote, signal?: AbortSignal): Promise<{ readonly remoteId: string; readonly lacks: readonly RemoteLack[] }> {
  const known = lastRemote(store);
  const fetched = await fetchBody(remote, CONFIG_KEY, LIMITS.config, signal);
  const standing = 'body' in fetched ? decodeConfig(fetched.body) : undefined;
  if (standing?.registry === store.id && standing.remoteId === known) {
    const marks = openMarks(store, actor, known);
    if (marks.config()?.text === undefined) marks.save({ config: JSON.stringify(standing) });
    return { remoteId: known, lacks: [] };
  }
  const named = await remotesNamed(remote, signal);
  if (known === undefined || !named.has(known) || (standing && (named.has(standing.remoteId) || standing.features.includes(MIRROR_FEATURE)))) {
    if (standing?.registry === store.id) return { remoteId: standing.remoteId, lacks: [] };
    if ('body' in fetched && !standing) await readConfig(remote, signal);
    throw new CairnError('offline', `${remote.url} does not hold this registry now.`, { registry: store.id });
  }
  const text = openMarks(store, actor, known).config()?.text;
  const healed = remote.capabilities.writable && text !== undefined && blake3Hex(text) === known && (await putBack(remote, known, text, signal));
  return { remoteId: known, lacks: [{ id: CONFIG_KEY, what: 'config', problem: 'body' in fetched ? 'damaged' : 'missing', healed }] };
}
