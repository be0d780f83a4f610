// The mirrors of remotes: copied to after a sync, read where the remote does not serve, and what came of the last pass.
import { once } from 'node:events';
import { asCairnError, CairnError } from '../../../../shared/contract/errors.js';
import type { Mirrored } from '../../../../shared/contract/remotes.js';
import type { Ports } from '../../ports.js';
import type { Remote } from '../../remotes/types.js';
import type { Lanes } from '../bytes/lanes.js';
import { MIRROR_FEATURE, readConfig, writeConfig } from '../config.js';
import { copyRemote, type CopyOptions } from '../mirror/copyRemote.js';
import { withMirrors } from '../mirror/readMirrors.js';
import { mirrorRow, type RemotesFile, type StoredMirror, type StoredRemote } from './remotesFile.js';
import { openForWork, secretsOf, type Wrapping } from './session.js';
import type { OpenSession } from './types.js';

/** A pass lists all that lies in both: it is made so often at most by itself. */
const EVERY_MS = 60 * 60_000;
/** After one that failed. */
const AGAIN_MS = 10 * 60_000;

export interface MirroringOptions {
  readonly ports: Ports;
  readonly remotes: RemotesFile;
  readonly wrapping: Wrapping;
  readonly lanes: Lanes;
  /** Somebody who watches what is copied. */
  begin(registry: string, label: string, bytes: number, signal: AbortSignal | undefined): ReturnType<CopyOptions['begin']>;
  log(level: 'info' | 'warning', registry: string, text: string): void;
  /** What is told of a mirror is another now. */
  changed(): void;
}

export interface Mirroring {
  /** One pass from an open remote, after the one that is going on. @throws CairnError not_found; forbidden when it is no mirror of this registry; offline, no_space ... */
  copy(stored: StoredRemote, mirror: string, from: Remote, signal?: AbortSignal): Promise<Mirrored>;
  /** A pass for each mirror whose time has come. What fails is told in the log and in its row. */
  afterSync(stored: StoredRemote, from: Remote, signal: AbortSignal): Promise<void>;
  /** A remote to be read from alone: its mirrors give what it does not, and serve while it does not answer. */
  openToRead(registry: string, stored: StoredRemote, open: () => Promise<OpenSession>, signal: AbortSignal): Promise<OpenSession>;
}

/** Waits until it ended, well or not. @throws the reason of the signal */
async function ended(work: Promise<unknown>, signal: AbortSignal | undefined): Promise<void> {
  const over = new AbortController();
  const called = signal ? [once(signal, 'abort', { signal: over.signal }).catch(() => {})] : [];
  await Promise.race([work.catch(() => {}), ...called]);
  over.abort();
  signal?.throwIfAborted();
}

