// Who put an alias where it is, and who stands against whom when it is contested.
import type { Contest } from '../../../../shared/contract/entities.js';
import type { AliasState } from '../../../../shared/contract/registry.js';
import { aliasKey } from '../../domain/fold.js';
import type { Head } from '../../domain/registers.js';
import type { Db } from '../database.js';
import { readOp } from '../opLog.js';
import { protectedAliases } from '../protectedAliases.js';
import { readHeads } from '../registers.js';
import { deviceName, targetLabel, targetRef } from './labels.js';

const targetOf = (head: Head | undefined): string | null => (typeof head?.value === 'string' ? head.value : null);

type Move = Pick<AliasState, 'at' | 'actor' | 'device' | 'note'>;

function moveOf(db: Db, head: Head | undefined): Move {
  const op = head && readOp(db, head.hash)?.op;
  if (!op) return { at: 0, actor: { name: 'unknown' }, device: '', note: null };
  const note = op.body['note'];
  return { at: op.at, actor: op.actor, device: deviceName(db, op.device), note: typeof note === 'string' && note !== '' ? note : null };
}

function contestAmong(db: Db, alias: string, holder: Head | undefined, heads: readonly Head[]): Contest {
  const ref = (head: Head | undefined): string | null => {
    const target = targetOf(head);
    return target === null ? null : targetRef(db, target);
  };
  return { alias, holder: ref(holder), challenges: heads.filter((head) => head.id !== holder?.id).map((head) => ({ ref: ref(head), ...moveOf(db, head) })) };
}

/** The heads of an alias, the holder first. */
export function headsOfAlias(db: Db, collection: string, alias: string): readonly Head[] {
  return readHeads(db, aliasKey(collection, alias)).get('target') ?? [];
}

/** What stands against what, for an alias that is contested. */
export function contestOf(db: Db, collection: string, alias: string): Contest {
  const heads = headsOfAlias(db, collection, alias);
  return contestAmong(db, alias, heads[0], heads);
}

/** Contested aliases of which some move names one of these targets. */
export function contestsAbout(db: Db, collection: string, targets: ReadonlySet<string>): Contest[] {
  const contested = db.all<{ alias: string }>('SELECT alias FROM aliases WHERE collection = ? AND contested = 1 ORDER BY alias', collection);
  return contested.flatMap(({ alias }) => (headsOfAlias(db, collection, alias).some((head) => targets.has(targetOf(head) ?? '')) ? [contestOf(db, collection, alias)] : []));
}

interface Row {
  readonly alias: string;
  readonly target: string | null;
  readonly contested: number;
}

/** The aliases set in a collection or model, by name. */
export function aliasStates(db: Db, collection: string): AliasState[] {
  const guarded = protectedAliases(db);
  return db.all<Row>('SELECT alias, target, contested FROM aliases WHERE collection = ? ORDER BY alias', collection).map(({ alias, target, contested }) => {
    const [holder] = headsOfAlias(db, collection, alias);
    const version = target === null ? null : (db.get<{ version: string }>('SELECT version FROM links WHERE id = ?', target)?.version ?? target);
    return {
      alias,
      protected: guarded.has(alias),
      label: target === null ? null : targetLabel(db, target),
      ref: target === null ? null : targetRef(db, target),
      version,
      ...moveOf(db, holder),
      contest: contested === 1 ? contestOf(db, collection, alias) : null,
    };
  });
}
