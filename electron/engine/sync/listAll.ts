// Every item under a prefix, page by page.
import { CairnError } from '../../../shared/contract/errors.js';
import type { Remote, RemoteItem } from '../remotes/types.js';

/** @throws CairnError offline when a store says that more follows and does not give it: part of a listing is not taken for the whole */
export async function listAll(remote: Remote, prefix: string, signal?: AbortSignal): Promise<RemoteItem[]> {
  const items: RemoteItem[] = [];
  for (let next: string | undefined; ; ) {
    const page = await remote.list(prefix, items[items.length - 1]?.key, signal, { next });
    items.push(...page.items);
    if (!page.more) return items;
    const goesOn = page.next === undefined ? page.items.length > 0 : page.next !== next;
    if (!goesOn) throw new CairnError('offline', `Listing ${prefix} in ${remote.url}: the store says that more follows after ${items.length} names, and gives no more. Try it out with "cairn remote test".`, { retry: false });
    ({ next } = page);
  }
}
