// Before a device publishes operations that rest on chunks, it looks whether any of them is marked for removal: those are put again,
// which takes the mark off. While one is being removed nothing is published.
import { CairnError } from '../../../../shared/contract/errors.js';
import type { Remote } from '../../remotes/types.js';
import { allOf, type Lanes } from '../bytes/lanes.js';
import type { Missing } from '../bytes/types.js';
import type { Upload } from '../bytes/upload.js';
import { chunkKey } from '../keys.js';
import { remoteTime } from '../remoteTime.js';
import { LEASE_MS } from './collectRemote.js';
import { readCondemned } from './objects.js';

export interface Rescue {
  readonly remote: Remote;
  readonly lanes: Lanes;
  /** Where the remote has no clock of its own. */
  readonly now: () => number;
  /** They are not there, whatever was believed. */
  readonly forget: (chunks: readonly string[]) => void;
  /** Puts these chunks, whatever is there. */
  readonly putAgain: (only: ReadonlySet<string>) => Promise<readonly Missing[]>;
  readonly signal: AbortSignal | undefined;
}

/** The chunks among these that are marked. @throws CairnError offline while some of them are being removed: the next sync puts them */
async function markedAmong(uploads: readonly Upload[], { remote, now, forget, signal }: Rescue): Promise<Set<string>> {
  const { marks, sweeps } = await readCondemned(remote, signal);
  if (marks.length === 0 && sweeps.length === 0) return new Set();
  const own = [...new Set(uploads.flatMap(({ list }) => list.chunks.map(({ digest }) => digest)))];
  const at = await remoteTime(remote, now, signal);
  const going = own.filter((chunk) => sweeps.some(({ chunks, at: begun }) => at - begun < LEASE_MS && chunks.has(chunk)));
  if (going.length > 0) {
    forget(going);
    throw new CairnError('offline', `Sending waits a moment: another device is removing ${going.length} ${going.length === 1 ? 'piece' : 'pieces'} from the remote that are needed again. They are sent with the next sync.`, { retry: false });
  }
  return new Set(own.filter((chunk) => marks.some(({ chunks }) => chunks.has(chunk))));
}

/**
 * Puts again what is marked of chunks that were put, or seen there, before. When it returns all of them are there, for as long as a mark
 * waits, but for those that could not be had, which are returned.
 * @throws CairnError offline while some of them are being removed: the next sync puts them
 */
export async function rescueMarked(uploads: readonly Upload[], rescue: Rescue): Promise<readonly Missing[]> {
  const { remote, lanes, putAgain, signal } = rescue;
  const marked = await markedAmong(uploads, rescue);
  if (marked.size === 0) return [];
  const missing = [...(await putAgain(marked))];
  // A removal that began since the marks were read may have looked at a chunk before it was put, and removed it after.
  await markedAmong(uploads, rescue);
  const lost = new Set<string>();
  await allOf([...marked], (chunk) =>
    lanes.run({ signal }, async () => {
      if (!(await remote.head(chunkKey(chunk), signal))) lost.add(chunk);
    }),
  );
  if (lost.size > 0) missing.push(...(await putAgain(lost)));
  return [...new Map(missing.map((each) => [each.blob, each])).values()];
}
