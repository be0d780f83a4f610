// Ops enter the log: written here at the end of this device's chain, or received from elsewhere.
import { CairnError } from '../../../shared/contract/errors.js';
import type { Actor } from '../../../shared/contract/primitives.js';
import { blake3Hex } from '../domain/blake3.js';
import { canonicalJson } from '../domain/canonicalJson.js';
import { signHead, type DeviceIdentity, type SignedHead } from '../domain/chain.js';
import { nextHlc, receiveHlc } from '../domain/hlc.js';
import { OP_BODIES, type Op, type OpDraft } from '../domain/ops.js';
import { placeOf } from '../domain/history.js';
import type { Clock } from '../ports.js';
import { applyOp } from './apply.js';
import { getMeta, setMeta } from './meta.js';
import { hasOp, insertHead, insertOp, noteFork, replaceOwnHead, tipOf } from './opLog.js';
import { refoldAll } from './refold.js';
import type { Session } from './session.js';
import type { ReceiveResult } from './types.js';

/** Shape version that this build writes for every kind. */
const SHAPE = 1;

function keep(session: Session, op: Op, hash: string, canonical: string): 0 | 1 | 2 {
  const { db } = session;
  const arrival = session.arrival();
  // Read back from the canonical text: values keep one order of keys wherever they are folded.
  const state = applyOp(session, JSON.parse(canonical) as Op, hash, arrival);
  insertOp(db, op, hash, canonical, state);
  if (!placeOf(op).quiet) session.touch('recent', hash);
  return state;
}

function noteReissue(session: Session, op: Op, hash: string): void {
  if (op.replaces === undefined || op.replaces === hash) return;
  session.db.run('INSERT OR IGNORE INTO reissues(hash, id) VALUES(?, ?)', hash, op.replaces);
  session.forgetIdentities();
}

/** The fold could not read what was just written: a bug of the caller, whose transaction ends here. */
function refuseBody(draft: OpDraft): never {
  const issue = OP_BODIES[draft.kind].safeParse(draft.body).error?.issues[0];
  throw new CairnError('invalid_input', `Writing a "${draft.kind}" op, its body is not in form: ${issue?.path.join('.') ?? ''} ${issue?.message ?? ''}.`, { kind: draft.kind });
}

/** What an op that stands for something earlier takes over from it. */
export type Past = Pick<Op, 'origin' | 'replaces'> & Partial<Pick<Op, 'at' | 'actor'>>;

export interface Appender {
  append(draft: OpDraft, past?: Past): string;
  /** A clock for something that is kept beside the chain for now. */
  tick(): string;
  /** Signs the head that the transaction leaves, if it wrote any op. */
  finish(): void;
}

/** The end of this device's chain, for one transaction. */
export function createAppender(session: Session, registry: string, device: DeviceIdentity, deviceName: string, actor: Actor, at: number, clock: Clock): Appender {
  const { db } = session;
  const before = tipOf(db, device.id);
  let tip = before;
  let hlc = getMeta(db, 'hlc');

  const append: Appender['append'] = (draft, past = {}) => {
    hlc = nextHlc(hlc, clock.now());
    const op: Op = {
      registry,
      device: device.id,
      seq: tip ? tip.seq + 1 : 0,
      prev: tip ? tip.hash : null,
      hlc,
      actor: { ...actor },
      at,
      kind: draft.kind,
      v: SHAPE,
      observed: [...new Set(draft.observed)].sort(),
      body: draft.body as Op['body'],
      ...past,
    };
    const canonical = canonicalJson(op);
    const hash = blake3Hex(canonical);
    noteReissue(session, op, hash);
    if (keep(session, op, hash, canonical) === 2) refuseBody(draft);
    tip = { seq: op.seq, hash };
    return hash;
  };

  return {
    append: (draft, past) => {
      if (!tip) append({ kind: 'device', body: { device: device.id, key: device.publicKey, name: deviceName } });
      return append(draft, past);
    },
    tick: () => {
      hlc = nextHlc(hlc, clock.now());
      setMeta(db, 'hlc', hlc);
      return hlc;
    },
    finish: () => {
      if (!tip || tip === before) return;
      replaceOwnHead(db, signHead(device, registry, tip.seq, tip.hash), before?.hash);
      setMeta(db, 'hlc', hlc);
    },
  };
}

/** Folds verified ops of other devices. Forks are kept and their devices named. */
export function receiveOps(session: Session, registry: string, clock: Clock, ops: readonly Op[], heads: readonly SignedHead[]): ReceiveResult {
  const { db } = session;
  const now = clock.now();
  let hlc = getMeta(db, 'hlc');
  let added = 0;
  let reissued = false;
  for (const op of ops) {
    if (op.registry !== registry) throw new CairnError('invalid_input', `Receiving ops, one of registry ${op.registry} was given to registry ${registry}.`, { registry: op.registry });
    const canonical = canonicalJson(op);
    const hash = blake3Hex(canonical);
    if (hasOp(db, hash)) continue;
    noteReissue(session, op, hash);
    reissued ||= op.replaces !== undefined;
    keep(session, op, hash, canonical);
    noteFork(db, op, hash);
    hlc = receiveHlc(hlc, op.hlc, now);
    added += 1;
  }
  // Others may have named a re-issued op before it came; only the whole log says who.
  if (reissued) refoldAll(session);
  for (const head of heads) insertHead(db, head);
  setMeta(db, 'hlc', hlc);
  return { added, forked: db.all<{ device: string }>('SELECT device FROM forks ORDER BY device').map((row) => row.device) };
}
