// A remote that lives in this process: two engines given the same object meet in it. What it holds is gone with the process.
import { CairnError } from '../../../shared/contract/errors.js';
import type { Remote, RemoteItem, RemoteKind } from './types.js';

const PAGE = 1000;

/** A new, empty memory remote. Every operation is atomic and takes effect before its promise settles. */
export function createMemoryRemote(): Remote {
  const objects = new Map<string, { readonly body: Uint8Array; readonly tag: string }>();
  let puts = 0;
  const keep = (key: string, body: Uint8Array): void => {
    puts += 1;
    objects.set(key, { body: new Uint8Array(body), tag: String(puts) });
  };
  return {
    url: 'memory:',
    capabilities: { mode: 'cas', writable: true, durable: false },
    async get(key, maxBytes, signal) {
      signal?.throwIfAborted();
      const found = objects.get(key);
      if (found && found.body.length > maxBytes) {
        throw new CairnError('corrupt', `Reading ${key} from the remote, ${found.body.length} bytes were found where at most ${maxBytes} belong.`, { key });
      }
      return found && new Uint8Array(found.body);
    },
    async putIfAbsent(key, body, signal) {
      signal?.throwIfAborted();
      if (objects.has(key)) return 'exists';
      keep(key, body);
      return 'created';
    },
    async put(key, body, signal) {
      signal?.throwIfAborted();
      if (!key.startsWith('heads/')) throw new CairnError('internal', `Overwriting ${key} was asked for; only keys under heads/ may be overwritten.`);
      keep(key, body);
    },
    async list(prefix, after, signal) {
      signal?.throwIfAborted();
      const keys = [...objects.keys()].filter((key) => key.startsWith(prefix) && (after === undefined || key > after)).sort();
      const items = keys.slice(0, PAGE).map((key): RemoteItem => {
        const found = objects.get(key);
        return { key, size: found?.body.length ?? 0, tag: found?.tag ?? '' };
      });
      return { items, more: keys.length > PAGE };
    },
  };
}

export const memoryKind: RemoteKind = {
  scheme: 'memory:',
  description: 'In the memory of this process, to try things out',
  async open(url) {
    if (url !== 'memory:') throw new CairnError('invalid_input', `The remote ${JSON.stringify(url)} is not one that lives in memory; write memory: alone.`);
    return createMemoryRemote();
  },
};
