// Which chunks a remote holds: what was seen lately is believed, the rest is asked for, in as few requests as it takes.
import type { Remote } from '../../remotes/types.js';
import { chunkKey, chunkPrefix, CHUNKS_PREFIX } from '../keys.js';
import { listAll } from '../listAll.js';
import { remoteTime, timeOfLook } from '../remoteTime.js';
import { allOf, type Lanes } from './lanes.js';
import type { ByteStore } from './types.js';

/** "Present in the remote" known for longer than this is looked at again before an operation relies on it. */
export const BELIEVED_MS = 7 * 24 * 60 * 60 * 1000;
/** From so many unknown chunks on, listing all 256 folders is cheaper than asking for each. */
const LIST_FROM = 600;

export interface Presence {
  /** Of these chunks, by their length, those that the remote holds whole: one of another length was cut on its way. */
  present(chunks: ReadonlyMap<string, number>, signal?: AbortSignal): Promise<Set<string>>;
  /** These lie there whole, as of the last time that `present` looked. */
  note(chunks: readonly string[]): void;
  /** Not there, whatever was believed. */
  forget(chunks: readonly string[]): void;
}

/**
 * How long ago something was seen is judged by the remote's clock: this device's may have been set back since, and what is removed there
 * goes by that one.
 * @param now where the remote has no clock of its own
 * @param fresh nothing that was remembered is believed: a check of the remote itself
 */
export function createPresence(remote: Remote, remoteId: string, store: ByteStore, lanes: Lanes, now: () => number, fresh = false): Presence {
  /** What one listing showed, where that was every chunk there is: a new remote has few. */
  let complete: Map<string, number> | undefined;
  let looked = 0;
  /** Of the last look; 0 before the first. */
  let at = 0;

  const chunkOf = (key: string): string | undefined => /^chunks\/[0-9a-f]{2}\/([0-9a-f]{64})$/.exec(key)?.[1];
  const take = (keys: readonly { readonly key: string; readonly size: number }[], into: Map<string, number>): void => {
    for (const { key, size } of keys) {
      const hex = chunkOf(key);
      if (hex !== undefined) into.set(`b3:${hex}`, size);
    }
  };

  async function firstLook(signal: AbortSignal | undefined): Promise<void> {
    if (complete !== undefined && at - looked < BELIEVED_MS) return;
    looked = at;
    const page = await remote.list(CHUNKS_PREFIX, undefined, signal);
    const found = new Map<string, number>();
    take(page.items, found);
    complete = page.more ? new Map() : found;
    if (page.more) whole = false;
  }
  let whole = true;

  async function askEach(chunks: readonly string[], lengths: ReadonlyMap<string, number>, found: Set<string>, signal: AbortSignal | undefined): Promise<void> {
    await allOf(chunks, (chunk) =>
      lanes.run({ signal }, async () => {
        const item = await remote.head(chunkKey(chunk), signal);
        if (item && item.size === lengths.get(chunk)) found.add(chunk);
      }),
    );
  }

  async function listFolders(chunks: readonly string[], lengths: ReadonlyMap<string, number>, found: Set<string>, signal: AbortSignal | undefined): Promise<void> {
    const folders = [...new Set(chunks.map((chunk) => chunk.slice(3, 5)))];
    const there = new Map<string, number>();
    await allOf(folders, (folder) => lanes.run({ signal }, async () => take(await listAll(remote, chunkPrefix(folder), signal), there)));
    for (const chunk of chunks) if (there.get(chunk) === lengths.get(chunk)) found.add(chunk);
  }

  return {
    async present(chunks, signal) {
      if (chunks.size === 0) return new Set();
      at = await (fresh ? timeOfLook : remoteTime)(remote, now, signal);
      const found = fresh ? new Set<string>() : store.sync.inRemote(remoteId, [...chunks.keys()], { since: at - BELIEVED_MS, until: at });
      const unknown = [...chunks.keys()].filter((chunk) => !found.has(chunk));
      if (unknown.length === 0) return found;
      await firstLook(signal);
      const news = new Set<string>();
      if (whole) {
        for (const chunk of unknown) if (complete?.get(chunk) === chunks.get(chunk)) news.add(chunk);
      } else if (unknown.length >= LIST_FROM) await listFolders(unknown, chunks, news, signal);
      else await askEach(unknown, chunks, news, signal);
      store.sync.noteInRemote(remoteId, [...news], at);
      for (const chunk of news) found.add(chunk);
      return found;
    },
    note(chunks) {
      if (at > 0) store.sync.noteInRemote(remoteId, chunks, at);
    },
    forget(chunks) {
      store.sync.forgetInRemote(remoteId, chunks);
      for (const chunk of chunks) complete?.delete(chunk);
    },
  };
}
