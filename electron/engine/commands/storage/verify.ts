// Whether every byte is what it says, here and in the remote, and healing: a damaged blob here from the remote, a missing or damaged
// object there from this device.
import type { Progress } from '../../../../shared/contract/primitives.js';
import type { StorageEvent, StorageFinding } from '../../../../shared/contract/storage.js';
import { sentence } from '../../../../shared/util/sentence.js';
import type { RegistryStore } from '../../store/types.js';
import { healRemote, type HealStep } from '../../sync/bytes/healRemote.js';
import type { RemoteLack } from '../../sync/heal/types.js';
import { healConfig } from '../../sync/heal/config.js';
import { createLanes } from '../../sync/bytes/lanes.js';
import { deviceName, keyWords } from '../../sync/centre/keyWords.js';
import { noteLook } from '../../sync/centre/lastLook.js';
import { toRead } from '../../sync/centre/session.js';
import { createRate } from '../../sync/centre/transfers.js';
import { isOut } from '../../sync/syncOnce.js';
import type { EngineContext } from '../context.js';
import { registryNamed } from '../registryNamed.js';
import { checkHistory } from '../verifyHistory.js';
import { WORDS, WORDS_BY_KEY } from './words.js';

/** What nobody needs, or is put right by itself, is told and does not stand. */
const PASSING: ReadonlySet<RemoteLack['what']> = new Set(['head', 'pack', 'collection', 'chunk', 'object']);

type Done = Extract<StorageEvent, { event: 'done' }>;
type Report = (progress: Progress) => void;

function affects({ registries }: EngineContext, blob: string): { refs: string[]; device: string | null } {
  const found = registries.flatMap((store) => store.read.versionsOfBlob(blob).flatMap((id) => store.read.version(id) ?? []));
  return { refs: found.map(({ ref }) => ref), device: found[0]?.device ?? null };
}

/** Damaged and missing blobs of this device, healed where a remote has them. */
async function verifyHere(engine: EngineContext, store: RegistryStore, versions: readonly string[] | undefined, onProgress: Report, signal: AbortSignal): Promise<{ checked: number; bytes: number; findings: StorageFinding[] }> {
  const { cache } = engine;
  const wanted = versions && store.read.versionBlobs(versions).map(({ blob }) => blob);
  const here = wanted && cache.has(wanted);
  const held = wanted?.filter((_, index) => here?.[index]);
  const checked = await cache.verify(held, { signal, onProgress });
  const findings: StorageFinding[] = [];
  for (const { digest, problem, message } of checked.findings) {
    const { refs, device } = affects(engine, digest);
    let healed = false;
    for (const each of engine.registries) {
      const [version] = each.read.versionsOfBlob(digest);
      if (version === undefined || !engine.remotes.list().some((remote) => remote.registry === each.id)) continue;
      try {
        await engine.sync.fetch({ registry: each.id, versions: [version], urgent: true, signal });
        healed = cache.has([digest])[0] ?? false;
      } catch (error) {
        engine.ports.logger.warn({ err: error, blob: digest }, 'A damaged blob could not be healed from the remote now');
      }
      if (healed) break;
    }
    const next = healed ? null : `No remote gave it back. Log the same file again${device === null ? '' : `, or let ${device}, which logged it, check its remote`}.`;
    findings.push({ place: 'here', id: digest, problem, healed, device, affects: refs, what: refs[0] ?? digest, cause: `${message}.`, next, message: healed ? `${message}; it was fetched again from the remote` : `${message}. ${next}` });
  }
  return { checked: checked.blobs, bytes: checked.bytes, findings };
}

/** True where nobody but this device is called so. */
function isHere(store: RegistryStore, name: string | null): boolean {
  const called = store.devices().filter((each) => each.name === name);
  return called.length > 0 && called.every(({ device }) => device === store.device.id);
}

