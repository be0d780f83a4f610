// The same graph as a list: every node with what it came from and what came of it, for reading and for screen readers.
import { useMemo, type ReactNode } from 'react';
import type { LineageNode } from '../../../shared/contract/lineage.js';
import { AliasList } from '../../ui/AliasBadge.js';
import type { Column } from '../../ui/columns.js';
import { Time } from '../../ui/Time.js';
import { VirtualTable } from '../../ui/VirtualTable.js';
import { kindWord, nodeText, type GraphIndex } from '../../ui/lineage/graphModel.js';

const SIDES: Readonly<Record<LineageNode['side'], string>> = { start: 'start', up: 'before', down: 'after', around: '' };

/** `2 before`: how far, and on which side where that is one. */
export function placeWords(node: LineageNode): string {
  return node.side === 'start' ? 'start' : `${node.depth} ${SIDES[node.side]}`.trim();
}

function names(index: GraphIndex, ids: readonly string[] | undefined, more: number): string {
  const known = (ids ?? []).map((id) => index.nodes.get(id)?.ref ?? id.slice(0, 8));
  return [...known, ...(more > 0 ? [`${more} not shown`] : [])].join(', ');
}

function stateWords(node: LineageNode): string {
  if (!node.arrived) return 'not arrived yet';
  if (node.deleted) return 'deleted';
  if (!node.here) return 'bytes not here';
  return node.state ?? '';
}

function columnsOf(index: GraphIndex): readonly Column<LineageNode>[] {
  return [
    { id: 'place', title: 'Steps', width: 80, compare: (a, b) => a.depth - b.depth, cell: (node) => placeWords(node) },
    { id: 'kind', title: 'Kind', width: 116, leaves: 4, compare: (a, b) => kindWord(a).localeCompare(kindWord(b)), cell: (node) => (node.kind === 'cluster' ? 'Cluster' : kindWord(node)) },
    { id: 'name', title: 'Name', min: 140, grow: 2, compare: (a, b) => a.ref.localeCompare(b.ref, undefined, { numeric: true }), cell: (node) => <span className={`name trunc${node.deleted ? ' t3' : ''}`} title={node.ref}>{node.ref}</span> },
    { id: 'aliases', title: 'Aliases', min: 100, leaves: 3, cell: (node, width) => <AliasList aliases={[...node.aliases, ...node.links.flatMap((link) => link.aliases.filter((alias) => alias.kind === 'set').map((alias) => ({ ...alias, label: `${link.name} ${link.label}` })))]} width={width - 16} /> },
    { id: 'inputs', title: 'From', min: 120, grow: 2, leaves: 1, cell: (node) => names(index, index.up.get(node.id), node.more.up) },
    { id: 'outputs', title: 'To', min: 120, grow: 2, leaves: 2, cell: (node) => names(index, index.down.get(node.id), node.more.down) },
    { id: 'state', title: 'State', width: 116, leaves: 5, cell: (node) => stateWords(node) },
    { id: 'at', title: 'When', width: 104, leaves: 7, compare: (a, b) => (a.at ?? 0) - (b.at ?? 0), cell: (node) => (node.at === null ? '' : <Time at={node.at} />) },
  ];
}

interface LineageListProps {
  readonly index: GraphIndex;
  readonly nodes: readonly LineageNode[];
  readonly label: string;
  readonly selected: string;
  readonly onSelect: (id: string) => void;
  readonly onOpen: (id: string) => void;
}

export function LineageList({ index, nodes, label, selected, onSelect, onOpen }: LineageListProps): ReactNode {
  const columns = useMemo(() => columnsOf(index), [index]);
  return <VirtualTable label={label} rows={nodes} columns={columns} dense rowKey={(node) => node.id} rowText={(node) => nodeText(index, node)} selected={selected} onSelect={(node) => onSelect(node.id)} onOpen={(node) => onOpen(node.id)} />;
}
