// Nodes as doors send them: what the store knows of them, their place in the graph, and where their bytes are.
import type { LineageNode } from '../../../../shared/contract/lineage.js';
import type { Fold } from '../../domain/lineage/folds.js';
import type { Found } from '../../domain/lineage/traverse.js';
import type { LineageRow } from '../../store/queries/lineage/rows.js';
import type { EngineContext } from '../context.js';
import { availabilityOf } from '../rows.js';

type Place = Pick<LineageNode, 'depth' | 'side' | 'more'>;

const NO_MORE = { up: 0, down: 0 } as const;
/** Drawn small inside a cluster; the rest is a page away. */
const SHOWN_MEMBERS = 24;
const BAD_STATES: ReadonlySet<string> = new Set(['failed', 'crashed']);

/** Rows become nodes, in order. Where the bytes are is asked once for all. */
export function lineageNodes(engine: EngineContext, rows: readonly LineageRow[], placeOf: (id: string) => Partial<Place>): LineageNode[] {
  const versions = rows.filter((row) => row.kind === 'version' && row.arrived).map((row) => row.id);
  const available = availabilityOf(engine, versions);
  return rows.map((row) => {
    const { depth = 0, side = 'start', more = NO_MORE } = placeOf(row.id);
    const here = row.arrived && (row.kind !== 'version' || available.get(row.id) !== 'online');
    return { ...row, links: [...row.links], aliases: [...row.aliases], depth, side, more, here, fold: null };
  });
}

const plural = (count: number, one: string): string => `${count} ${one}${count === 1 ? '' : 's'}`;

/** What a cluster says it is: `12 train runs`, `30 versions of sds-unet-r50`. */
function foldName(fold: Fold, rows: readonly LineageRow[]): string {
  if (fold.kind === 'run') return plural(rows.length, fold.type ? `${fold.type} run` : 'run');
  const names = new Set(rows.map((row) => row.name));
  const [only] = names;
  return names.size === 1 && only !== undefined ? `${plural(rows.length, 'version')} of ${only}` : plural(rows.length, fold.type || 'version');
}

/** A cluster as a node. `rows` are those of its members. */
export function foldNode(fold: Fold, rows: readonly LineageRow[], more: Place['more']): LineageNode {
  const name = foldName(fold, rows);
  return {
    id: fold.id, kind: 'cluster', ref: name, name, label: '', type: fold.type, project: '', entity: '', collection: null, digest: null, key: null, state: null, oneShot: false, at: null,
    aliases: [...new Map(rows.flatMap((row) => row.aliases.filter((alias) => alias.kind === 'set')).map((alias) => [alias.name, alias])).values()],
    links: [], depth: fold.depth, side: fold.side, deleted: false, here: true, arrived: true, more,
    fold: {
      count: rows.length,
      failed: rows.filter((row) => BAD_STATES.has(row.state ?? '')).length,
      members: rows.slice(0, SHOWN_MEMBERS).map((row) => ({ id: row.id, ref: row.ref, state: row.state, aliases: row.aliases.filter((alias) => alias.kind === 'set').map((alias) => alias.name) })),
    },
  };
}

export function placeIn(found: ReadonlyMap<string, Found>, more: ReadonlyMap<string, Place['more']>): (id: string) => Partial<Place> {
  return (id) => {
    const node = found.get(id);
    const beyond = more.get(id);
    return { ...(node ? { depth: node.depth, side: node.side } : {}), ...(beyond ? { more: beyond } : {}) };
  };
}
