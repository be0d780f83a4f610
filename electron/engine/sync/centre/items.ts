// What is not as it should be, each with its cause and its next step: read from the store and from what the last sync found.
import type { ErrorShape } from '../../../../shared/contract/errors.js';
import type { SyncItem } from '../../../../shared/contract/sync.js';
import type { RegistryStore } from '../../store/types.js';
import type { SyncFinding } from '../types.js';

const KIND_OF: Readonly<Record<string, SyncItem['kind']>> = {
  manifest_missing: 'missing',
  missing: 'missing',
  gap: 'missing',
  absent_here: 'missing',
  unknown_device: 'missing',
  claim_missing: 'void',
  void_claim: 'void',
  newer_version: 'newer',
  remote_empty: 'gone',
  read_only: 'credentials',
  late_op: 'quarantined',
  removed_here: 'removed',
  forged_number: 'quarantined',
};

const NEXT: Readonly<Record<SyncItem['kind'], string>> = {
  contested: 'Choose the version that shall hold it.',
  refused: 'Look at what was moved, and move it again if it is still meant.',
  fork: 'Nothing is lost. If one disk was copied from another, let each machine sync; this one takes a new identity.',
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
  moved_number: 'Look at both versions, then name the one that is meant by its digest.',
};

/** A folder knows no keys. */
const nextOf = (kind: SyncItem['kind'], url: string): string => (kind === 'credentials' && url.startsWith('file:') ? 'Check the rights of the folder and of the disk it lies on, or ask who keeps it. Sync goes on by itself.' : NEXT[kind]);

/** Which device gives the numbers of a registry whose storage does not; nobody before the first sync. */
export function numberingOf(store: RegistryStore): { readonly device: string; readonly self: boolean } | null {
  const role = store.read.numberingRole();
  return role ? { device: store.devices().find(({ device }) => device === role.device)?.name || role.device.slice(0, 12), self: role.device === store.device.id } : null;
}

/** The device whose key is named in a key of the remote. */
function deviceIn(store: RegistryStore, key: string): string | null {
  const id = /^(?:log|heads|devices)\/([0-9a-f]{64})/.exec(key)?.[1];
  return id === undefined ? null : (store.devices().find(({ device }) => device === id)?.name ?? id.slice(0, 12));
}

function fromFinding(store: RegistryStore, url: string, { key, reason, message }: SyncFinding, at: number): SyncItem {
  const kind = KIND_OF[reason] ?? 'damaged';
  return { id: `${store.id}/${reason}/${key}`, kind, registry: store.id, what: key, device: deviceIn(store, key), cause: message, next: nextOf(kind, url), alias: null, at };
}

function fromError(store: RegistryStore, url: string, error: ErrorShape, at: number): SyncItem[] {
  const kind: SyncItem['kind'] | undefined = error.code === 'no_space' ? 'full' : error.code === 'forbidden' && error.details['clock'] ? 'clock' : error.code === 'forbidden' || error.code === 'not_found' ? 'credentials' : undefined;
  return kind ? [{ id: `${store.id}/${kind}`, kind, registry: store.id, what: url, device: null, cause: error.message, next: nextOf(kind, url), alias: null, at }] : [];
}

/** What a person should look at. Gaps in numbers and the like are told in the log and not here. */
export function itemsOf(store: RegistryStore, url: string, findings: readonly SyncFinding[], error: ErrorShape | null, at: number): SyncItem[] {
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
  const forks = store.devices().filter(({ forked }) => forked).map(({ device, name }): SyncItem => ({
    id: `${store.id}/fork/${device}`,
    kind: 'fork',
    registry: store.id,
    what: name || device.slice(0, 12),
    device: name || device.slice(0, 12),
    cause: 'Two machines have written under this identity: a disk was cloned, or a backup was restored. What both wrote is kept.',
    next: NEXT.fork,
    alias: null,
    at,
  }));
  const found = findings.map((finding) => fromFinding(store, url, finding, at)).filter(({ kind }) => kind !== 'void');
  return [...contested, ...fromError(store, url, error ?? { code: 'internal', message: '', details: {} }, at), ...forks, ...found];
}
