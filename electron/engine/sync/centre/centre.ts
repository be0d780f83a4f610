// The sync centre: every registry that lives in a remote is kept in step with it, and what is going on can be told.
import { networkInterfaces } from 'node:os';
import { asCairnError, CairnError } from '../../../../shared/contract/errors.js';
import type { SyncDone } from '../../../../shared/contract/sync.js';
import { createLimiter, type Traffic } from '../../remotes/wrap/throttle.js';
import type { RegistryStore } from '../../store/types.js';
import { createAwaitedMoves } from './awaitedMoves.js';
import { bringAfter } from './bringAfter.js';
import { contestLines, contestsOf } from './contests.js';
import { createLanes } from '../bytes/lanes.js';
import type { Missing } from '../bytes/types.js';
import { readConfig, unknownFeatures } from '../config.js';
import { syncOnce } from '../syncOnce.js';
import type { Bytes, SyncParty, SyncReport } from '../types.js';
import { fetchLone, fetchVersions } from './fetchVersions.js';
import { putAside, readAside } from './aside.js';
import { lastRemote } from '../marks.js';
import { createMembers, type Pair } from './members.js';
import { createMirroring, type MirroringOptions } from './mirroring.js';
import { sleep, toRead } from './session.js';
import { statusOf } from './statusOf.js';
import { alsoTelling, createTransfers, type Begin } from './transfers.js';
import type { CentreOptions, FetchRequest, OpenSession, SyncCentre } from './types.js';
import { createWaking } from './waking.js';
import { wordsFor } from './words.js';

const TICK_MS = 250;
/** How long one who moves a protected alias waits for the answer. */
const SETTLE_MS = 6000;

