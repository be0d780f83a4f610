// What is not as it should be, each with its cause and its next step: read from the store and from what the last sync found.
import type { ErrorCode, ErrorShape } from '../../../../shared/contract/errors.js';
import type { SyncItem } from '../../../../shared/contract/sync.js';
import { durationWords } from '../../../../shared/util/durationWords.js';
import { sentence } from '../../../../shared/util/sentence.js';
import type { RegistryStore } from '../../store/types.js';
import type { SyncFinding } from '../types.js';
import type { Aside } from './aside.js';
import { clockItems } from './clocks.js';
import type { ClockJump } from './clockWatch.js';
import type { LastSync } from './lastSync.js';
import { deviceName, keyWords } from './keyWords.js';
import { lookItems } from './lastLook.js';
import type { StoredMirror } from './remotesFile.js';
import { renumberedItems } from './renumbered.js';

const KIND_OF: Readonly<Record<string, SyncItem['kind']>> = {
  manifest_missing: 'missing',
  missing: 'missing',
  gap: 'missing',
  late: 'late',
  absent_here: 'missing',
  unknown_device: 'missing',
  claim_missing: 'void',
  void_claim: 'void',
  contradiction: 'void',
  newer_version: 'newer',
  read_only: 'credentials',
  late_op: 'quarantined',
  removed_here: 'removed',
  forged_number: 'quarantined',
};

/** What stands in the way when a sync ends with such an error; `failed` for the others. */
const KIND_OF_ERROR: Readonly<Partial<Record<ErrorCode, SyncItem['kind']>>> = {
  offline: 'offline',
  no_space: 'full',
  newer_version: 'newer',
  forbidden: 'credentials',
  not_found: 'address',
  invalid_input: 'address',
  corrupt: 'address',
};

const NEXT: Readonly<Record<SyncItem['kind'], string>> = {
  contested: 'Choose the version that shall hold it.',
  missing: 'It is asked for again with each sync. A device that has it sends it with "verify --remote".',
  damaged: 'It is kept out. A device that has it whole heals it with "verify --remote".',
  quarantined: 'It is kept out and asked for again. If it stays, ask whoever uses that device.',
  void: 'Nothing has to be done: the place stays a gap.',
  full: 'Free space in the storage or raise its quota; sync goes on by itself.',
  credentials: 'Enter new keys for this remote.',
  clock: 'Set the clock of that device right.',
  newer: 'Update Cairn on this device; until then it reads and does not write.',
  gone: 'Check that the right disk or share is connected. To fill it again from this device, sync with "--refill".',
  removed: 'It can be read here. To write to it again, ask who took this device out; a new data folder that adds the remote is a new device.',
  address: 'Correct its address with "cairn remote set", or put right what is there.',
  failed: 'It is tried again by itself. If it stays, see what "cairn remote test" says of the remote.',
  aside: 'Sync now to send it.',
  renumbered: 'Name the version that is meant. "cairn acknowledge" with this name ends it.',
  jump: 'Set it right, or say that it is: "cairn device clock-is-right".',
  offline: 'Nothing has to be done: it goes on by itself as soon as the storage answers.',
  late: 'Nothing has to be done: it comes as soon as the storage shows it.',
  mirror: 'Put right what is there, and copy to it again with "cairn remote mirror copy", or take it off with "cairn remote mirror rm". If it took the place of the remote, go over to it with "cairn remote set".',
};

/** It was let in, and nothing comes of asking again. */
const NEXT_OF_LATE_OP = 'Nothing of it counts. If that device is still used, take back its keys to the storage.';

/** A folder knows no keys. */
const nextOf = (kind: SyncItem['kind'], url: string): string => (kind === 'credentials' && url.startsWith('file:') ? 'Check the rights of the folder and of the disk it lies on, or ask who keeps it. Sync goes on by itself.' : NEXT[kind]);

/** Which device gives the numbers of a registry whose storage does not; nobody before the first sync. */
export function numberingOf(store: RegistryStore): { readonly device: string; readonly self: boolean } | null {
  const role = store.read.numberingRole();
  return role ? { device: deviceName(store, role.device), self: role.device === store.device.id } : null;
}

function fromFinding(store: RegistryStore, url: string, { key, reason, message }: SyncFinding, at: number): SyncItem {
  const kind = KIND_OF[reason] ?? 'damaged';
  // The item names it in words.
  const said = message.startsWith(`${key}: `) ? message.slice(key.length + 2) : message;
  return { id: `${store.id}/${reason}/${key}`, kind, registry: store.id, ...keyWords(store, url, key), cause: sentence(said), next: reason === 'late_op' ? NEXT_OF_LATE_OP : nextOf(kind, url), alias: null, at };
}

