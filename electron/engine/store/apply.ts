// Applies the effects of one op to the tables. Everything here is commutative and idempotent; rows are computed later.
import { assertNever } from '../../../shared/util/assertNever.js';
import { foldOp, replacedFields, type Carried, type Effect } from '../domain/fold.js';
import { foldName } from '../domain/foldName.js';
import { placeOf } from '../domain/history.js';
import { toldBy } from '../domain/moveRecord.js';
import type { Op } from '../domain/ops.js';
import { pass } from './project/edge.js';
import { touchVersion } from './project/touch.js';
import { PROTECTED_SETTING } from './protectedAliases.js';
import { safetyRank } from './queries/safety.js';
import { addSeen, addWrite } from './registers.js';
import { PROJECTED, weightOf, type Projected, type Session } from './session.js';

/** An op with its place in the order of concurrent ops. */
export interface Applied {
  readonly op: Op;
  readonly hash: string;
  /** Its identity: the hash of the op it re-issues, else its own. */
  readonly id: string;
  readonly rank: string;
  readonly observed: readonly string[];
}

/** `version:<id>` -> what to compute anew. Aliases and tags have keys of several parts. */
export function dirtySubject(session: Session, subject: string): void {
  const document = /^(view|policy):(.+)$/s.exec(subject);
  if (document) session.touch(document[1] === 'view' ? 'views' : 'policies', document[2] ?? '');
  if (subject === `setting:${PROTECTED_SETTING.scope}`) {
    for (const row of session.db.all<{ subject: string }>("SELECT DISTINCT subject FROM writes WHERE subject >= 'alias:' AND subject < 'alias;'")) dirtySubject(session, row.subject);
  }
  const colon = subject.indexOf(':');
  const kind = subject.slice(0, colon);
  if (kind === 'signatures') session.touch(`version:${subject.slice(colon + 1)}`, subject.slice(colon + 1));
  if (kind === 'report') {
    session.touch('reports', '*');
    session.touch(subject, '*');
  }
  if ((PROJECTED as readonly string[]).includes(kind)) session.dirty(kind as Projected, subject.slice(colon + 1));
}

function applyEdge(session: Session, applied: Applied, effect: Extract<Effect, { do: 'edge' }>): void {
  const { db } = session;
  const { op, id, rank, observed } = applied;
  const passed = db.get('SELECT 1 FROM edge_seen s JOIN edges e ON e.id = s.seer WHERE s.edge = ? AND e.live = 1 LIMIT 1', id) ? 1 : 0;
  const actor = JSON.stringify(op.actor);
  db.run(
    `INSERT INTO edges(id, form, collection, target, version, run, rank, hash, at, actor, device, live, passed, history) VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?1, ?8, ?9, ?10, 1, ?11, ?12)
     ON CONFLICT(id) DO UPDATE SET rank = excluded.rank, at = excluded.at, actor = excluded.actor, device = excluded.device,
       collection = excluded.collection, target = excluded.target, version = excluded.version, run = excluded.run, history = excluded.history
     WHERE (excluded.rank, excluded.at, excluded.actor, excluded.device) < (rank, at, actor, device)`,
    id, effect.form, effect.collection, effect.target, effect.version, effect.run, rank, op.at, actor, op.device, passed, effect.history === undefined ? null : JSON.stringify(effect.history),
  );
  for (const before of observed) {
    db.run('INSERT OR IGNORE INTO edge_seen(edge, seer) VALUES(?, ?)', before, id);
    pass(session, before);
  }
  if (effect.history !== undefined || db.get('SELECT 1 FROM writes WHERE subject = ? LIMIT 1', `edge:${id}`)) session.dirty('edge', id);
  session.dirty('version', effect.version);
  session.dirty('collection', effect.collection);
  if (effect.run !== null) session.dirty('run', effect.run);
  if (effect.form === 'link') {
    session.dirty('link', effect.target);
    for (const row of db.all<{ collection: string }>('SELECT DISTINCT collection FROM edges WHERE target = ?', effect.version)) session.dirty('collection', row.collection);
  }
}

function applyNumber(session: Session, applied: Applied, effect: Extract<Effect, { do: 'number' }>): void {
  const { db } = session;
  db.run('INSERT OR IGNORE INTO numbers(collection, number, id, target) VALUES(?, ?, ?, ?)', effect.collection, effect.number, applied.id, effect.target);
  session.renumber(effect.collection).given.add(effect.number);
  for (const row of db.all<{ target: string }>('SELECT DISTINCT target FROM numbers WHERE collection = ? AND number = ?', effect.collection, effect.number)) {
    session.dirty('number', row.target);
    if (db.get('SELECT 1 FROM links WHERE id = ?', row.target)) session.dirty('link', row.target);
  }
}

