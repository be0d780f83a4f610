// Who put an alias where it is, and who stands against whom when it is contested.
import type { Contest } from '../../../../shared/contract/entities.js';
import type { AliasState } from '../../../../shared/contract/registry.js';
import type { Head } from '../../domain/registers.js';
import { opOfMove, pendingMove, shownAliases, standingOf } from '../aliasMoves.js';
import type { Db } from '../database.js';
import { protectedAliases } from '../protectedAliases.js';
import { deviceName, targetLabel, targetRef } from './labels.js';

const targetOf = (head: Head | undefined): string | null => (typeof head?.value === 'string' ? head.value : null);

type Move = Pick<AliasState, 'at' | 'actor' | 'device' | 'note'>;

function moveOf(db: Db, head: Head | undefined): Move {
  const op = head && opOfMove(db, head.id);
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

const headsOfAlias = (db: Db, collection: string, alias: string): readonly Head[] => standingOf(db, collection, alias).heads;

/** What stands against what, for an alias that is contested. */
export function contestOf(db: Db, collection: string, alias: string): Contest {
  const heads = headsOfAlias(db, collection, alias);
  return contestAmong(db, alias, heads[0], heads);
}

/** Contested aliases of which some move names one of these targets. */
export function contestsAbout(db: Db, collection: string, targets: ReadonlySet<string>): Contest[] {
  const contested = shownAliases(db, collection).filter((each) => each.contested);
  return contested.flatMap(({ alias }) => (headsOfAlias(db, collection, alias).some((head) => targets.has(targetOf(head) ?? '')) ? [contestOf(db, collection, alias)] : []));
}

/** The aliases set in a collection or model, by name. `own` is this device, where moves may wait. */
export function aliasStates(db: Db, own: string, collection: string): AliasState[] {
  const guarded = protectedAliases(db);
  return shownAliases(db, collection).map(({ alias, target, contested, unpublished }) => {
    const [holder] = headsOfAlias(db, collection, alias);
    const move = unpublished ? pendingMove(db, collection, alias) : undefined;
    const version = target === null ? null : (db.get<{ version: string }>('SELECT version FROM links WHERE id = ?', target)?.version ?? target);
    return {
      alias,
      protected: guarded.has(alias),
      label: target === null ? null : targetLabel(db, target),
      ref: target === null ? null : targetRef(db, target),
      version,
      ...(move ? { at: move.at, actor: move.actor, device: deviceName(db, own), note: move.note } : moveOf(db, holder)),
      unpublished,
      contest: contested ? contestOf(db, collection, alias) : null,
    };
  });
}
