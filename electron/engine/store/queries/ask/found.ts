// A version that a query found, with what registered models call it: stages show wherever a version does.
import type { Db } from '../../database.js';
import type { FoundItem } from '../../readTypes.js';
import { targetLabel } from '../labels.js';
import { badges, sourceOf, versionBuilder, versionIn } from '../versions.js';

interface LinkRow {
  readonly id: string;
  readonly model: string;
  readonly name: string | null;
  readonly latest: string | null;
}

function linkedOf(db: Db, version: string): FoundItem['models'] {
  const rows = db.all<LinkRow>('SELECT l.id, l.model, c.name, c.latest_target AS latest FROM links l LEFT JOIN collections c ON c.id = l.model WHERE l.version = ? AND l.live = 1 ORDER BY l.weight, l.id', version);
  return rows.map((row) => ({ model: row.model, name: row.name ?? row.model.slice(0, 8), label: targetLabel(db, row.id), aliases: badges(db, row.model, row.id, row.latest) }));
}

/** Builds rows; `within` is the collection or model whose names for them are wanted. */
export function foundVersion(db: Db, within: string | undefined): (id: string) => FoundItem | undefined {
  const builders = new Map<string, ReturnType<typeof versionBuilder>>();
  return (id) => {
    const models = linkedOf(db, id);
    if (within !== undefined) {
      const place = versionIn(db, within, id);
      return place && { ...place.row, models };
    }
    const source = sourceOf(db, id);
    if (!source) return undefined;
    const build = builders.get(source.collection) ?? versionBuilder(db, source.collection);
    builders.set(source.collection, build);
    return { ...build(source), models };
  };
}