function applyEffect(session: Session, applied: Applied, effect: Effect): void {
  const { db } = session;
  const { id, rank, hash } = applied;
  switch (effect.do) {
    case 'write':
      addWrite(db, effect.subject, { id, rank, fields: effect.fields });
      return;
    case 'see':
      return;
    case 'edge':
      applyEdge(session, applied, effect);
      return;
    case 'use':
      db.run(
        `INSERT INTO uses(id, run, version, collection, used_as, rank, hash) VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?1)
         ON CONFLICT(id) DO UPDATE SET rank = excluded.rank WHERE excluded.rank < rank`,
        id, effect.run, effect.version, effect.collection, effect.as, rank,
      );
      session.dirty('version', effect.version);
      session.dirty('run', effect.run);
      session.dirty('collection', effect.collection);
      for (const row of db.all<{ version: string }>('SELECT DISTINCT version FROM edges WHERE run = ?', effect.run)) {
        session.dirty('version', row.version);
        session.touch(`version:${row.version}`, row.version);
      }
      return;
    case 'sequence':
      db.run('INSERT OR IGNORE INTO sequence(collection, alias, k, id) VALUES(?, ?, ?, ?)', effect.collection, effect.alias, effect.k, hash);
      session.dirty('alias', `${effect.collection}:${effect.alias}`);
      return;
    case 'number':
      applyNumber(session, applied, effect);
      return;
    case 'name':
      db.run('INSERT OR IGNORE INTO names(kind, fold, id) VALUES(?, ?, ?)', effect.kind, foldName(effect.name), effect.id);
      session.dirty(effect.kind, effect.id);
      return;
    case 'place':
      db.run("INSERT OR IGNORE INTO names(kind, fold, id) VALUES('place', ?, ?)", effect.within, effect.id);
      session.dirty(effect.kind, effect.id);
      return;
    case 'attach':
      db.run('INSERT OR IGNORE INTO attached(target, id) VALUES(?, ?)', effect.target, id);
      session.dirty('version', effect.target);
      session.dirty('link', effect.target);
      session.dirty('collection', effect.collection);
      return;
    case 'facts':
      applyFacts(session, effect, rank, hash);
      return;
    default:
      assertNever(effect, 'effect');
  }
}

/** The newest parser's facts of a blob stand; lists that show its versions hear of it. */
function applyFacts(session: Session, effect: Extract<Effect, { do: 'facts' }>, rank: string, hash: string): void {
  const { db } = session;
  const { brief } = effect;
  db.run(
    `INSERT INTO facts(blob, parser, parser_version, facts, rank, hash, format, framework, parameters, dtypes, safety) VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT(blob, parser) DO UPDATE SET parser_version = excluded.parser_version, facts = excluded.facts, rank = excluded.rank, hash = excluded.hash,
       format = excluded.format, framework = excluded.framework, parameters = excluded.parameters, dtypes = excluded.dtypes, safety = excluded.safety
     WHERE (excluded.parser_version, excluded.rank, excluded.hash) > (parser_version, rank, hash)`,
    effect.blob, effect.parser, effect.parserVersion, effect.facts, rank, hash,
    brief?.format ?? null, brief?.framework ?? null, brief?.parameters ?? null, brief ? brief.dtypes.join(' ') : null, brief ? safetyRank(brief.safety) : null,
  );
  for (const row of db.all<{ id: string; collection: string }>('SELECT v.id, v.collection FROM manifest_blobs b JOIN versions v ON v.digest = b.manifest WHERE b.blob = ?', effect.blob)) {
    session.dirty('version', row.id);
    touchVersion(session, row.id, row.collection);
  }
}

/** Metrics name their edge by an op hash, which may be that of a re-issued op. */
function settledSubject(session: Session, effect: Effect): Effect {
  if (effect.do !== 'write' || !effect.subject.startsWith('edge:')) return effect;
  return { ...effect, subject: `edge:${session.identity(effect.subject.slice('edge:'.length))}` };
}

const HAS_UPDATES = /^(collection|project)$/;

/** Lists of collections and projects are sorted by the newest op about them or in them. */
function noteUpdate(session: Session, op: Op): void {
  const { subject, parent } = placeOf(toldBy(op));
  const named = op.body['subject'];
  const kind = named !== null && typeof named === 'object' && !Array.isArray(named) ? named['kind'] : op.kind.split('.')[0];
  const weight = weightOf(op.hlc);
  if (parent !== null) {
    session.updated(parent, weight);
    session.dirty('collection', parent);
  }
  if (subject !== null && typeof kind === 'string' && HAS_UPDATES.test(kind)) session.updated(subject, weight);
}

/** An op with its identity, its rank and what it saw; one that carries a move has those of the move. */
function placed(session: Session, op: Op, hash: string, arrival: number, carried: Carried | undefined): Applied {
  const seen = (hashes: readonly string[]): string[] => hashes.map((each) => session.identity(each));
  if (!carried) return { op, hash, id: session.identity(hash), rank: session.rules.rank(op, arrival), observed: seen(session.rules.observed(op)) };
  session.db.run('INSERT OR IGNORE INTO carriers(id, hash) VALUES(?, ?)', carried.id, hash);
  return { op, hash: carried.id, id: session.identity(carried.id), rank: carried.hlc, observed: seen(carried.observed) };
}

/** What is kept with an op: 0 for a newer build, 1 folded, 2 unreadable, 3 above what counts of a device that was taken out. */
export type OpState = 0 | 1 | 2 | 3;

/** Folds one op whose re-issue or removal, if it is one, has been noted. */
export function applyOp(session: Session, op: Op, hash: string, arrival: number): OpState {
  if (op.seq > (session.bounds().get(op.device) ?? op.seq)) return 3;
  const folded = foldOp(op, session.rules);
  if (folded.state === 'later') return 0;
  if (folded.state === 'unreadable') return 2;
  const applied = placed(session, op, hash, arrival, folded.carried);
  const { observed } = applied;
  for (const given of folded.effects) {
    const effect = settledSubject(session, given);
    applyEffect(session, applied, effect);
    if (effect.do !== 'write' && effect.do !== 'see') continue;
    const fields = replacedFields(effect);
    if (fields.length > 0) for (const seen of observed) if (seen !== applied.id) addSeen(session.db, effect.subject, seen, fields);
    dirtySubject(session, effect.subject);
  }
  noteUpdate(session, op);
  return 1;
}
