// Whether devices that meet in a folder meet on one disk, or each in a copy of it: they see the same file, or they do not.
import type { Remote } from '../remotes/types.js';
import { fetchBody } from './fetchBody.js';
import { readHead } from './headObject.js';
import { CONFIG_KEY, HEADS_PREFIX, LIMITS } from './keys.js';
import { listAll } from './listAll.js';

/** Which file `config` is on this device; undefined for storage that is in one place anyhow. */
export async function configSeen(remote: Remote, signal?: AbortSignal): Promise<string | undefined> {
  return remote.url.startsWith('file:') ? (await remote.head(CONFIG_KEY, signal))?.file : undefined;
}

/**
 * For a device that joins. One other that sees the same file proves the disk: others may have written before it was moved.
 * @returns undefined where nobody says what it sees
 */
export async function meetsOthers(remote: Remote, signal?: AbortSignal): Promise<boolean | undefined> {
  const own = (await configSeen(remote, signal))?.split(' ');
  if (own === undefined) return undefined;
  const seen: string[] = [];
  for (const { key } of await listAll(remote, HEADS_PREFIX, signal)) {
    const fetched = await fetchBody(remote, key, LIMITS.head, signal);
    const config = 'body' in fetched ? readHead(fetched.body)?.config : undefined;
    if (config !== undefined) seen.push(...config.split(' '));
  }
  return seen.length === 0 ? undefined : own.some((word) => seen.includes(word));
}
