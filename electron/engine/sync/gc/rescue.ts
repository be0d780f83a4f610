// Before a device publishes operations that rest on chunks, it looks whether any of them is marked for removal: those are put again,
// which takes the mark off. While one is being removed nothing is published.
import { CairnError } from '../../../../shared/contract/errors.js';
import type { Remote } from '../../remotes/types.js';
import type { Upload } from '../bytes/upload.js';
import { LEASE_MS } from './collectRemote.js';
import { readCondemned } from './objects.js';

/** The chunks among these that have to be put again. @throws CairnError offline while some of them are being removed: the next sync puts them */
export async function markedAmong(remote: Remote, uploads: readonly Upload[], now: () => number, forget: (chunks: readonly string[]) => void, signal?: AbortSignal): Promise<Set<string>> {
  const { marks, sweeps } = await readCondemned(remote, signal);
  if (marks.length === 0 && sweeps.length === 0) return new Set();
  const own = [...new Set(uploads.flatMap(({ list }) => list.chunks.map(({ digest }) => digest)))];
  const at = (await remote.now(signal)) ?? now();
  const going = own.filter((chunk) => sweeps.some(({ chunks, at: begun }) => at - begun < LEASE_MS && chunks.has(chunk)));
  if (going.length > 0) {
    forget(going);
    throw new CairnError('offline', `Sending waits a moment: another device is removing ${going.length} ${going.length === 1 ? 'piece' : 'pieces'} from the remote that are needed again. They are sent with the next sync.`, { retry: false });
  }
  return new Set(own.filter((chunk) => marks.some(({ chunks }) => chunks.has(chunk))));
}
