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
import { applyOp, type OpState } from './apply.js';
import { getMeta, setMeta } from './meta.js';
import { hasOp, insertHead, insertOp, noteFork, readOp, replaceOwnHead, tipOf } from './opLog.js';
import { refoldAll } from './refold.js';
import { concernsLog, noteRemoval, readRemovals } from './removals.js';
import type { Session } from './session.js';
import type { StoredOp } from './readTypes.js';
import type { OpForm, ReceiveResult } from './types.js';
import { noteWriter } from './writers.js';

/** Shape version that this build writes for every kind. */
const SHAPE = 1;

/**
 * @param op as read from its canonical text: values keep one order of keys wherever they are folded
 * @returns the state that was kept, and whether a removal changed which ops count: then the log has to be folded anew
 */
function keep(session: Session, op: Op, hash: string, canonical: string): { readonly state: OpState; readonly changed: boolean } {
  const { db } = session;
  const before = session.bounds();
  if (noteRemoval(db, op, hash)) session.forgetBounds();
  const arrival = session.arrival();
  const state = applyOp(session, op, hash, arrival);
  insertOp(db, op, hash, canonical, state);
  if (!placeOf(op).quiet && state !== 3) session.touch('recent', hash);
  return { state, changed: session.bounds() !== before && concernsLog(db, before, session.bounds()) };
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

function refuseSealed(reason: string | undefined): void {
  if (reason !== undefined) throw new CairnError('forbidden', `Writing to this registry failed: ${reason}`, { readOnly: true });
}

/** What it wrote would count for nobody. */
function refuseRemoved({ db }: Session, device: string): never {
  const by = readRemovals(db).find((removal) => removal.device === device);
  const op = by && readOp(db, by.hash)?.op;
  throw new CairnError('forbidden', `Writing to this registry failed: this device was taken out of it${op ? ` by ${op.actor.name}, ${new Date(op.at).toISOString()}` : ''}. It can be read here; what is written here counts for nobody.`, { device, removed: true });
}

/** What an op that stands for one of another registry takes over from it. */
export type Past = Pick<Op, 'origin'> & Partial<Pick<Op, 'at' | 'actor'>>;

export interface Appender {
  append(draft: OpDraft, past?: Past): string;
  /** Begins this device's chain, unless it has one. */
  introduce(): void;
  /** Issues an op of another chain again: the same but for its place, so that either means it. */
  reissue(stored: StoredOp): void;
  /** A clock for something that is kept beside the chain for now. */
  tick(): string;
  /** Signs the head that the transaction leaves, if it wrote any op. */
  finish(): void;
}

/** The end of this device's chain, for one transaction. */
export function createAppender(session: Session, registry: string, device: DeviceIdentity, deviceName: string, actor: Actor, at: number, clock: Clock, sealed: () => string | undefined): Appender {
  const { db } = session;
  const before = tipOf(db, device.id);
  let tip = before;
  let hlc = getMeta(db, 'hlc');

  function add(content: Omit<Op, 'registry' | 'device' | 'seq' | 'prev'>): { readonly hash: string; readonly state: OpState } {
    const op: Op = { registry, device: device.id, seq: tip ? tip.seq + 1 : 0, prev: tip ? tip.hash : null, ...content };
    const canonical = canonicalJson(op);
    const hash = blake3Hex(canonical);
    noteReissue(session, op, hash);
    const { state, changed } = keep(session, JSON.parse(canonical) as Op, hash, canonical);
    if (changed) refoldAll(session);
    tip = { seq: op.seq, hash };
    return { hash, state };
  }

  const append: Appender['append'] = (draft, past = {}) => {
    hlc = nextHlc(hlc, clock.now());
    const { hash, state } = add({ hlc, actor: { ...actor }, at, kind: draft.kind, v: SHAPE, observed: [...new Set(draft.observed)].sort(), body: draft.body as Op['body'], ...past });
    if (state === 2) refuseBody(draft);
    return hash;
  };

  const refuseOut = (): void => {
    if (tip && tip.seq >= (session.bounds().get(device.id) ?? Infinity)) refuseRemoved(session, device.id);
  };

  function begin(): void {
    if (tip === before) refuseSealed(sealed());
    refuseOut();
    if (!tip) append({ kind: 'device', body: { device: device.id, key: device.publicKey, name: deviceName } });
  }

  return {
    introduce: begin,
    append: (draft, past) => {
      begin();
      return append(draft, past);
    },
    reissue: ({ hash, op }) => {
      begin();
      const { registry: _registry, device: _device, seq: _seq, prev: _prev, ...content } = op;
      add({ ...content, replaces: op.replaces ?? hash });
    },
    tick: () => {
      refuseSealed(sealed());
      refuseOut();
      hlc = nextHlc(hlc, clock.now());
      setMeta(db, 'hlc', hlc);
      return hlc;
    },
    finish: () => {
      if (!tip || tip === before) return;
      noteWriter(db, device.id);
      replaceOwnHead(db, signHead(device, registry, tip.seq, tip.hash), before?.hash);
      setMeta(db, 'hlc', hlc);
    },
  };
}

/** Folds verified ops of other devices. Forks are kept and their devices named. */
export function receiveOps(session: Session, registry: string, clock: Clock, ops: readonly Op[], heads: readonly SignedHead[], forms?: readonly OpForm[]): ReceiveResult {
  const { db } = session;
  const now = clock.now();
  let hlc = getMeta(db, 'hlc');
  let added = 0;
  let again = false;
  for (const [index, op] of ops.entries()) {
    if (op.registry !== registry) throw new CairnError('invalid_input', `Receiving ops, one of registry ${op.registry} was given to registry ${registry}.`, { registry: op.registry });
    const form = forms?.[index];
    const canonical = form?.text ?? canonicalJson(op);
    const hash = form?.hash ?? blake3Hex(canonical);
    if (hasOp(db, hash)) continue;
    noteReissue(session, op, hash);
    const { changed } = keep(session, form ? op : (JSON.parse(canonical) as Op), hash, canonical);
    again ||= op.replaces !== undefined || changed;
    noteFork(db, op, hash);
    hlc = receiveHlc(hlc, op.hlc, now);
    added += 1;
  }
  // Others may have named a re-issued op before it came, and a removal concerns what came before it: only the whole log says.
  if (again) refoldAll(session);
  for (const head of heads) insertHead(db, head);
  setMeta(db, 'hlc', hlc);
  return { added, forked: db.all<{ device: string }>('SELECT device FROM forks ORDER BY device').map((row) => row.device) };
}
