// One sync of one registry with its remote: read, number, publish. Running it again is how it resumes after anything.
import { CairnError } from '../../../shared/contract/errors.js';
import type { Remote } from '../remotes/types.js';
import type { RegistryStore } from '../store/types.js';
import { createCarrier } from './bytes/carrier.js';
import { createLanes } from './bytes/lanes.js';
import { askAgain, claimNumbers } from './claims.js';
import { prepareNumbering } from './numbering.js';
import { MIRROR_FEATURE, unknownFeatures } from './config.js';
import { configNow } from './configNow.js';
import { deviceKey, HEADS_PREFIX, logPrefix } from './keys.js';
import { listAll } from './listAll.js';
import { settleMoves } from './moves.js';
import { sequenceMoves } from './sequencing.js';
import { rememberRemote } from './marks.js';
import { publish, putHead, unpublished } from './publish.js';
import { succeed } from './succession.js';
import { refillOthers, signPublished } from './refill.js';
import { pull, pullDevice, pullManifests, type PullContext } from './pull.js';
import { contradictionIn, isSaid, modeIn, sayMode } from './storeMode.js';
import type { SyncFinding, SyncParty, SyncReport } from './types.js';

/** True when this device was taken out of the registry. */
export function isOut(store: RegistryStore): boolean {
  return store.lastAccepted(store.device.id) !== undefined;
}

/** What nobody here wrote: it keeps nothing back that somebody did. */
const isForged = ({ reason }: SyncFinding): boolean => reason === 'bad_signature';
const contradicts = ({ reason }: SyncFinding): boolean => reason === 'contradiction';

/**
 * Reads what others published, takes a new identity where two machines share one, claims the numbers that the outbox asks for, publishes this device's own ops.
 * What fails verification is named in `findings`, kept out, and asked for again next time.
 * @throws CairnError offline (run it again: nothing is lost or doubled), forbidden (this registry does not live in that remote), not_found
 * (it did, and does not now), newer_version (a later Cairn made it one that this one may not write to), or the signal's reason
 */
export async function syncOnce(party: SyncParty, storage: Remote, signal?: AbortSignal): Promise<SyncReport> {
  const { store } = party;
  if (store.home === 'computer') throw new CairnError('forbidden', 'This registry lives on this computer alone. Move it to a remote, or add the remote as a registry of its own.', { registry: store.id });
  const heads = await listAll(storage, HEADS_PREFIX, signal);
  const { config, marks, remote } = await configNow(party, storage, heads, signal);
  rememberRemote(store, party.actor, config.remoteId);
  const findings: SyncFinding[] = [];
  const strange = unknownFeatures(config);
  const lanes = party.lanes ?? createLanes();
  const carrier = createCarrier(party, remote, config.remoteId, lanes);
  const writing = remote.capabilities.writable && strange.length === 0 && !isOut(store) && !party.aside;
  const context: PullContext = { party, remote, marks, lanes, carrier: writing ? carrier : undefined, signal };
  const pulled = await pull(context, heads);
  findings.push(...pulled.findings);
  let { received, manifests } = pulled;
  let numbered = 0;
  let sent = 0;
  let reissued = 0;
  const newer = strange.filter((feature) => feature !== MIRROR_FEATURE);
  if (newer.length > 0) {
    findings.push({ key: 'config', reason: 'newer_version', message: `The registry uses ${newer.join(', ')}, which this version of Cairn does not know: it reads and does not write.` });
  } else if (writing && !isOut(store)) {
    const mode = modeIn(store, config.remoteId, remote.capabilities.mode);
    const odd = mode === 'cas' && marks.askNumbers() ? contradictionIn(store, config.remoteId) : undefined;
    if (odd) findings.push(odd);
    if (marks.askNumbers()) {
      askAgain(party);
      marks.save({ ask: '' });
    }
    const single = odd !== undefined || mode === 'single';
    const silent = party.introduce === true && store.formers.length === 0 && store.opsOf(store.device.id, 0, 1).length === 0;
    const asked = single && (!isSaid(store, config.remoteId, 'single') || store.read.proposedMoves().length > 0 || store.read.unnumbered().length > 0);
    if (store.formers.length > 0 || (!pulled.ownRead && (silent || asked || store.intents().length > 0 || store.read.pendingMoves().length > 0 || unpublished(party, marks).length > 0))) {
      // Another machine may write under this identity, or this one may have forgotten: see it before adding to the log.
      const own = await pullDevice(context, store.publisher);
      const named = own.received > 0 ? await pullManifests(context) : undefined;
      findings.push(...own.findings, ...(named?.findings ?? []));
      received += own.received;
      manifests += named?.manifests ?? 0;
    }
    if (store.isForked(store.device.id) && party.renew) {
      // Its last head names all that is known to be published under it, and whoever has it can put it again.
      await putHead(party, remote, marks, signal);
      await signPublished({ party, remote, marks, signal });
      party.renew();
    }
    reissued = succeed(party, marks);
    // Where its log could not be read it may have one: two beginnings would be a fork.
    if (silent && !findings.some(({ key }) => key.startsWith(logPrefix(store.device.id)))) store.write(party.actor, (tx) => tx.introduce());
    if (single) sayMode(party, config.remoteId, 'single');
    if (!single || prepareNumbering(party, pulled.heads, pulled.findings.every(isForged))) {
      const claimed = await claimNumbers(party, remote, marks, signal);
      findings.push(...claimed.findings);
      numbered = claimed.numbered;
      if (claimed.findings.some(contradicts)) sayMode(party, config.remoteId, 'single');
    }
    if (single) sequenceMoves(party, party.late);
    const published = await publish(party, remote, marks, carrier, signal);
    findings.push(...published.findings);
    sent = published.sent;
    sent += await refillOthers({ party, remote, marks, carrier, signal }, pulled.heads);
    if (!single && store.read.pendingMoves().length > 0) {
      // Only now: whoever reads a move can have the version it names.
      const settled = await settleMoves(party, remote, party.late, signal);
      findings.push(...settled.findings);
      if (settled.findings.some(contradicts)) sayMode(party, config.remoteId, 'single');
      sent += (await publish(party, remote, marks, carrier, signal)).sent;
    }
  }
  // Looked at again: the removal may have come just now.
  if (isOut(store)) findings.push({ key: deviceKey(store.device.id), reason: 'removed_here', message: 'This device was taken out of the registry. What it made before counts; what it makes now is not sent.' });
  return { sent, received, numbered, manifests, pending: store.intents().length + store.read.pendingMoves().length, findings, reissued };
}
