// Every item under a prefix, page by page.
import type { Remote, RemoteItem } from '../remotes/types.js';

export async function listAll(remote: Remote, prefix: string, signal?: AbortSignal): Promise<RemoteItem[]> {
  const items: RemoteItem[] = [];
  for (let after: string | undefined; ; ) {
    const page = await remote.list(prefix, after, signal);
    items.push(...page.items);
    after = page.items[page.items.length - 1]?.key;
    if (!page.more || after === undefined) return items;
  }
}
