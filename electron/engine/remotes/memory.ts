// A remote that lives in this process: two engines given the same object meet in it. What it holds is gone with the process.
import { CairnError } from '../../../shared/contract/errors.js';
import { blake3Hex } from '../domain/blake3.js';
import { notDeleted, notOverwritten, tooLong } from './refusals.js';
import { mayDelete, mayMend, mayOverwrite, type Remote, type RemoteItem, type RemoteKind } from './types.js';

const PAGE = 1000;

/** A new, empty memory remote. Every operation is atomic and takes effect before its promise settles. `now` is its clock, if it shall have one. */
export function createMemoryRemote(now?: () => number): Remote {
  const objects = new Map<string, { readonly body: Uint8Array; readonly tag: string; readonly at: number }>();
  let puts = 0;
  const keep = (key: string, body: Uint8Array): string => {
    puts += 1;
    const tag = blake3Hex(body);
    objects.set(key, { body: new Uint8Array(body), tag, at: now?.() ?? puts });
    return tag;
  };
  const itemOf = (key: string): RemoteItem | undefined => {
    const found = objects.get(key);
    return found && { key, size: found.body.length, tag: found.tag, at: found.at };
  };
  return {
    url: 'memory:',
    capabilities: { mode: 'cas', writable: true, durable: false },
    async get(key, maxBytes, signal) {
      signal?.throwIfAborted();
      const found = objects.get(key);
      if (found && found.body.length > maxBytes) throw tooLong(key, found.body.length, maxBytes);
      return found && new Uint8Array(found.body);
    },
    async getRange(key, from, length, signal) {
      signal?.throwIfAborted();
      return objects.get(key)?.body.slice(from, from + length);
    },
    async head(key, signal) {
      signal?.throwIfAborted();
      return itemOf(key);
    },
    async putIfAbsent(key, body, signal) {
      signal?.throwIfAborted();
      if (objects.has(key)) return 'exists';
      keep(key, body);
      return 'created';
    },
    async put(key, body, signal) {
      signal?.throwIfAborted();
      if (!mayOverwrite(key)) throw notOverwritten(key);
      return keep(key, body);
    },
    async mend(key, tag, body, signal) {
      signal?.throwIfAborted();
      if (!mayMend(key)) throw notOverwritten(key);
      if (objects.get(key)?.tag !== tag) return false;
      keep(key, body);
      return true;
    },
    async list(prefix, after, signal, { most = PAGE } = {}) {
      signal?.throwIfAborted();
      const keys = [...objects.keys()].filter((key) => key.startsWith(prefix) && (after === undefined || key > after)).sort();
      return { items: keys.slice(0, most).flatMap((key) => itemOf(key) ?? []), more: keys.length > most };
    },
    async delete(key, signal) {
      signal?.throwIfAborted();
      if (!mayDelete(key)) throw notDeleted(key);
      objects.delete(key);
    },
    now: () => Promise.resolve(now?.()),
    policies: () => Promise.resolve([]),
  };
}

export const memoryKind: RemoteKind = {
  scheme: 'memory:',
  id: 'memory',
  title: 'Memory',
  description: 'In the memory of this process, to try things out',
  offered: false,
  fields: [],
  presets: [],
  toUrl: () => 'memory:',
  async open(url) {
    if (url !== 'memory:') throw new CairnError('invalid_input', `The remote ${JSON.stringify(url)} is not one that lives in memory; write memory: alone.`);
    return createMemoryRemote();
  },
};
