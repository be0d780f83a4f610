// Every item under a prefix, page by page.
import { CairnError } from '../../../shared/contract/errors.js';
import type { Remote, RemoteItem } from '../remotes/types.js';

/** In ascending order of key. @throws CairnError offline when a store says that more follows and does not give it: part of a listing is not taken for the whole */
export async function* eachItem(remote: Remote, prefix: string, signal?: AbortSignal): AsyncGenerator<RemoteItem, void, void> {
  let [count, last, next] = [0, undefined as string | undefined, undefined as string | undefined];
  for (;;) {
    const page = await remote.list(prefix, last, signal, { next });
    yield* page.items;
    count += page.items.length;
    if (!page.more) return;
    const goesOn = page.next === undefined ? page.items.length > 0 : page.next !== next;
    if (!goesOn) throw new CairnError('offline', `Listing ${prefix} in ${remote.url}: the store says that more follows after ${count} names, and gives no more. Try it out with "cairn remote test".`, { retry: false });
    last = page.items[page.items.length - 1]?.key ?? last;
    ({ next } = page);
  }
}

/** All of them. @throws as `eachItem` */
export async function listAll(remote: Remote, prefix: string, signal?: AbortSignal): Promise<RemoteItem[]> {
  const items: RemoteItem[] = [];
  for await (const item of eachItem(remote, prefix, signal)) items.push(item);
  return items;
}
