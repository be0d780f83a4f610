// Mends what decides about numbers and protected aliases. Such an object is never overwritten, but given back the very bytes that stood
// there: of a move whoever carries it has them, of a claim the devices that read it.
import { canonicalJson } from '../../domain/canonicalJson.js';
import { carriedBy, moveBytes, moveHash } from '../../domain/moveRecord.js';
import { decodeClaim } from '../claimRecord.js';
import { fetchBody } from '../fetchBody.js';
import { fetchDecision } from '../fetchDecision.js';
import { allOf } from '../bytes/lanes.js';
import { CLAIMS_PREFIX, claimKey, isMoveKey, LIMITS, moveKey, readClaimKey } from '../keys.js';
import { listAll } from '../listAll.js';
import { openMarks } from '../marks.js';
import { decodeMove } from '../moves.js';
import type { HealContext, RemoteLack } from './types.js';

interface Known {
  /** Canonical text of the move that holds a place. */
  readonly moves: ReadonlyMap<string, string>;
  /** Device that wrote the first number of a claim, or the move. */
  readonly devices: ReadonlyMap<string, string>;
}

/** What the log says about the objects at these places. */
function knownOf({ party: { store } }: HealContext): Known {
  const moves = new Map<string, { readonly id: string; readonly text: string }>();
  const devices = new Map<string, string>();
  for (const { op } of store.allOps()) {
    const record = carriedBy(op);
    // Without one, its place is in the log alone.
    if (record?.k !== undefined) {
      const key = moveKey(record.collection, record.alias, record.k);
      const [id, before] = [moveHash(record), moves.get(key)];
      if (before && before.id <= id) continue;
      moves.set(key, { id, text: Buffer.from(moveBytes(record)).toString('utf8') });
      devices.set(key, record.device);
    } else if (op.kind === 'number' && op.body['block'] !== undefined) devices.set(claimKey(String(op.body['collection']), Number(op.body['number'])), op.device);
  }
  return { moves: new Map([...moves].map(([key, { text }]) => [key, text])), devices };
}

type Read = (body: Uint8Array) => string | undefined;

/** What a body says at this key, canonical, or undefined for one that is not valid there. */
function readerOf({ party: { store } }: HealContext, key: string): Read | undefined {
  const place = readClaimKey(key);
  const text = (value: unknown): string | undefined => (value === undefined ? undefined : canonicalJson(value));
  if (place) return (body) => text(decodeClaim(body, { registry: store.id, ...place })?.record);
  return isMoveKey(key) ? (body) => text(decodeMove(body, store.id, key)) : undefined;
}

/** Puts the bytes back that stood there, if it is still what was found damaged that lies there. */
async function putBack({ remote, signal }: HealContext, key: string, text: string, read: Read): Promise<boolean> {
  const item = await remote.head(key, signal);
  const there = await fetchBody(remote, key, LIMITS.claim, signal);
  if (!item || ('body' in there && read(there.body) !== undefined)) return false;
  await remote.mend(key, item.tag, Buffer.from(text, 'utf8'), signal);
  const now = await fetchBody(remote, key, LIMITS.claim, signal);
  return 'body' in now && read(now.body) === text;
}

export async function healDecisions(context: HealContext): Promise<RemoteLack[]> {
  const { party, remote, remoteId, lanes, signal } = context;
  const marks = openMarks(party.store, party.actor, remoteId);
  const lacks: RemoteLack[] = [];
  let known: Known | undefined;
  await allOf(await listAll(remote, CLAIMS_PREFIX, signal), async ({ key }) => {
    const read = readerOf(context, key);
    if (!read) return;
    const there = await lanes.run({ signal }, () => fetchDecision(remote, key, LIMITS.claim, read, signal));
    if ('value' in there || there.reason === 'missing') return;
    known ??= knownOf(context);
    const text = known.moves.get(key) ?? marks.stood(key);
    const healed = remote.capabilities.writable && text !== undefined && (await putBack(context, key, text, read));
    const device = known.devices.get(key);
    lacks.push({ id: key, what: isMoveKey(key) ? 'move' : 'claim', problem: 'damaged', healed, ...(device === undefined ? {} : { device }) });
  });
  return lacks;
}
