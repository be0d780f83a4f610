// Numbers where the storage decides nothing (mode `single`): one device gives them to everybody's versions; the others wait for it.
import type { SyncParty } from './types.js';

/**
 * Takes the role where nobody has it: the first device of a registry, whoever has read all logs and finds it given to nobody (the storage
 * decided until now), or anyone once the one that had it was taken out, or forked: then its machines go on as other devices.
 */
function takeVacant({ store, actor }: SyncParty, heads: ReadonlySet<string>, whole: boolean): void {
  const role = store.read.numberingRole();
  const lost = (device: string): boolean => device !== store.device.id && (store.lastAccepted(device) !== undefined || store.isForked(device));
  const vacant = role === undefined ? whole || [...heads].every((device) => device === store.device.id) : lost(role.device);
  if (!vacant) return;
  store.write(actor, (tx) => void tx.append({ kind: 'role', body: { role: 'numbering', epoch: (role?.epoch ?? -1) + 1, device: store.device.id } }));
}

/**
 * Before numbers are claimed in mode `single`. On the device that gives them, everything without a number waits for one from now on.
 * @param heads devices that have published something
 * @param whole what they published was read to the end
 * @returns true when this device gives the numbers
 */
export function prepareNumbering(party: SyncParty, heads: ReadonlySet<string>, whole: boolean): boolean {
  const { store, actor } = party;
  takeVacant(party, heads, whole);
  if (store.read.numberingRole()?.device !== store.device.id) {
    // What got its number from the other device waits no longer.
    const answered = store.intents().filter(({ collection, target }) => store.read.numberOf(collection, target) !== undefined);
    if (answered.length > 0) store.write(actor, (tx) => answered.forEach((intent) => tx.dropIntent(intent)));
    return false;
  }
  const waiting = new Set(store.intents().map(({ collection, target }) => `${collection} ${target}`));
  const others = store.read.unnumbered().filter(({ collection, target }) => !waiting.has(`${collection} ${target}`));
  if (others.length > 0) store.write(actor, (tx) => others.forEach(({ collection, target }) => tx.number(collection, target)));
  return true;
}