function findingOf(engine: EngineContext, store: RegistryStore, url: string, { id, what, problem, healed, device: author }: RemoteLack): StorageFinding {
  const words = WORDS_BY_KEY[what];
  if (words) {
    const writer = author === undefined ? null : deviceName(store, author);
    const next = healed ? null : words.next(writer ?? 'the device that wrote it');
    return { place: 'remote', id, problem, healed, device: writer, affects: [], what: keyWords(store, url, id).what, cause: `In the remote ${words.was} ${problem}${healed ? `; ${words.healed}` : ''}.`, next: next && sentence(next), message: `${id}: ${words.was} ${problem} in the remote; ${next ?? words.healed}` };
  }
  const named = author === undefined ? undefined : deviceName(store, author);
  const versions = what === 'manifest' ? store.read.versionsByDigest(id) : [];
  const about = named !== undefined ? { refs: [], device: named } : what === 'manifest' ? { refs: versions.map(({ ref }) => ref), device: versions[0]?.device ?? null } : affects(engine, id);
  const name = named === undefined ? (about.refs[0] ?? id) : `the log of ${named}`;
  const own = isHere(store, about.device);
  const lost = own ? 'not here either, though this device wrote it' : about.device ? `not here either; ${about.device} wrote it: let it run "cairn verify --remote"` : 'not here either';
  return {
    place: 'remote',
    id,
    problem,
    healed,
    device: about.device,
    affects: about.refs,
    what: named === undefined ? name : keyWords(store, url, id).what,
    cause: `In the remote ${WORDS[what] ?? 'it was'} ${problem}${healed ? '' : ', and could not be sent again from here'}.`,
    next: healed ? null : own ? 'This device wrote it and did not have it any more. Log the same files again, or let a device that has it check this remote.' : about.device ? `Let ${about.device}, which wrote it, check this remote: it sends it again.` : 'Let a device that has it check this remote: it sends it again.',
    message: `${name}: ${WORDS[what] ?? 'it was'} ${problem} in the remote; ${healed ? 'sent again from here' : lost}`,
  };
}

/** Adds to each step how fast it goes. */
function rated(now: () => number, onProgress: Report): (step: HealStep) => void {
  let rate = createRate(now);
  let last: HealStep | undefined;
  return (step) => {
    if (last?.phase !== step.phase || last.unit !== step.unit) [rate, last] = [createRate(now), undefined];
    rate.add(step.done - (last?.done ?? 0));
    last = step;
    onProgress({ ...step, rate: rate.perSecond() || null });
  };
}

/** What the registry names and the remote does not hold whole, sent again from here where it is; by a device that was taken out nothing is. */
async function verifyRemote(engine: EngineContext, store: RegistryStore, versions: readonly string[] | undefined, deep: boolean, onProgress: Report, signal: AbortSignal): Promise<{ checked: number; bytes: number; findings: StorageFinding[] }> {
  const { clock, random } = engine.ports;
  const reached = await engine.sync.reach(store.id, signal);
  const remote = isOut(store) ? toRead(reached) : reached;
  const lanes = createLanes();
  const party = { store, actor: engine.actor(), clock, random, bytes: { store: engine.cache }, lanes };
  const { remoteId, lacks: first } = await healConfig(party, remote, signal);
  const { chunks, bytes, lacks } = await healRemote(party, remote, remoteId, lanes, { versions, deep, signal, onProgress: rated(() => clock.now(), onProgress) });
  const found = [...first, ...lacks].map((lack) => ({ lack, finding: findingOf(engine, store, remote.url, lack) }));
  const standing = found.flatMap(({ lack, finding }) => (PASSING.has(lack.what) ? [] : [{ ...finding, bytes: lack.what === 'blob' }]));
  noteLook(store, party.actor, { remote: remoteId, at: clock.now(), whole: versions === undefined, deep, findings: standing });
  return { checked: chunks, bytes, findings: found.map(({ finding }) => finding) };
}

export async function verifyStorage(engine: EngineContext, input: { readonly remote: boolean; readonly deep: boolean; readonly ref?: string | undefined; readonly registry?: string | undefined }, onProgress: Report, signal: AbortSignal): Promise<Done> {
  const store = registryNamed(engine, input.registry);
  const versions = input.ref === undefined ? undefined : [store.read.resolveText(input.ref, engine.where()).version];
  const here = await verifyHere(engine, store, versions, onProgress, signal);
  if (!input.remote) return { event: 'done', checked: here.checked, bytes: here.bytes, findings: here.findings };
  const history = checkHistory(store).map(({ id, affects: refs, problem }): StorageFinding => {
    const next = 'Restore this data root from a backup, or join the remote with a new one; the remote was not looked at.';
    return { place: 'here', id, problem: 'damaged', healed: false, device: null, affects: refs, what: id, cause: problem, next, message: `${problem} ${next}` };
  });
  if (history.length > 0) return { event: 'done', checked: here.checked, bytes: here.bytes, findings: [...here.findings, ...history] };
  const there = await verifyRemote(engine, store, versions, input.deep, onProgress, signal);
  return { event: 'done', checked: here.checked + there.checked, bytes: here.bytes + there.bytes, findings: [...here.findings, ...there.findings] };
}
