// What the nodes of a lineage are: names, labels, aliases and links, read for many at a time.
import type { AliasBadge } from '../../../../../shared/contract/entities.js';
import type { LineageNode } from '../../../../../shared/contract/lineage.js';
import type { Node } from '../../../domain/lineage/types.js';
import { aliasesOn } from '../../aliasMoves.js';
import type { Db } from '../../database.js';
import { labelOf } from '../labels.js';

/** A node as the store knows it: without its place in a graph, and without where its bytes are. */
export type LineageRow = Omit<LineageNode, 'kind' | 'depth' | 'side' | 'here' | 'more' | 'fold'> & Node;

const PLACES = `LEFT JOIN projects p ON p.id = x.project LEFT JOIN entities n ON n.id = p.entity`;

interface VersionRow {
  readonly id: string;
  readonly collection: string;
  readonly digest: string;
  readonly number: number | null;
  readonly weight: number;
  readonly deleted: number;
  readonly name: string | null;
  readonly type: string | null;
  readonly latest: string | null;
  readonly project: string | null;
  readonly entity: string | null;
  readonly at: number | null;
}

interface RunRow {
  readonly id: string;
  readonly key: string;
  readonly name: string;
  readonly type: string;
  readonly state: string;
  readonly oneShot: number;
  readonly deleted: number;
  readonly at: number;
  readonly project: string | null;
  readonly entity: string | null;
}

interface ModelRow {
  readonly id: string;
  readonly name: string;
  readonly type: string;
  readonly deleted: number;
  readonly project: string | null;
  readonly entity: string | null;
}

interface LinkRow {
  readonly version: string;
  readonly id: string;
  readonly model: string;
  readonly weight: number;
  readonly number: number | null;
  readonly name: string | null;
  readonly latest: string | null;
}

/** Aliases of targets (versions or links), set by people, as this device shows them. */
function aliasesOf(db: Db, targets: readonly { readonly id: string; readonly collection: string }[]): Map<string, AliasBadge[]> {
  const found = new Map<string, AliasBadge[]>();
  if (db.get('SELECT 1 FROM moves LIMIT 1')) {
    for (const { id, collection } of targets) found.set(id, aliasesOn(db, collection, id).map((each) => ({ name: each.alias, kind: 'set', contested: each.contested, ...(each.unpublished ? { unpublished: true } : {}) })));
    return found;
  }
  const rows = db.all<{ target: string; alias: string; contested: number }>('SELECT a.target, a.alias, a.contested FROM json_each(?1) j CROSS JOIN aliases a ON a.target = j.value WHERE a.target IS NOT NULL ORDER BY a.target, a.alias', JSON.stringify(targets.map((each) => each.id)));
  for (const row of rows) found.set(row.target, [...(found.get(row.target) ?? []), { name: row.alias, kind: 'set', contested: row.contested === 1 }]);
  return found;
}

const LATEST: AliasBadge = { name: 'latest', kind: 'auto', contested: false };
const withLatest = (aliases: readonly AliasBadge[] | undefined, isLatest: boolean): AliasBadge[] => (isLatest ? [LATEST, ...(aliases ?? [])] : [...(aliases ?? [])]);

const NOTHING = { collection: null, digest: null, key: null, state: null, oneShot: false, at: null, aliases: [], links: [], label: '' };

/** A node that an operation names and none has told of yet. */
function unknown({ id, kind }: Node): LineageRow {
  return { ...NOTHING, id, kind, ref: id.slice(0, 8), name: id.slice(0, 8), type: '', project: '', entity: '', deleted: false, arrived: false };
}