function kindOfError({ code, details }: ErrorShape): SyncItem['kind'] {
  if (code === 'forbidden' && details['clock']) return 'clock';
  if (details['gone']) return 'gone';
  if (code === 'forbidden' && details['registry']) return 'address';
  return KIND_OF_ERROR[code] ?? 'failed';
}

const nameOf = (store: RegistryStore, id: string): string | null => store.devices().find(({ device }) => device === id)?.name || null;

/** What ended the last sync: nothing is exchanged with the remote while it stands. */
function fromError(store: RegistryStore, url: string, error: ErrorShape, at: number): SyncItem {
  const kind = kindOfError(error);
  return { id: `${store.id}/${kind}`, kind, registry: store.id, what: url, device: nameOf(store, store.device.id), cause: sentence(error.message), next: nextOf(kind, url), alias: null, at };
}

/** The clock here jumped, and nobody said yet that it is right. */
export function jumpItem(store: RegistryStore, { by, at }: ClockJump): SyncItem {
  const device = nameOf(store, store.device.id) ?? 'this device';
  return { id: `${store.id}/jump`, kind: 'jump', registry: store.id, what: device, device, cause: `The clock of this computer went ${durationWords(Math.abs(by))} ${by > 0 ? 'ahead' : 'back'} at one go. Nothing is removed by age until it is known to be right.`, next: NEXT.jump, alias: null, at };
}

/** Mirrors that stay behind until somebody does something about it. One that does not answer is copied to once it does. */
export function mirrorItems(store: RegistryStore, mirrors: readonly StoredMirror[]): SyncItem[] {
  return mirrors.flatMap(({ name, problem, code, last, added }): SyncItem[] =>
    problem === null || code === null || code === 'offline' ? [] : [{ id: `${store.id}/mirror/${name}`, kind: 'mirror', registry: store.id, what: `The mirror ${name}`, device: nameOf(store, store.device.id), cause: problem, next: NEXT.mirror, alias: null, at: last?.at ?? added }],
  );
}

/** What a person put aside. */
export function asideItem(store: RegistryStore, url: string, { label, at }: Aside): SyncItem {
  return { id: `${store.id}/aside`, kind: 'aside', registry: store.id, what: label, device: nameOf(store, store.device.id), cause: `Its upload to ${url} was cancelled. It is put aside, and what was made after it waits with it.`, next: NEXT.aside, alias: null, at };
}

/** True for what others published and has not come yet: it is waited for. */
export const isLate = ({ kind }: SyncItem): boolean => kind === 'late';

/** True for what a person has to do something about. */
export const needsPerson = (item: SyncItem): boolean => item.kind !== 'offline' && item.kind !== 'aside' && !isLate(item);

/** What a person should look at. Gaps in numbers and the like are told in the log and not here. */
export function itemsOf(store: RegistryStore, url: string, { findings, error, since, synced, offset }: LastSync, now: number): SyncItem[] {
  const at = synced ?? now;
  const contested = store.read.contestedAliases().map(({ collection, alias }): SyncItem => {
    const state = store.read.aliasStates(collection).find((each) => each.alias === alias);
    const name = store.read.collection(collection)?.name ?? collection.slice(0, 12);
    const against = state?.contest?.challenges ?? [];
    const who = against.map(({ ref, actor, device }) => `${actor.name} on ${device} ${ref === null ? 'took it off' : `moved it to ${ref}`}`).join('; ');
    return {
      id: `${store.id}/contested/${collection}/${alias}`,
      kind: 'contested',
      registry: store.id,
      what: `${name}:${alias}`,
      device: against[0]?.device ?? null,
      cause: `${state?.ref ?? 'Nothing'} holds it${who ? `; ${who}` : ''}.`,
      next: NEXT.contested,
      alias: { collection, alias },
      at: against[0]?.at ?? at,
    };
  });
  const found = findings.map((finding) => fromFinding(store, url, finding, at)).filter(({ kind }) => kind !== 'void');
  return [...contested, ...renumberedItems(store, NEXT.renumbered, at), ...(error ? [fromError(store, url, error, since ?? at)] : []), ...clockItems(store, url, offset, now), ...lookItems(store), ...found];
}
