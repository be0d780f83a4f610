// Who holds an alias among versions: in their own collection, and in the models they are linked to.
import type { Db } from '../../database.js';
import { shownAliases } from '../../aliasMoves.js';
import { targetLabel, targetRef } from '../labels.js';

export interface AliasHolder {
  readonly collection: string;
  readonly name: string;
  readonly registered: boolean;
  readonly alias: string;
  readonly contested: boolean;
  readonly label: string;
  readonly version: string;
  readonly ref: string;
}

interface Row {
  readonly collection: string;
  readonly alias: string;
  readonly target: string;
  readonly contested: number;
  readonly name: string;
  readonly form: string;
  readonly version: string;
}

const SHOWN = `SELECT a.collection, a.alias, a.target, a.contested, c.name, c.form`;

function holder(db: Db, row: Row): AliasHolder {
  return { collection: row.collection, name: row.name, registered: row.form === 'registered', alias: row.alias, contested: row.contested === 1, label: targetLabel(db, row.target), version: row.version, ref: targetRef(db, row.version) ?? row.version.slice(0, 8) };
}

/** Of more versions than these it is quicker to look at every alias there is. */
const MANY = 500;

/** As below, from the side of the aliases. */
function holdersByAlias(db: Db, versions: ReadonlySet<string>, aliases: readonly string[]): AliasHolder[] {
  const only = aliases.length > 0 ? 'AND a.alias IN (SELECT value FROM json_each(?1))' : '';
  const rows = db.all<Row>(
    `${SHOWN}, COALESCE(l.version, a.target) AS version FROM aliases a JOIN collections c ON c.id = a.collection LEFT JOIN links l ON l.id = a.target WHERE a.target IS NOT NULL AND COALESCE(l.live, 1) = 1 ${only}`,
    ...(aliases.length > 0 ? [JSON.stringify(aliases)] : []),
  );
  return rows.filter((row) => versions.has(row.version)).map((row) => holder(db, row));
}

/** Aliases set by people on these versions, in collections and models. */
export function holdersAmong(db: Db, versions: readonly string[], aliases: readonly string[]): AliasHolder[] {
  if (versions.length > MANY) return holdersByAlias(db, new Set(versions), aliases);
  const ids = JSON.stringify(versions);
  const only = aliases.length > 0 ? 'AND a.alias IN (SELECT value FROM json_each(?2))' : '';
  const more = aliases.length > 0 ? [JSON.stringify(aliases)] : [];
  const own = db.all<Row>(`${SHOWN}, a.target AS version FROM json_each(?1) j CROSS JOIN aliases a ON a.target = j.value JOIN collections c ON c.id = a.collection WHERE a.target IS NOT NULL ${only}`, ids, ...more);
  const linked = db.all<Row>(`${SHOWN}, l.version FROM json_each(?1) j CROSS JOIN links l ON l.version = j.value CROSS JOIN aliases a ON a.target = l.id JOIN collections c ON c.id = a.collection WHERE l.live = 1 AND a.target IS NOT NULL ${only}`, ids, ...more);
  return [...own, ...linked].map((row) => holder(db, row));
}

/** The aliases of one model, wherever they are. */
export function holdersOf(db: Db, collection: string): AliasHolder[] {
  const name = db.get<{ name: string; form: string }>('SELECT name, form FROM collections WHERE id = ?', collection);
  return shownAliases(db, collection).flatMap(({ alias, target, contested }) => {
    if (target === null || !name) return [];
    const version = db.get<{ version: string }>('SELECT version FROM links WHERE id = ? AND live = 1', target)?.version ?? target;
    return [holder(db, { collection, alias, target, contested: contested ? 1 : 0, name: name.name, form: name.form, version })];
  });
}
