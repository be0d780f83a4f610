// Parts of runs as the cache has them: what is in each, read once and remembered.
import type { Digest } from '../../../../shared/contract/primitives.js';
import type { Cache } from '../../cache/types.js';
import { readPartInfo, type PartBytes, type PartInfo } from '../../history/partReader.js';
import type { HistoryPart } from '../../store/history/types.js';

/** Infos remembered; one is a few kilobytes, or a few hundred for a run with thousands of metrics. */
const MAX_KNOWN = 500;
const known = new Map<string, PartInfo>();

/** Calls `use` with a part that is on this device; undefined where it is not. */
export async function withPart<T>(cache: Cache, part: HistoryPart, use: (info: PartInfo, bytes: PartBytes) => Promise<T>): Promise<T | undefined> {
  const blob = part.blob as Digest;
  if (!cache.has([blob])[0]) return undefined;
  return cache.withSource(blob, 'history.parquet', async (source) => {
    let info = known.get(blob);
    if (!info) {
      info = await readPartInfo(source);
      known.set(blob, info);
      for (const oldest of known.keys()) {
        if (known.size <= MAX_KNOWN) break;
        known.delete(oldest);
      }
    }
    return use(info, source);
  });
}
