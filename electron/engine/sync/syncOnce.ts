// One sync of one registry with its remote: read, number, publish. Running it again is how it resumes after anything.
import { CairnError } from '../../../shared/contract/errors.js';
import type { Remote, RemoteItem } from '../remotes/types.js';
import type { RegistryStore } from '../store/types.js';
import { createCarrier } from './bytes/carrier.js';
import { createLanes } from './bytes/lanes.js';
import { askAgain, claimNumbers } from './claims.js';
import { prepareNumbering } from './numbering.js';
import { readConfig, unknownFeatures, writeConfig, type RemoteConfig } from './config.js';
import { deviceKey, deviceOfHeadKey, HEADS_PREFIX } from './keys.js';
import { listAll } from './listAll.js';
import { settleMoves } from './moves.js';
import { lastRemote, openMarks, rememberRemote } from './marks.js';
import { publish, unpublished } from './publish.js';
import { succeed } from './succession.js';
import { refillOthers } from './refill.js';
import { pull, pullDevice, pullManifests, type PullContext } from './pull.js';
import type { SyncFinding, SyncParty, SyncReport } from './types.js';

/** True when this device was taken out of the registry. */
function isOut(store: RegistryStore): boolean {
  return store.lastAccepted(store.device.id) !== undefined;
}

/**
 * The config as it was read before, where a head that names this remote still has the tag it had: then it is the same remote. The head
 * that was put here last says so only beside others: alone it may have been put into what was emptied just before.
 */
function recallConfig({ store, actor }: SyncParty, heads: readonly RemoteItem[]): RemoteConfig | undefined {
  const remoteId = lastRemote(store);
  const marks = remoteId === undefined ? undefined : openMarks(store, actor, remoteId);
  if (!marks) return undefined;
  const names = ({ key, tag }: RemoteItem): boolean => {
    const device = deviceOfHeadKey(key);
    return device !== undefined && (marks.namingTag(device) === tag || (heads.length > 1 && device === store.device.id && marks.putTag() === tag));
  };
  return heads.some(names) ? marks.config() : undefined;
}

/**
 * Reads what others published, takes a new identity where two machines share one, claims the numbers that the outbox asks for, publishes this device's own ops.
 * What fails verification is named in `findings`, kept out, and asked for again next time.
 * @throws CairnError offline (run it again: nothing is lost or doubled), forbidden (this registry does not live in that remote), or the signal's reason
 */
export async function syncOnce(party: SyncParty, remote: Remote, signal?: AbortSignal): Promise<SyncReport> {
  const { store, random } = party;
  if (store.home === 'computer') throw new CairnError('forbidden', 'This registry lives on this computer alone. Move it to a remote, or add the remote as a registry of its own.', { registry: store.id });
  const heads = await listAll(remote, HEADS_PREFIX, signal);
  const known = recallConfig(party, heads) ?? (await readConfig(remote, signal));
  const before = lastRemote(store);
  if (!known && party.refill === false && before !== undefined) {
    const finding = { key: 'config', reason: 'remote_empty', message: `${remote.url} held this registry, and holds nothing now. Is the right disk connected?` };
    return { sent: 0, received: 0, numbered: 0, manifests: 0, pending: store.intents().length + store.read.pendingMoves().length, findings: [finding], reissued: 0 };
  }
  const config = known ?? (await writeConfig(remote, store.id, random, signal));
  if (config.registry !== store.id) {
    throw new CairnError('forbidden', `${remote.url} is the home of registry ${config.registry}, not of ${store.id}. Add it as a registry of its own.`, { registry: config.registry });
  }
  const marks = openMarks(store, party.actor, config.remoteId);
  rememberRemote(store, party.actor, config.remoteId);
  if (!marks.config()) marks.save({ config: JSON.stringify(config) });
  const findings: SyncFinding[] = [];
  const strange = unknownFeatures(config);
  const lanes = party.lanes ?? createLanes();
  const carrier = createCarrier(party, remote, config.remoteId, lanes);
  const writing = remote.capabilities.writable && strange.length === 0 && !isOut(store);
  const context: PullContext = { party, remote, marks, lanes, carrier: writing ? carrier : undefined, signal };
  const pulled = await pull(context, heads);
  findings.push(...pulled.findings);
  let { received, manifests } = pulled;
  let numbered = 0;
  let sent = 0;
  let reissued = 0;
  if (strange.length > 0) {
    findings.push({ key: 'config', reason: 'newer_version', message: `The registry uses ${strange.join(', ')}, which this version of Cairn does not know: it reads and does not write.` });
  } else if (writing && !isOut(store)) {
    if (marks.askNumbers()) {
      askAgain(party);
      marks.save({ ask: '' });
    }
    if (store.formers.length > 0 || (!pulled.ownRead && (store.intents().length > 0 || store.read.pendingMoves().length > 0 || unpublished(party, marks).length > 0))) {
      // Another machine may write under this identity, or this one may have forgotten: see it before adding to the log.
      const own = await pullDevice(context, store.publisher);
      const named = own.received > 0 ? await pullManifests(context) : undefined;
      findings.push(...own.findings, ...(named?.findings ?? []));
      received += own.received;
      manifests += named?.manifests ?? 0;
    }
    if (store.isForked(store.device.id)) party.renew?.();
    reissued = succeed(party, marks);
    if (remote.capabilities.mode === 'cas' || prepareNumbering(party, pulled.heads)) {
      const claimed = await claimNumbers(party, remote, marks, signal);
      findings.push(...claimed.findings);
      numbered = claimed.numbered;
    }
    const published = await publish(party, remote, marks, carrier, signal);
    findings.push(...published.findings);
    sent = published.sent;
    sent += await refillOthers(party, remote, marks, carrier, pulled.heads, signal);
    if (store.read.pendingMoves().length > 0) {
      // Only now: whoever reads a move can have the version it names.
      findings.push(...(await settleMoves(party, remote, party.late, signal)).findings);
      sent += (await publish(party, remote, marks, carrier, signal)).sent;
    }
  }
  // Looked at again: the removal may have come just now.
  if (isOut(store)) findings.push({ key: deviceKey(store.device.id), reason: 'removed_here', message: 'This device was taken out of the registry. What it made before counts; what it makes now is not sent.' });
  return { sent, received, numbered, manifests, pending: store.intents().length + store.read.pendingMoves().length, findings, reissued };
}