export function createSyncCentre({ cache, ports, remotes, clockWatch, registries, actor, choices, choose, renew, networks = networkInterfaces }: CentreOptions): SyncCentre {
  const { clock, random } = ports;
  const now = (): number => clock.now();
  const listeners = new Set<() => void>();
  const changed = (): void => listeners.forEach((listener) => listener());
  const lanes = createLanes();
  const transfers = createTransfers(now, changed);
  const traffic: Traffic = { sent: 0, received: 0, requests: 0 };
  const limited = (which: 'up' | 'down') => createLimiter(() => choices()[which] ?? undefined, now, sleep);
  const wrapping = { clock, random, up: limited('up'), down: limited('down'), traffic, lanes };
  const log = (level: 'info' | 'warning' | 'error', registry: string | null, text: string, about: 'skipped' | 'conflict' | null = null): void => cache.sync.log({ at: now(), level, registry, text, about });
  const beginMirror: MirroringOptions['begin'] = (registry, label, bytes, signal) => transfers.begin({ direction: 'up', registry, label, bytes, urgent: false, signal });
  const mirroring = createMirroring({ ports, remotes, wrapping, lanes, begin: beginMirror, log, changed });
  const awaited = createAwaitedMoves(clock);
  const { pairs, pairOf, remoteOf, pendingIn } = createMembers({ ports, remotes, clockWatch, registries, actor, wrapping, changed, retried: (registry, text) => log('warning', registry, text) });
  /** Ends what goes on by itself: with a pause, or with the engine. */
  let going = new AbortController();
  const asked = new Set<AbortController>();
  let timer: NodeJS.Timeout | undefined;
  const background = new Set<Promise<unknown>>();

  function labelOf({ read }: RegistryStore, versions: readonly string[]): string {
    const [first] = versions;
    if (first === undefined) return 'histories and facts';
    const ref = read.version(first)?.ref ?? first.slice(0, 12);
    return versions.length === 1 ? ref : `${ref} and ${versions.length - 1} more`;
  }

  function bytesFor(store: RegistryStore, signal: AbortSignal): Bytes {
    return {
      store: cache,
      watch: (bytes, versions) => transfers.begin({ direction: 'up', registry: store.id, label: labelOf(store, versions), bytes, urgent: false, signal, versions }),
    };
  }

  function partyOf(store: RegistryStore, signal: AbortSignal, refill: boolean): SyncParty {
    return { store, actor: actor(), clock, random, bytes: bytesFor(store, signal), lanes, refill, aside: readAside(store) !== undefined };
  }

  /** Another machine writes under this device's identity: from here on they are two devices. */
  function renewFor({ id, device }: RegistryStore): void {
    renew(device.id);
    log('info', id, 'Another machine has written under the identity of this device: a disk was cloned, or a backup brought back. This one goes on as a new device; what both wrote is kept.');
  }

  /** @param itself nobody asked for it */
  async function syncMember(pair: Pair, refill: boolean, signal: AbortSignal, itself = false): Promise<SyncReport> {
    const { member, stored } = pair;
    const { store, runner } = member;
    const contested = contestsOf(store);
    const told = new Set(runner.state.findings.map(({ key, reason }) => `${reason} ${key}`));
    try {
      const report = await runner.run(async () => {
        signal.throwIfAborted();
        const remote = await remoteOf(pair, signal, refill);
        // An empty folder may be one whose disk is not connected; a bucket cannot be mistaken.
        const party = partyOf(store, signal, refill || !stored.url.startsWith('file:'));
        const done = await syncOnce({ ...party, introduce: true, late: awaited.late(itself), renew: () => renewFor(store) }, remote, signal);
        if (!stored.writable || remote.capabilities.writable) return done;
        return { ...done, findings: [...done.findings, { key: 'config', reason: 'read_only', message: `${remote.url} may be read and not written now. What is made here waits until it may be written again.` }] };
      });
      store.notices.begin();
      const text = wordsFor(report);
      if (text) log('info', store.id, `${stored.name}: ${text}`);
      for (const { key, reason, message } of report.findings) if (!told.has(`${reason} ${key}`)) log('warning', store.id, message, 'skipped');
      for (const { level, text: line } of contestLines(contested, contestsOf(store))) log(level, store.id, line, 'conflict');
      return report;
    } catch (error) {
      // Opened anew by the next one: what is there may be another disk.
      delete member.session;
      if (!signal.aborted) log(error instanceof CairnError && error.code === 'offline' ? 'warning' : 'error', store.id, `${stored.name}: ${error instanceof Error ? error.message : String(error)}`);
      throw error;
    } finally {
      delete member.pending;
    }
  }

  /** A download that a person ended does not begin again by itself. */
  function unpin({ id, write }: RegistryStore, { label, versions = [] }: Begin): void {
    const pinned = versions.filter((version) => cache.sync.isPinned(id, version));
    if (pinned.length === 0) return;
    for (const version of pinned) cache.sync.unpin(id, version);
    write(actor(), (tx) => tx.told(pinned));
    log('info', id, `${label}: its download was cancelled, and it is pinned no more.`);
  }

  /** Work that a person waits for: ended by their signal, or with the engine; a pause does not concern it. */
  async function during<T>(signal: AbortSignal | undefined, work: (ending: AbortSignal) => Promise<T>): Promise<T> {
    const abort = new AbortController();
    const forward = (): void => abort.abort(signal?.reason);
    signal?.addEventListener('abort', forward, { once: true });
    if (signal?.aborted) forward();
    asked.add(abort);
    try {
      return await work(abort.signal);
    } finally {
      asked.delete(abort);
      signal?.removeEventListener('abort', forward);
    }
  }

  /** After a sync. What fails waits for the next round, and is told once, until all of it went well. */
  async function bringNow({ member, stored }: Pair, signal: AbortSignal): Promise<void> {
    const { store, misses } = member;
    const remoteId = lastRemote(store);
    if (remoteId === undefined) return;
    try {
      const context = { party: partyOf(store, signal, true), bytes: bytesFor(store, signal), remote: await remoteOf({ member, stored }, signal), remoteId, lanes };
      await bringAfter(context, {
        misses,
        pinned: cache.sync.pinned(store.id),
        begin: (label, bytes, version) => transfers.begin({ direction: 'down', registry: store.id, label, bytes, urgent: false, signal, versions: [version] }),
        lacking: (label, files) => log('warning', store.id, `${label} is pinned, and ${files} of its files are not in ${stored.name}.`, 'skipped'),
        signal,
      });
      delete member.unbrought;
      await mirroring.afterSync(stored, context.remote, signal);
    } catch (error) {
      const text = `${stored.name}: ${error instanceof Error ? error.message : String(error)}`;
      if (!signal.aborted && member.unbrought !== text) log('warning', store.id, text);
      member.unbrought = text;
      throw error;
    }
  }

  /** One at a time for each registry, however long it takes. */
  function bring(pair: Pair, signal: AbortSignal): Promise<void> {
    const { member } = pair;
    return (member.bringing ??= bringNow(pair, signal).finally(() => delete member.bringing));
  }

  function inBackground(work: Promise<unknown>): void {
    const guarded = work.catch((error: unknown) => ports.logger.debug({ err: error }, 'Work after a sync waits for the next one')).finally(() => background.delete(guarded));
    background.add(guarded);
  }

  const woke = createWaking(now, networks);
  function tick(): void {
    const hurry = woke();
    if (choices().paused) return;
    for (const pair of pairs()) {
      if (hurry) pair.member.runner.hurry();
      if (!pair.member.runner.isDue() || awaited.isYoung(pair.member.store.read.pendingMoves())) continue;
      inBackground(syncMember(pair, false, going.signal, true).then(() => bring(pair, going.signal)));
    }
  }

  let waiting = false;
  /** What stops it now (a list of remotes that somebody edits) may be gone at the next tick. */
  function tickOn(): void {
    try {
      tick();
      waiting = false;
    } catch (error) {
      if (!waiting) ports.logger.warn({ err: error }, 'Syncing by itself waits');
      waiting = true;
    }
  }

  async function syncAll(options: Parameters<SyncCentre['now']>[0]): Promise<SyncDone> {
    const wanted = options.registry === undefined ? pairs() : [pairOf(options.registry)];
    if (wanted.length === 0) throw new CairnError('not_found', 'There is no remote to sync with. Add one with "cairn remote add NAME URL".');
    const before = { ...traffic };
    const done: SyncDone = { sent: 0, received: 0, numbered: 0, pending: 0, bytes: { sent: 0, received: 0 }, requests: 0, contested: [], findings: [] };
    let failure: unknown;
    for (const pair of wanted) {
      const { member } = pair;
      const { store } = member;
      member.runner.hurry();
      if (options.asked) putAside(store, actor(), undefined);
      try {
        const report = await during(options.signal, (ending) => syncMember(pair, options.refill, ending));
        done.sent += report.sent;
        done.received += report.received;
        done.numbered += report.numbered;
        done.findings.push(...report.findings.map(({ key, reason, message }) => ({ registry: store.id, key, reason, message })));
        if (timer !== undefined) inBackground(bring(pair, going.signal));
        else await during(options.signal, (ending) => bring(pair, ending));
      } catch (error) {
        failure ??= error;
        done.findings.push({ registry: store.id, key: pair.stored.url, reason: 'failed', message: asCairnError(error).message });
      }
      const { ops, claims } = pendingIn(member);
      done.pending += ops + claims;
      for (const { collection, alias } of store.read.contestedAliases()) {
        const contest = store.read.aliasStates(collection).find((each) => each.alias === alias)?.contest;
        done.contested.push({ registry: store.id, name: store.read.collection(collection)?.name ?? collection, alias, holder: contest?.holder ?? null, challenges: contest?.challenges.length ?? 0 });
      }
    }
    if (failure !== undefined && wanted.length === 1) throw failure;
    done.bytes = { sent: traffic.sent - before.sent, received: traffic.received - before.received };
    done.requests = traffic.requests - before.requests;
    return done;
  }

  async function settle({ registry, collection, alias }: Parameters<SyncCentre['settle']>[0], signal?: AbortSignal): Promise<boolean> {
    const pair = pairs().find(({ member }) => member.store.id === registry);
    if (!pair || choices().paused || !pair.stored.writable || pair.member.runner.offline) return false;
    const { store } = pair.member;
    const waits = (): boolean => store.read.pendingMoves().some((move) => move.collection === collection && move.alias === alias);
    const wait = awaited.begin({ collection, alias });
    let refusal: CairnError | undefined;
    const late = AbortSignal.timeout(SETTLE_MS);
    const over = new Promise<void>((resolve) => late.addEventListener('abort', () => resolve(), { once: true }));
    try {
      // A second where the first saw a listing that came late. What does not settle it then is nothing that asking again mends.
      for (let syncs = 0; syncs < 2 && waits() && !late.aborted; syncs += 1) {
        await Promise.race([during(signal, (ending) => syncMember(pair, false, ending)), over]);
      }
    } catch (error) {
      ports.logger.debug({ err: error }, 'A move waits: the sync that was to settle it failed');
    } finally {
      refusal = wait.end();
    }
    if (refusal) {
      log('warning', store.id, refusal.message, 'conflict');
      throw refusal;
    }
    return !waits();
  }

  async function open(registry: string, signal?: AbortSignal): Promise<OpenSession> {
    const pair = pairOf(registry);
    const remote = await remoteOf(pair, signal);
    const config = await readConfig(remote, signal);
    if (config?.registry !== pair.member.store.id) throw new CairnError('offline', `${pair.stored.url} does not hold this registry now.`, { registry });
    const mayWrite = unknownFeatures(config).length === 0;
    return { remote: mayWrite ? remote : toRead(remote), remoteId: config.remoteId, stored: pair.stored };
  }

  async function fetch({ registry, versions, only: blobs, urgent, signal, onProgress }: FetchRequest, ending: AbortSignal): Promise<Missing[]> {
    const { member: { store }, stored } = pairOf(registry);
    const { remote, remoteId } = await mirroring.openToRead(store.id, stored, () => open(store.id, ending), ending);
    const bytes = bytesFor(store, ending);
    const party = partyOf(store, ending, true);
    const label = labelOf(store, versions);
    return fetchVersions({ party, bytes, remote, remoteId, lanes }, versions, {
      urgent,
      only: blobs,
      signal: ending,
      begin(total) {
        const watched = transfers.begin({ direction: 'down', registry: store.id, label, bytes: total, urgent, signal: signal ?? ending, versions });
        return onProgress ? alsoTelling(watched, total, (progress) => onProgress({ ...progress, rate: transfers.rate('down') || null })) : watched;
      },
    });
  }

  return {
    status: () => statusOf({ clockWatch, registries, choices, pairs, pendingIn, transfers, now }),
    onChange(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    now: syncAll,
    settle,
    pause() {
      choose({ ...choices(), paused: true });
      going.abort(new DOMException('Syncing was paused.', 'AbortError'));
      going = new AbortController();
      log('info', null, 'Paused.');
      changed();
    },
    resume() {
      choose({ ...choices(), paused: false });
      for (const { member } of pairs()) {
        putAside(member.store, actor(), undefined);
        member.runner.hurry();
      }
      log('info', null, 'Resumed.');
      changed();
    },
    limit({ up, down }) {
      const current = choices();
      choose({ ...current, ...(up === undefined ? {} : { up }), ...(down === undefined ? {} : { down }) });
      changed();
    },
    cancel(id) {
      const ended = transfers.cancel(id);
      if (!ended) throw new CairnError('not_found', 'There is no transfer of this id; it may have ended.', { id });
      const { store } = pairOf(ended.registry).member;
      if (ended.direction === 'down') unpin(store, ended);
      // A pass of a mirror is tried again later, and holds nothing back.
      if (ended.direction === 'down' || !ended.versions) return;
      putAside(store, actor(), { label: ended.label, at: now() });
      log('info', ended.registry, `${ended.label}: its upload was cancelled, and is put aside.`);
      changed();
    },
    mirror: (registry, name, signal) =>
      during(signal, async (ending) => {
        const { remote, stored } = await open(registry, ending);
        return mirroring.copy(stored, name, remote, ending);
      }),
    fetch: (request) => during(request.signal, (ending) => fetch(request, ending)),
    fetchLone: ({ registry, blobs, signal }) =>
      during(signal, async (ending) => {
        const { member: { store }, stored } = pairOf(registry);
        const { remote, remoteId } = await mirroring.openToRead(store.id, stored, () => open(store.id, ending), ending);
        await fetchLone({ party: partyOf(store, ending, true), bytes: bytesFor(store, ending), remote, remoteId, lanes }, blobs, blobs.length, ending);
      }),
    open,
    reach: (registry, signal) => remoteOf(pairOf(registry), signal),
    start() {
      timer ??= setInterval(tickOn, TICK_MS);
      timer.unref();
    },
    async stop() {
      clearInterval(timer);
      timer = undefined;
      for (const abort of [going, ...asked]) abort.abort(new DOMException('Cairn is closing.', 'AbortError'));
      await Promise.allSettled([...background]);
    },
  };
}