function versionRows(db: Db, ids: readonly string[]): Map<string, LineageRow> {
  const wanted = JSON.stringify(ids);
  const rows = db.all<VersionRow>(
    `SELECT v.id, v.collection, v.digest, v.number, v.weight, v.deleted, x.name, x.type, x.latest_target AS latest, p.name AS project, n.name AS entity, e.at
     FROM json_each(?1) j CROSS JOIN versions v ON v.id = j.value LEFT JOIN collections x ON x.id = v.collection ${PLACES} LEFT JOIN edges e ON e.id = v.first_edge`,
    wanted,
  );
  const links = db.all<LinkRow>('SELECT l.version, l.id, l.model, l.weight, l.number, c.name, c.latest_target AS latest FROM json_each(?1) j CROSS JOIN links l ON l.version = j.value LEFT JOIN collections c ON c.id = l.model WHERE l.live = 1 ORDER BY l.weight, l.id', wanted);
  const aliases = aliasesOf(db, [...rows, ...links.map((link) => ({ id: link.id, collection: link.model }))]);
  const linksOf = new Map<string, LineageRow['links']>();
  for (const link of links) {
    const { label } = labelOf(db, { ...link, collection: link.model, digest: '' }, '');
    linksOf.set(link.version, [...(linksOf.get(link.version) ?? []), { model: link.model, name: link.name ?? link.model.slice(0, 8), label, aliases: withLatest(aliases.get(link.id), link.latest === link.id) }]);
  }
  return new Map(
    rows.map((row) => {
      const name = row.name ?? row.collection.slice(0, 8);
      const { ref, label } = labelOf(db, row, name);
      return [row.id, { ...NOTHING, id: row.id, kind: 'version', ref, name, label, type: row.type ?? '', project: row.project ?? '', entity: row.entity ?? '', collection: row.collection, digest: row.digest, at: row.at, aliases: withLatest(aliases.get(row.id), row.latest === row.id), links: linksOf.get(row.id) ?? [], deleted: row.deleted === 1, arrived: true }];
    }),
  );
}

function runRows(db: Db, ids: readonly string[]): Map<string, LineageRow> {
  const rows = db.all<RunRow>(
    `SELECT x.id, x.key, x.name, x.job_type AS type, x.state, x.one_shot AS oneShot, x.deleted, x.started AS at, p.name AS project, n.name AS entity FROM json_each(?1) j CROSS JOIN runs x ON x.id = j.value ${PLACES}`,
    JSON.stringify(ids),
  );
  return new Map(rows.map((row) => [row.id, { ...NOTHING, id: row.id, kind: 'run', ref: row.name, name: row.name, type: row.type, project: row.project ?? '', entity: row.entity ?? '', key: row.key, state: row.state, oneShot: row.oneShot === 1, at: row.at, deleted: row.deleted === 1, arrived: true }]));
}

function modelRows(db: Db, ids: readonly string[]): Map<string, LineageRow> {
  const rows = db.all<ModelRow>(`SELECT x.id, x.name, x.type, x.deleted, p.name AS project, n.name AS entity FROM json_each(?1) j CROSS JOIN collections x ON x.id = j.value ${PLACES}`, JSON.stringify(ids));
  return new Map(rows.map((row) => [row.id, { ...NOTHING, id: row.id, kind: 'model', ref: row.name, name: row.name, type: row.type, project: row.project ?? '', entity: row.entity ?? '', deleted: row.deleted === 1, arrived: true }]));
}

/** Rows of nodes, in the order given. */
export function lineageRows(db: Db, nodes: readonly Node[]): LineageRow[] {
  const ids = (kind: Node['kind']): string[] => nodes.filter((node) => node.kind === kind).map((node) => node.id);
  const known = { version: versionRows(db, ids('version')), run: runRows(db, ids('run')), model: modelRows(db, ids('model')) };
  return nodes.map((node) => known[node.kind].get(node.id) ?? unknown(node));
}

/** What folding and clusters need of a node; reading that much of very many is cheap. */
export interface LineageBrief extends Node {
  readonly type: string;
  readonly name: string;
  readonly state: string | null;
}

/** Briefs of nodes, in the order given. */
export function lineageBriefs(db: Db, nodes: readonly Node[]): LineageBrief[] {
  const ids = (kind: Node['kind']): string => JSON.stringify(nodes.filter((node) => node.kind === kind).map((node) => node.id));
  const collections = new Map(db.all<{ id: string; name: string; type: string }>('SELECT id, name, type FROM collections').map((row) => [row.id, row]));
  const versions = db.all<{ id: string; collection: string }>('SELECT v.id, v.collection FROM json_each(?1) j CROSS JOIN versions v ON v.id = j.value', ids('version'));
  const runs = db.all<{ id: string; name: string; type: string; state: string }>('SELECT x.id, x.name, x.job_type AS type, x.state FROM json_each(?1) j CROSS JOIN runs x ON x.id = j.value', ids('run'));
  const known = new Map<string, Pick<LineageBrief, 'type' | 'name' | 'state'>>();
  for (const { id, collection } of versions) known.set(id, { type: collections.get(collection)?.type ?? '', name: collections.get(collection)?.name ?? '', state: null });
  for (const { id, name, type, state } of runs) known.set(id, { type, name, state });
  return nodes.map((node) => {
    const model = node.kind === 'model' ? collections.get(node.id) : undefined;
    return { id: node.id, kind: node.kind, type: '', name: '', state: null, ...(model ? { type: model.type, name: model.name } : known.get(node.id)) };
  });
}