export function createMirroring({ ports, remotes, wrapping, lanes, begin, log, changed }: MirroringOptions): Mirroring {
  const failed = new Map<string, number>();
  /** By the mirror's URL. */
  const going = new Map<string, Promise<Mirrored>>();
  const { clock, random, secrets } = ports;

  async function openMirror(mirror: StoredMirror, signal: AbortSignal | undefined): Promise<Remote> {
    return openForWork(mirror.url, { secrets: await secretsOf(secrets, mirror), mode: mirror.mode, writable: true, existing: mirror.last !== null, ...(signal ? { signal } : {}) }, wrapping);
  }

  /** Those mirrors that can be opened. */
  async function openAll({ mirrors }: StoredRemote, signal: AbortSignal): Promise<Remote[]> {
    const opened = await Promise.allSettled(mirrors.map((mirror) => openMirror(mirror, signal)));
    return opened.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []));
  }

  /** What a pass found. A mirror or a remote that was taken off meanwhile stays off. */
  function keep({ name }: StoredRemote, { url }: StoredMirror, found: Partial<Pick<StoredMirror, 'last' | 'problem' | 'code'>>): void {
    if (remotes.list().some((each) => each.name === name)) remotes.change(name, (now) => ({ ...now, mirrors: now.mirrors.map((each) => (each.url === url ? { ...each, ...found } : each)) }));
    changed();
  }

  /** Nothing is put where something else lives, nor into the empty place of a mirror whose disk is not connected. */
  async function claim({ registry }: StoredRemote, mirror: StoredMirror, to: Remote, signal: AbortSignal | undefined): Promise<void> {
    const there = await readConfig(to, signal);
    if (!there && mirror.last) throw new CairnError('offline', `Mirroring to ${to.url}: it held the mirror, and holds nothing now. Is the right disk connected? If it is gone for good, take the mirror off and add it anew.`, { url: to.url, retry: false });
    const config = there ?? (await writeConfig(to, registry, random, signal, [MIRROR_FEATURE]));
    if (config.registry !== registry) throw new CairnError('forbidden', `Mirroring to ${to.url}: another registry lives there. Choose another place.`, { url: to.url });
    if (!config.features.includes(MIRROR_FEATURE)) throw new CairnError('forbidden', `Mirroring to ${to.url}: it is a home of this registry itself, and no mirror any more: somebody promoted it, and others may use it as the home now.`, { url: to.url });
  }

  async function pass(stored: StoredRemote, mirror: StoredMirror, from: Remote, signal: AbortSignal | undefined): Promise<Mirrored> {
    const { name } = mirror;
    try {
      const to = await openMirror(mirror, signal);
      await claim(stored, mirror, to, signal);
      const { objects, bytes, copied, damaged } = await copyRemote(from, to, { lanes, signal, begin: (size) => begin(stored.registry, `mirror ${name}`, size, signal) });
      const done = { last: { at: clock.now(), objects, bytes }, problem: null, code: null };
      keep(stored, mirror, done);
      failed.delete(name);
      if (copied > 0) log('info', stored.registry, `${name}: ${copied} objects copied from ${stored.name}.`);
      for (const key of damaged) log('warning', stored.registry, `${name}: ${key} is damaged in ${stored.name}, and was not copied. A device that has it heals it with "verify --remote".`);
      return { ...mirrorRow({ ...mirror, ...done }), copied, damaged: [...damaged] };
    } catch (error) {
      if (signal?.aborted) throw error;
      failed.set(name, clock.now());
      const { code, message: problem } = asCairnError(error);
      // A person ended it.
      if (code === 'cancelled') throw error;
      if (problem !== mirror.problem) log('warning', stored.registry, `${name}: ${problem}`);
      keep(stored, mirror, { problem, code });
      throw error;
    }
  }

  async function copy(stored: StoredRemote, name: string, from: Remote, signal?: AbortSignal): Promise<Mirrored> {
    const mirror = stored.mirrors.find((each) => each.name === name);
    if (!mirror) throw new CairnError('not_found', `${stored.name} has no mirror "${name}".`, { mirror: name });
    for (let other = going.get(mirror.url); other; other = going.get(mirror.url)) await ended(other, signal);
    const made = pass(stored, mirror, from, signal).finally(() => going.delete(mirror.url));
    going.set(mirror.url, made);
    return made;
  }

  return {
    copy,
    async afterSync(stored, from, signal) {
      for (const { name, url, last } of stored.mirrors) {
        const now = clock.now();
        const rests = (since: number | undefined, most: number): boolean => since !== undefined && now >= since && now - since < most;
        if (going.has(url) || rests(last?.at, EVERY_MS) || rests(failed.get(name), AGAIN_MS)) continue;
        await copy(stored, name, from, signal).catch((error: unknown) => ports.logger.debug({ err: error }, 'A mirror waits for the next sync'));
      }
    },
    async openToRead(registry, stored, open, signal) {
      try {
        const session = await open();
        return { ...session, remote: withMirrors(session.remote, () => openAll(stored, signal)) };
      } catch (error) {
        if (!(error instanceof CairnError) || error.code !== 'offline') throw error;
        for (const remote of await openAll(stored, signal)) {
          const config = await readConfig(remote, signal).catch(() => undefined);
          if (config?.registry === registry) return { remote, remoteId: config.remoteId, stored };
        }
        throw error;
      }
    },
  };
}
