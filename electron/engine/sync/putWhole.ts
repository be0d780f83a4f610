// Some stores keep half an object when an upload is cut. Where the key says which bytes belong there, the whole is put over it.
import type { Remote } from '../remotes/types.js';

/** Creates the key. What stands there and has another length was cut on its way, here or elsewhere, and is overwritten. */
export async function putWhole(remote: Remote, key: string, body: Uint8Array, signal?: AbortSignal): Promise<void> {
  if ((await remote.putIfAbsent(key, body, signal)) !== 'exists') return;
  const there = await remote.head(key, signal);
  if (there?.size !== body.length) await remote.put(key, body, signal);
}
