// The contested aliases of the whole registry, each with its sides: who moved it where, when, why, and what was there before.
import type { ContestedAlias, ContestSide } from '../../../../shared/contract/contests.js';
import type { Head } from '../../domain/registers.js';
import { opOfMove, shownAliases, standingOf } from '../aliasMoves.js';
import type { Db } from '../database.js';
import { collectionById } from './collections.js';
import { historyBuilder } from './history.js';
import { targetLabel, targetRef } from './labels.js';

type Build = ReturnType<typeof historyBuilder>;

function sideOf(db: Db, build: Build, head: Head, holds: boolean): ContestSide {
  const target = typeof head.value === 'string' ? head.value : null;
  const op = opOfMove(db, head.id);
  const told = op && build(head.id, op);
  return {
    holds,
    version: target === null ? null : (db.get<{ version: string }>('SELECT version FROM links WHERE id = ?', target)?.version ?? target),
    label: target === null ? null : targetLabel(db, target),
    ref: target === null ? null : targetRef(db, target),
    replaced: told?.from ?? null,
    at: told?.at ?? 0,
    actor: told?.actor ?? { name: 'unknown' },
    device: told?.device ?? '',
    note: told?.note ?? null,
  };
}

/** In the order of collections by name. A move of this device that observed every side ends a contest here before it is published. */
export function contestedAliases(db: Db): ContestedAlias[] {
  const build = historyBuilder(db);
  const holders = db.all<{ collection: string }>('SELECT DISTINCT a.collection FROM aliases a JOIN collections c ON c.id = a.collection WHERE a.contested = 1 AND c.deleted = 0 ORDER BY c.fold, c.id');
  return holders.flatMap(({ collection: id }) => {
    const row = collectionById(db, id);
    if (!row) return [];
    const { name, project, entity, form } = row;
    return shownAliases(db, id)
      .filter((each) => each.contested)
      .map(({ alias }) => ({ collection: id, name, project, entity, form, alias, sides: standingOf(db, id, alias).heads.map((head, index) => sideOf(db, build, head, index === 0)) }));
  });
}
