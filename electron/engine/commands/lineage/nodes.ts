// Nodes as doors send them: what the store knows of them, their place in the graph, and where their bytes are.
import type { LineageNode } from '../../../../shared/contract/lineage.js';
import type { Fold } from '../../domain/lineage/folds.js';
import type { Found } from '../../domain/lineage/traverse.js';
import type { LineageBrief, LineageRow } from '../../store/queries/lineage/rows.js';
import type { EngineContext } from '../context.js';
import { availabilityOf } from '../rows.js';

type Place = Pick<LineageNode, 'depth' | 'side' | 'more'>;

const NO_MORE = { up: 0, down: 0 } as const;
/** Drawn small inside a cluster; the rest is a page away. */
export const SHOWN_MEMBERS = 24;
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
function foldName(fold: Fold, members: readonly LineageBrief[]): string {
  if (fold.kind === 'run') return plural(members.length, fold.type ? `${fold.type} run` : 'run');
  const names = new Set(members.map((member) => member.name));
  const [only] = names;
  return names.size === 1 && only !== undefined ? `${plural(members.length, 'version')} of ${only}` : plural(members.length, fold.type || 'version');
}

export interface FoldContent {
  readonly members: readonly LineageBrief[];
  /** Of the first of them. */
  readonly rows: readonly LineageRow[];
  /** Set by people on any of them. */
  readonly aliases: LineageNode['aliases'];
}

/** A cluster as a node. */
export function foldNode(fold: Fold, { members, rows, aliases }: FoldContent, more: Place['more']): LineageNode {
  const name = foldName(fold, members);
  return {
    id: fold.id, kind: 'cluster', ref: name, name, label: '', type: fold.type, project: '', entity: '', collection: null, digest: null, key: null, state: null, oneShot: false, at: null,
    aliases, links: [], depth: fold.depth, side: fold.side, deleted: false, here: true, arrived: true, more,
    fold: {
      count: members.length,
      failed: members.filter((member) => BAD_STATES.has(member.state ?? '')).length,
      members: rows.map((row) => ({ id: row.id, ref: row.ref, state: row.state, aliases: row.aliases.filter((alias) => alias.kind === 'set').map((alias) => alias.name) })),
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
